"""The measurement of the fingerprints in words and columns."""

from collections.abc import Iterator, Sequence

from scanner.identify.evaluate import Evaluation, Tally, tally, wilson
from scanner.identify.judge import ATTRIBUTES, Judged, Judgement, Section
from scanner.model.claim import Grade
from scanner.report.plain import printable

_NAME_WIDTH = 22
_CELL = 13
_GRADES = (Grade.CONFIRMED, Grade.PROBABLE, Grade.POSSIBLE)
_SECTIONS: tuple[tuple[Section, str], ...] = (
    ("named", "ANSWERS THAT NAME A MAKER"),
    ("nobody", "ANSWERS WHOSE MAKER NOBODY CAN KNOW (unknown is right)"),
    ("icon", "ICONS ALONE"),
)


def evaluation_lines(result: Evaluation, remaining: Evaluation, *, show: bool) -> Iterator[str]:
    """Write the tables, how often each word was right, and the false alarms. `show` names each mistake.

    `remaining` is the same measurement without what was known only from a row's own source.
    """
    yield from _what_was_read(result)
    for section, heading in _SECTIONS:
        if result.section(section):
            yield from _table(result, section, heading)
    yield from _shares(result, "right")
    yield from _shares(remaining, "right without what only the row's own source taught")
    yield ""
    yield from _reliability(result)
    yield ""
    yield from _alarms(result)
    if show:
        yield from (_mistake("WRONG", row, item) for row, item in result.mistakes())
        yield from (_mistake("POSSIBLE ALARM", row, item) for row, item in result.false_alarms(sure=False))


def _what_was_read(result: Evaluation) -> Iterator[str]:
    cameras = [row for section in ("named", "nobody", "icon") for row in result.section(section)]
    yield f"{len(cameras)} answers of cameras, recorders and servers, {len(result.section('other'))} of other things"
    if unseen := result.section("unseen"):
        yield f"{len(unseen)} rows hold nothing that an anonymous scan would see, and are left out"
    known = {row.row for row in result.rows}
    for row, reason in sorted(result.disputed.items()):
        if row in known:
            yield f"disputed, left out: {printable(row)}: {printable(reason)}"


def _table(result: Evaluation, section: Section, heading: str) -> Iterator[str]:
    yield ""
    yield f"{heading} (each cell: right/wrong/unknown)"
    names = "".join(f"{name:>{_CELL}}" for name in ATTRIBUTES)
    yield f"{'':<{_NAME_WIDTH}} {'rows':>5}{names}"
    vendors = result.vendors(section)
    for name, rows in vendors.items():
        yield _row(name, rows)
    if len(vendors) > 1:
        yield _row("all", result.section(section))


def _row(name: str, rows: Sequence[Judged]) -> str:
    cells = (_cell(tally(row.verdict(attribute) for row in rows)) for attribute in ATTRIBUTES)
    return f"{printable(name)[:_NAME_WIDTH]:<{_NAME_WIDTH}} {len(rows):>5}{''.join(cells)}"


def _cell(counted: Tally) -> str:
    text = f"{counted.right}/{counted.wrong}/{counted.unknown}" if counted.judged else "–"
    return f"{text:>{_CELL}}"


def _shares(result: Evaluation, heading: str) -> Iterator[str]:
    yield ""
    yield heading.upper()
    total, mean = result.maker_or_label()
    yield f"{'maker or label':<{_NAME_WIDTH}} {_share(total)}; averaged over vendors {100 * mean:.1f} %"
    for attribute in ATTRIBUTES:
        yield f"{attribute:<{_NAME_WIDTH}} {_share(result.tally(attribute))}"


def _share(counted: Tally) -> str:
    return f"{_rate(counted.right, counted.judged)}, wrong {_percent(counted.wrong, counted.judged)}"


def _rate(right: int, of: int) -> str:
    low, high = wilson(right, of)
    return f"{_percent(right, of):>7} ({right} of {of}; 95 % interval {100 * low:.1f} to {100 * high:.1f} %)"


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.1f} %" if of else "–"


def _reliability(result: Evaluation) -> Iterator[str]:
    yield "HOW OFTEN EACH WORD WAS RIGHT"
    for heading, words in (
        ("makers and labels", result.words("manufacturer", "brand")),
        ("kinds, models, firmware", result.words("kind", "model", "firmware")),
    ):
        yield heading
        for grade in _GRADES:
            counted = words.get(grade, Tally())
            said = _rate(counted.right, counted.claimed) if counted.claimed else "never said"
            yield f"  {grade.value:<{_NAME_WIDTH - 2}} {said}"


def _alarms(result: Evaluation) -> Iterator[str]:
    sure, faint = result.false_alarms(sure=True), result.false_alarms(sure=False)
    others = len(result.section("other"))
    taken = f"{len(sure)} of {others} other things were taken for video devices at probable or above"
    yield f"{taken}; {len(faint)} at possible"
    yield from (_mistake("FALSE ALARM", row, item) for row, item in sure)


def _mistake(word: str, row: Judged, item: Judgement) -> str:
    because = ", ".join(item.because)
    grade = f" ({item.grade})" if item.grade else ""
    return (
        f"{word} {printable(row.row)} [{printable(row.group)}]: {item.attribute} should be {printable(item.expected)}, "
        f"said {printable(str(item.said))}{grade} by {because}"
    )
