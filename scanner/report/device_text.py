"""One device in the terminal: each claim, how sure it is, why, and the exchanges that it rests on."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scanner.model.claim import Grade
from scanner.model.device import Device, Evidence
from scanner.model.inventory import Inventory
from scanner.report.evidence import (
    LONGEST_VALUE,
    Abouts,
    Reason,
    claim_lines,
    evidence_lines,
    other_evidence,
    reasons,
)
from scanner.report.plain import shortened
from scanner.report.terminal import STYLES, rendered
from scanner.report.wording import Names, listing, mark_text, place_of, plural, services_text, span_text


def device_text(
    device: Device,
    names: Names,
    abouts: Abouts,
    width: int | None = None,
    colour: bool = False,
    everything: bool = False,
) -> str:
    """Draw the device. `everything` adds the observations that decided nothing."""
    given = reasons(device, abouts)
    others = other_evidence(device, given)
    parts: list[RenderableType] = [Text(place_of(device), style="bold"), _facts(device), Text()]
    parts += [Text(f"! {mark_text(mark)}", style="yellow") for mark in device.marks]
    parts += [Text()] if device.marks else []
    parts += [_claims(device, names, abouts), Text(), *_why(given), *_rest(others, everything)]
    return rendered(Group(*parts), width, colour)


def find_devices(inventory: Inventory, name: str) -> tuple[Device, ...]:
    """Return the devices that a person may mean: by id, address, address with ports, MAC, serial or host name."""
    wanted = name.strip().lower()
    return tuple(device for device in inventory.devices if wanted in _handles(device))


def _handles(device: Device) -> set[str]:
    handles = {device.id, *device.ids, *(one.partition(":")[2] for one in device.ids)}
    handles |= {str(target) for target in device.targets} | {target.address for target in device.targets}
    for target in device.targets:
        handles |= {f"{target.address}:{port}" for port in target.tcp_ports}
    serial = device.serial.value if device.serial else None
    return {handle.lower() for handle in (*handles, device.mac, device.hostname, serial) if handle}


def _facts(device: Device) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for word, text in _fact_lines(device):
        grid.add_row(word, Text(text))
    return grid


def _fact_lines(device: Device) -> Iterator[tuple[str, str]]:
    if device.mac:
        yield "MAC", shortened(device.mac, LONGEST_VALUE)
    if device.hostname:
        yield "host name", shortened(device.hostname, LONGEST_VALUE)
    yield "speaks", services_text(device)
    yield "answered", span_text(device.first_seen, device.last_seen)
    yield "id", shortened(device.id, LONGEST_VALUE)


def _claims(device: Device, names: Names, abouts: Abouts) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("CLAIM", no_wrap=True)
    table.add_column("VALUE", overflow="fold")
    table.add_column("HOW SURE", no_wrap=True)
    table.add_column("RESTS ON")
    for line in claim_lines(device, names, abouts):
        grade = Text(line.grade, style=STYLES[Grade(line.grade)])
        table.add_row(line.subject, Text(line.value), grade, Text(line.rests_on))
    return table


def _why(given: tuple[Reason, ...]) -> Iterator[RenderableType]:
    yield Text("WHY", style="bold")
    if not given:
        yield Text("Nothing that it said decides anything.")
    for reason in given:
        yield Text(f"{shortened(reason.id, LONGEST_VALUE)} ({listing(reason.subjects)})")
        if reason.about:
            yield _indented(reason.about)
        yield from (_indented(line) for line in evidence_lines(reason.evidence))


def _rest(others: tuple[Evidence, ...], everything: bool) -> Iterator[RenderableType]:
    if not others:
        return
    yield Text()
    yield Text(f"{plural(len(others), 'more observation', 'more observations')} decided nothing.")
    if everything:
        yield from (_indented(line) for line in evidence_lines(others))


def _indented(text: str) -> RenderableType:
    return Padding(Text(text, overflow="fold"), (0, 0, 0, 2))
