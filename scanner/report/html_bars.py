"""Bars of the HTML page: one maker's devices by grade, as inline SVG."""

from dataclasses import dataclass

from scanner.report.summary import MakerCount, Tally

WIDTH = 200


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, in units of a bar that is `WIDTH` wide. `grade` is its CSS class."""

    grade: str
    start: float
    width: float


def segments(count: MakerCount, tally: Tally) -> tuple[Segment, ...]:
    """Return the parts of a maker's bar; the longest of the tally fills the width."""
    scale = WIDTH / max(*(one.named for one in tally.makers), tally.unnamed, 1)
    found, start = [], 0.0
    for grade, many in (("confirmed", count.confirmed), ("probable", count.probable), ("possible", count.possible)):
        if many:
            found.append(Segment(grade, round(start, 2), round(many * scale, 2)))
        start += many * scale
    return tuple(found)


def unnamed_segments(tally: Tally) -> tuple[Segment, ...]:
    """Return the bar of the devices that nobody could name."""
    scale = WIDTH / max(*(one.named for one in tally.makers), tally.unnamed, 1)
    return (Segment("unknown", 0.0, round(tally.unnamed * scale, 2)),)
