"""A tally in one line, and a maker's count in words: what the terminal and the page both say."""

from collections.abc import Iterator

from scanner.model.claim import Grade, Kind
from scanner.report.summary import MakerCount, Relabelled, Tally
from scanner.report.wording import Names, counted, kind_word, name_of, number


def headline(tally: Tally, names: Names, maker: str | None = None) -> str:
    """Say a tally in one line: `157 cameras · 29 labelled Hikvision · 41 made by Hikvision (…) · 11 nobody could name`.

    `maker` is the maker asked for; without one, the maker of most devices.
    """
    return " · ".join(_parts(tally, names, maker))


def grades_text(count: MakerCount) -> str:
    """Write how sure a maker's devices are: `37 confirmed, 4 probable`."""
    grades = (Grade.CONFIRMED, Grade.PROBABLE, Grade.POSSIBLE)
    found = zip((count.confirmed, count.probable, count.possible), grades, strict=True)
    return ", ".join(f"{number(many)} {grade}" for many, grade in found if many)


def range_text(count: MakerCount) -> str:
    """Write the range in which a maker's true count lies: `37 to 54`."""
    low, high = number(count.at_least), number(count.at_most)
    return low if low == high else f"{low} to {high}"


def relabelled_text(pair: Relabelled, kind: Kind | None, names: Names) -> str:
    """Say how many devices of a kind carry another brand's label: `12 cameras labelled Annke, made by Hikvision`."""
    return (
        f"{devices_text(pair.devices, kind)} labelled {name_of(pair.brand, names)}, "
        f"made by {name_of(pair.maker, names)}"
    )


def unlabelled_text(tally: Tally) -> str:
    """Say how many devices do not show their label over the network; empty where all do."""
    if not tally.unlabelled:
        return ""
    return f"{devices_text(tally.unlabelled, tally.kind)} whose label cannot be read over the network"


def range_note(tally: Tally) -> str:
    """Explain the range, with the number that opens it."""
    if not tally.unsettled:
        return "True count: at least what is confirmed, at most also what is probable."
    return (
        "True count: at least what is confirmed; at most also what is probable, "
        f"and the {devices_text(tally.unsettled, tally.kind)} whose maker is not settled."
    )


def makers_line(tally: Tally, names: Names) -> str:
    """Say a tally with all its makers: `6 recorders: 4 made by Hikvision (all confirmed), 2 nobody could name`."""
    parts = [_made_by(count, name_of(count.maker, names)) for count in tally.makers]
    if tally.unnamed:
        parts.append(f"{number(tally.unnamed)} nobody could name")
    return f"{devices_text(tally.devices, tally.kind)}: {', '.join(parts)}"


def how_sure(count: MakerCount) -> str:
    """Write the grades of a maker's devices, short where there is one grade only."""
    return "all confirmed" if count.confirmed == count.named > 1 else grades_text(count)


def devices_text(count: int, kind: Kind | None) -> str:
    """Write a number of devices of a kind, or of video devices of all kinds."""
    if kind is None:
        return f"{number(count)} video device{'' if count == 1 else 's'}"
    return counted(count, kind)


def _made_by(count: MakerCount, name: str) -> str:
    return f"{number(count.named)} made by {name} ({how_sure(count)})"


def _parts(tally: Tally, names: Names, maker: str | None) -> Iterator[str]:
    if not tally.devices:
        yield f"No {kind_word(tally.kind) if tally.kind else 'video device'} was identified"
        return
    yield devices_text(tally.devices, tally.kind)
    slug = maker or (tally.makers[0].maker if tally.makers else None)
    if slug is None:
        yield "nobody could name a maker"
        return
    yield from _maker_parts(tally, slug, name_of(slug, names))
    yield f"{number(tally.unnamed)} nobody could name" if tally.unnamed else "every maker named"


def _maker_parts(tally: Tally, slug: str, name: str) -> Iterator[str]:
    count = tally.maker(slug)
    yield f"{number(tally.label(slug))} labelled {name}"
    if count.named:
        yield _made_by(count, name)
    elif count.at_most:
        yield f"none shown to be made by {name}, at most {number(count.at_most)}"
    else:
        yield f"none made by {name}"
