"""The summary in the terminal: the first thing to read after a scan."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from scanner.model.claim import Grade
from scanner.report.coverage_text import coverage_line, coverage_notes
from scanner.report.phrases import (
    grades_text,
    headline,
    makers_line,
    range_note,
    range_text,
    relabelled_text,
    unlabelled_text,
)
from scanner.report.summary import MakerCount, Summary, Tally
from scanner.report.terminal import STYLES, rendered
from scanner.report.wording import Names, kind_word, name_of, number

_BAR = 24
_BAR_NARROW = 12
_NARROW = 100
_BLOCKS = ((Grade.CONFIRMED, "█"), (Grade.PROBABLE, "▓"), (Grade.POSSIBLE, "░"))


def summary_text(
    summary: Summary,
    names: Names,
    maker: str | None = None,
    width: int | None = None,
    colour: bool = False,
    bars: bool = False,
) -> str:
    """Draw the summary, about `maker` where one is asked for. `bars` needs an output that can write `█`."""
    bar = 0 if not bars else _BAR_NARROW if width is not None and width < _NARROW else _BAR
    blocks = [block for block in _blocks(summary, names, maker, bar) if block]
    lines = [item for block in blocks for item in (*block, Text())]
    return rendered(Group(*lines[:-1]), width, colour)


def _blocks(summary: Summary, names: Names, maker: str | None, bar: int) -> Iterator[list[RenderableType]]:
    main = summary.main
    others = [tally for tally in summary.by_kind if main.kind and tally.kind is not main.kind]
    yield [Text(headline(main, names, maker), style="bold"), *(Text(makers_line(tally, names)) for tally in others)]
    yield list(_makers(main, names, bar)) if main.makers else []
    yield [Text(line) for line in _labels(summary, names)]
    yield [Text(coverage_line(summary.coverage)), *(_point(note) for note in coverage_notes(summary))]


def _labels(summary: Summary, names: Names) -> Iterator[str]:
    for tally in summary.by_kind:
        yield from (relabelled_text(pair, tally.kind, names) for pair in tally.relabelled)
    if unread := unlabelled_text(summary.everything):
        yield unread


def _makers(tally: Tally, names: Names, bar: int) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("MADE BY", no_wrap=True)
    if bar:
        table.add_column("", no_wrap=True)
    table.add_column((kind_word(tally.kind, 2) if tally.kind else "devices").upper(), justify="right", no_wrap=True)
    table.add_column("HOW SURE")
    table.add_column("TRUE COUNT", no_wrap=True)
    longest = max(*(count.named for count in tally.makers), tally.unnamed)
    for count in tally.makers:
        cells = [number(count.named), grades_text(count), range_text(count)]
        table.add_row(name_of(count.maker, names), *_bar(count, bar, longest), *cells)
    if tally.unnamed:
        table.add_row("nobody could name", *([""] if bar else []), number(tally.unnamed), "", "", style="dim")
    yield table
    yield Text(range_note(tally), style="dim")


def _bar(count: MakerCount, width: int, longest: int) -> list[Text]:
    if not width:
        return []
    text, before, drawn = Text(), 0, 0
    for (grade, block), many in zip(_BLOCKS, (count.confirmed, count.probable, count.possible), strict=True):
        before += many
        end = max(drawn + 1, round(before * width / longest)) if many else drawn
        text.append(block * (end - drawn), style=STYLES[grade])
        drawn = end
    return [text]


def _point(note: str) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row("-", Text(note))
    return grid
