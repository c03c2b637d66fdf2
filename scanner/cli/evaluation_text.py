"""The measurement of the fingerprints in words and columns."""

from collections.abc import Iterator, Mapping

from scanner.identify.evaluate import Evaluation, Mistake, Tally
from scanner.model.claim import Grade
from scanner.report.plain import printable


def evaluation_lines(result: Evaluation, *, show: bool) -> Iterator[str]:
    """Write the tallies: per manufacturer, per brand, per word, and the false alarms. `show` names each mistake."""
    yield f"{result.cameras} answers of cameras, recorders and servers, {result.others} of other things"
    if result.unseen:
        yield f"{result.unseen} rows hold nothing that an anonymous scan would see, and are left out"
    yield ""
    groups: tuple[tuple[str, Mapping[str, Tally], Tally], ...] = (
        ("MANUFACTURER OF", result.manufacturers, result.total("manufacturer")),
        ("BRAND OF", result.brands, result.total("brand")),
    )
    for heading, tallies, total in groups:
        yield f"{heading:<24}   right   wrong unknown"
        for name in sorted(tallies, key=lambda name: (-_size(tallies[name]), name)):
            yield _row(name, tallies[name])
        yield _row("all", total)
        yield ""
    yield "HOW OFTEN EACH WORD WAS RIGHT (makers and brands)"
    for grade in (Grade.CONFIRMED, Grade.PROBABLE, Grade.POSSIBLE):
        tally = result.words.get(grade, Tally())
        share = f"{100 * tally.right / tally.claimed:.1f} %" if tally.claimed else "never said"
        yield f"{grade.value:<12} {share:>10}  ({tally.right} of {tally.claimed})"
    yield ""
    kinds = result.kinds
    yield f"known as video devices: {kinds.right}; as something else: {kinds.wrong}; kind unknown: {kinds.unknown}"
    alarms = len(result.false_positives)
    yield f"false alarms: {alarms} of {result.others} other things were taken for video devices"
    if show:
        yield from _mistakes("WRONG", result.mistakes)
        yield from _mistakes("FALSE ALARM", result.false_positives)


def _size(tally: Tally) -> int:
    return tally.claimed + tally.unknown


def _row(name: str, tally: Tally) -> str:
    return f"{printable(name)[:24]:<24} {tally.right:>7} {tally.wrong:>7} {tally.unknown:>7}"


def _mistakes(word: str, mistakes: list[Mistake]) -> Iterator[str]:
    for item in mistakes:
        because = ", ".join(item.because)
        yield f"{word} {item.row}: {item.attribute} should be {printable(item.expected)}, said {item.said} by {because}"
