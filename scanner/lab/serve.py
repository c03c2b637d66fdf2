"""Serving an estate: place its devices, open every socket, answer until told to stop."""

import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any, Literal

from scanner.lab.desk import Desk
from scanner.lab.estate import Estate
from scanner.lab.journal import Journal
from scanner.lab.netns import Namespaces
from scanner.lab.placement import (
    FIRST_PORTS,
    LOOPBACK,
    place_on_loopback,
    place_on_one_address,
    place_on_real_ports,
    shifted,
)
from scanner.lab.truth import truth_of

Mode = Literal["loopback", "single", "netns"]
BASE_PORT = 20_000


@dataclass(frozen=True, slots=True)
class Running:
    """A served estate. `prefix` starts a command in the scanner's namespace; it is empty outside netns mode."""

    mode: Mode
    targets: tuple[str, ...]
    tcp_ports: tuple[int, ...]
    first_ports: tuple[int, ...]
    log: Journal
    truth: dict[str, Any]
    prefix: tuple[str, ...] = ()
    interface: str | None = None
    desks: tuple[Desk, ...] = field(default=(), repr=False)


@contextlib.asynccontextmanager
async def serving(
    estate: Estate,
    mode: Mode = "loopback",
    *,
    log: Path | None = None,
    base_port: int = BASE_PORT,
    network: IPv4Network = LOOPBACK,
    searches: bool = False,
) -> AsyncIterator[Running]:
    """Serve an estate until the block ends. Raises OSError when a port is taken, ValueError when there is no room.

    `network` holds the addresses of loopback mode, `base_port` is the first port of single mode.
    Searches are answered in namespaces, and on loopback where `searches` says so: there only unicast is heard.
    """
    journal = Journal(log)
    with contextlib.ExitStack() as stack:
        stack.callback(journal.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="camscan-lab-")))
        spaces = _place(estate, mode, (base_port, network, searches), stack)
        neighbours = _addresses(estate) if spaces else frozenset()
        desks = tuple(Desk(device, journal, folder, neighbours) for device in estate.devices)
        try:
            _open(desks, spaces)
            for desk in desks:
                await desk.start()
            yield _running(estate, mode, journal, spaces, desks)
        finally:
            for desk in desks:
                await desk.stop()


def _place(
    estate: Estate, mode: Mode, where: tuple[int, IPv4Network, bool], stack: contextlib.ExitStack
) -> Namespaces | None:
    if mode == "loopback":
        place_on_loopback(estate.devices, where[1], searches=where[2])
        return None
    if mode == "single":
        place_on_one_address(estate.devices, where[0])
        return None
    spaces = Namespaces.named()
    place_on_real_ports(estate.devices, spaces.network)
    stack.enter_context(spaces.up([(device.place.address, device.facts["mac"]) for device in estate.devices]))
    return spaces


def _addresses(estate: Estate) -> frozenset[str]:
    """Return every address that devices of a link speak from."""
    return frozenset(name for each in estate.devices for name in (each.place.address, each.facts["link_local"]))


def _open(desks: tuple[Desk, ...], spaces: Namespaces | None) -> None:
    with spaces.entered() if spaces else contextlib.nullcontext():
        for number, desk in enumerate(desks):
            desk.open(spaces.interface(number) if spaces else None)


def _running(
    estate: Estate, mode: Mode, journal: Journal, spaces: Namespaces | None, desks: tuple[Desk, ...]
) -> Running:
    ports = sorted({port for device in estate.devices for port in device.place.tcp.values()})
    first = tuple(shifted(port) for port in FIRST_PORTS) if mode == "loopback" else FIRST_PORTS
    return Running(
        mode,
        tuple(device.place.target for device in estate.devices),
        tuple(ports) if mode != "single" else (),
        first if mode != "single" else (),
        journal,
        truth_of(estate.devices),
        spaces.prefix if spaces else (),
        spaces.client_interface if spaces else None,
        desks,
    )


def networks(running: Running) -> Iterator[str]:
    """Yield the networks that hold the targets, for whoever wants to sweep them: none in single mode."""
    if running.mode != "single":
        yield from sorted({f"{target.rpartition('.')[0]}.0/24" for target in running.targets})
