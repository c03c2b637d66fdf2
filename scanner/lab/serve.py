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
from scanner.lab.limits import raise_file_limit
from scanner.lab.netns import NETWORK, Network, stations_of
from scanner.lab.netns.stations import interfaces_of
from scanner.lab.placement import (
    FIRST_PORTS,
    LOOPBACK,
    place_on_loopback,
    place_on_one_address,
    place_on_real_ports,
    shifted,
)
from scanner.lab.subnet import Subnet
from scanner.lab.truth import truth_of

Mode = Literal["loopback", "single", "netns"]
BASE_PORT = 20_000


@dataclass(frozen=True, slots=True)
class Running:
    """A served estate. `prefix` starts a command in the scanner's namespace; it is empty outside netns mode.

    In netns mode `interfaces` are the scanner's, one for each of the `attached` networks; `interface` is the first.
    `routed` are the networks behind the router; `namespaces` the names by what they hold (see netns/network.py).
    """

    mode: Mode
    targets: tuple[str, ...]
    tcp_ports: tuple[int, ...]
    first_ports: tuple[int, ...]
    log: Journal
    truth: dict[str, Any]
    network: Network | None = None
    desks: tuple[Desk, ...] = field(default=(), repr=False)
    written: bool = False

    @property
    def prefix(self) -> tuple[str, ...]:
        """What stands before a command that is to run beside the devices."""
        return self.network.prefix if self.network else ()

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The scanner's interfaces."""
        return self.network.interfaces if self.network else ()

    @property
    def interface(self) -> str | None:
        """The scanner's first interface."""
        return self.interfaces[0] if self.interfaces else None

    @property
    def attached(self) -> tuple[str, ...]:
        """The networks that the scanner stands in."""
        return tuple(str(each.network) for each in self._subnets if each.attached)

    @property
    def routed(self) -> tuple[str, ...]:
        """The networks behind the router."""
        return tuple(str(each.network) for each in self._subnets if not each.attached)

    @property
    def _subnets(self) -> tuple[Subnet, ...]:
        return self.network.subnets if self.network else ()

    @property
    def namespaces(self) -> dict[str, str]:
        """The names of the lab's namespaces."""
        return self.network.names if self.network else {}

    def strays(self, where: Literal["client", "router"] = "client") -> int:
        """Return how many packets left the scanner, or reached the router, for addresses outside every subnet."""
        return self.network.strays(where) if self.network else 0


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
        network_up = _place(estate, mode, (base_port, network, searches), stack)
        neighbours = _addresses(estate) if network_up else frozenset()
        desks = tuple(Desk(device, journal, folder, neighbours) for device in interfaces_of(estate.devices))
        try:
            _open(desks, network_up)
            for desk in desks:
                await desk.start()
            yield _running(estate, mode, journal, network_up, desks)
        finally:
            for desk in desks:
                await desk.stop()


def _place(
    estate: Estate, mode: Mode, where: tuple[int, IPv4Network, bool], stack: contextlib.ExitStack
) -> Network | None:
    if estate.subnets and mode != "netns":
        raise ValueError("a lab network needs namespaces")
    if mode == "loopback":
        place_on_loopback(estate.devices, where[1], searches=where[2])
        return None
    if mode == "single":
        place_on_one_address(estate.devices, where[0])
        return None
    subnets = estate.subnets or (Subnet(NETWORK),)
    if not estate.subnets:
        place_on_real_ports(estate.devices, NETWORK)
    raise_file_limit()
    made = Network(subnets, stations_of(estate.devices, subnets[0]))
    stack.enter_context(made.up())
    return made


def _addresses(estate: Estate) -> frozenset[str]:
    """Return every address that devices of a link speak from."""
    devices = list(interfaces_of(estate.devices))
    return frozenset(name for each in devices for name in (each.place.address, each.facts["link_local"]))


def _open(desks: tuple[Desk, ...], network: Network | None) -> None:
    if network is None:
        for desk in desks:
            desk.open(None)
        return
    for desk, station in zip(desks, network.stations, strict=True):
        with network.entered(station):
            desk.open(station.interface)


def _running(estate: Estate, mode: Mode, journal: Journal, network: Network | None, desks: tuple[Desk, ...]) -> Running:
    ports = sorted({port for device in estate.devices for port in device.place.tcp.values()})
    first = tuple(shifted(port) for port in FIRST_PORTS) if mode == "loopback" else FIRST_PORTS
    return Running(
        mode,
        tuple(device.place.target for device in estate.devices),
        tuple(ports) if mode != "single" else (),
        first if mode != "single" else (),
        journal,
        truth_of(estate.devices),
        network,
        desks,
        bool(estate.subnets),
    )


def networks(running: Running) -> Iterator[str]:
    """Yield the networks that hold the targets, for whoever wants to sweep them: none in single mode.

    Those of a spec are yielded whole.
    """
    if running.written:
        yield from (*running.attached, *running.routed)
    elif running.mode != "single":
        yield from sorted({f"{target.rpartition('.')[0]}.0/24" for target in running.targets})
