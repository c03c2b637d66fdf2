"""The devices as a table in the terminal, one line each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from scanner.model.claim import Claim, FirmwareClaim, Grade
from scanner.model.device import Device
from scanner.report.plain import shortened
from scanner.report.terminal import STYLES, rendered
from scanner.report.wording import UNKNOWN, Names, grade_word, kind_word, mark_name, named, place_of, short_place_of

_LONGEST_CELL = 48


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    cell: Callable[[Device, Names], str]
    from_width: int = 0
    gives_way: bool = False  # cut with `…` where the terminal is too narrow


_COLUMNS = (
    _Column("DEVICE", lambda device, _: short_place_of(device) + ("!" if device.marks else "")),
    _Column("KIND", lambda device, _: kind_word(device.counted_kind)),
    _Column("LABEL", lambda device, names: named(device.brand, names), gives_way=True),
    _Column("MADE BY", lambda device, names: named(device.manufacturer, names), gives_way=True),
    _Column("HOW SURE", lambda device, _: grade_word(device.manufacturer)),
    _Column("MODEL", lambda device, _: claim_text(device.model), gives_way=True),
    _Column("FIRMWARE", lambda device, _: claim_text(device.firmware), from_width=100, gives_way=True),
)


def table_text(devices: Iterable[Device], names: Names, width: int | None = None, colour: bool = False) -> str:
    """Draw the table. `width` None: no terminal, so that nothing is cut but endless values."""
    columns = [column for column in _COLUMNS if width is None or width >= column.from_width]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column.heading, no_wrap=not column.gives_way, overflow="ellipsis")
    marked = []
    for device in devices:
        marked += [device] if device.marks else []
        table.add_row(*(_cell(column, device, names, width) for column in columns))
    return rendered(table, width, colour) + _legend(marked)


def _legend(marked: Iterable[Device]) -> str:
    """Say what the sign behind a device means, in the words of the marks that are there."""
    names = sorted({mark_name(mark) for device in marked for mark in device.marks})
    return f"! {', '.join(names)}: `camscan inventory show` tells more\n" if names else ""


def claim_text(claim: Claim | FirmwareClaim | None) -> str:
    """Return what a claim says, safe to show; rivals as `one or other`."""
    if claim is None:
        return UNKNOWN
    rivals = " or ".join(claim.rivals) if isinstance(claim, Claim) else ""
    return shortened(claim.value or rivals or UNKNOWN, _LONGEST_CELL)


def _cell(column: _Column, device: Device, names: Names, width: int | None) -> Text:
    if column.heading == "DEVICE" and width is None:
        return Text(place_of(device) + ("!" if device.marks else ""), no_wrap=True)
    text = column.cell(device, names)
    style = STYLES[Grade(text)] if column.heading == "HOW SURE" else ""
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")
