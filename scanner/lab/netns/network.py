"""The lab's network: the scanner's namespace, one for each subnet's devices, and a router where there are more."""

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from ipaddress import IPv4Network
from typing import Literal

from scanner.lab.netns import router
from scanner.lab.netns.cables import Cable, End, laid
from scanner.lab.netns.commands import batch, entered, rules, settings, within
from scanner.lab.netns.links import (
    DEVICE_SETTINGS,
    PORT,
    bridge_lines,
    link_rules,
    plug_lines,
    router_mac,
    station_lines,
    station_rules,
)
from scanner.lab.netns.names import namespaces, next_prefix
from scanner.lab.netns.stations import Station
from scanner.lab.subnet import Subnet

NETWORK = IPv4Network("10.77.0.0/22")
# As distributions set it: what comes from an address to which some way leads is heard on any interface.
_SCANNER_SETTINGS = {
    "ipv4/conf/all/rp_filter": "2",
    "ipv6/conf/all/accept_dad": "0",
    "ipv6/conf/default/accept_dad": "0",
}


class Network:
    """Namespaces for subnets and the stations in them. `up` builds them, `entered` opens a station's sockets."""

    def __init__(self, subnets: Sequence[Subnet], stations: Sequence[Station]) -> None:
        self.subnets = tuple(subnets)
        self.stations = tuple(stations)
        self._prefix = next_prefix()

    @property
    def names(self) -> dict[str, str]:
        """The namespaces by what they are: client, devices (devices1 and so on), router, relay, twins."""
        roles = ["client", *(_devices(number) for number, _ in enumerate(self.subnets))]
        roles += ["router"] if self._routed else []
        roles += ["relay"] if any(subnet.latency_ms for subnet in self.subnets) else []
        roles += ["twins"] if any(station.stand.apart for station in self.stations) else []
        return {role: f"{self._prefix}{role}" for role in roles}

    @property
    def prefix(self) -> tuple[str, ...]:
        """What stands before a command that is to run beside the devices."""
        return within(self.names["client"])

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The scanner's interfaces, in the order of the attached subnets."""
        return tuple(_scan(number) for number, subnet in enumerate(self.subnets) if subnet.attached)

    @property
    def _routed(self) -> bool:
        return any(not subnet.attached for subnet in self.subnets)

    @contextlib.contextmanager
    def up(self) -> Iterator[None]:
        """Build the network, and take it down after. Raises OSError."""
        names = self.names
        with ExitStack() as stack:
            stack.enter_context(namespaces(tuple(names.values())))
            for role, name in names.items():
                settings(name, _settings(role))
            for number, _ in enumerate(self.subnets):
                batch(names[_devices(number)], bridge_lines())
            stack.enter_context(laid(list(self._cables()), names.get("relay", "")))
            self._set_up_scanner()
            if self._routed:
                batch(names["router"], router.router_lines(self._legs()))
                rules(names["router"], router.router_rules([subnet.network for subnet in self.subnets]))
            for number, _ in enumerate(self.subnets):
                self._plug_in(number)
            yield

    def entered(self, station: Station) -> contextlib.AbstractContextManager[None]:
        """Make sockets of this thread where a station's interface is, while the block lasts. Raises OSError."""
        return entered(self.names["twins" if station.stand.apart else _devices(self.subnets.index(station.subnet))])

    def strays(self, where: Literal["client", "router"] = "client") -> int:
        """Return how many packets left the scanner, or reached the router, for addresses of none of the subnets."""
        return router.strays_counted(self.names[where])

    def _legs(self) -> list[tuple[int, Subnet]]:
        """Return the subnets that the router joins: the first, and those that are not attached."""
        return [(number, each) for number, each in enumerate(self.subnets) if number == 0 or not each.attached]

    def _cables(self) -> Iterator[Cable]:
        """Yield the cables. The delay of an attached subnet lies between its bridge and the scanner."""
        for number, subnet in enumerate(self.subnets):
            bridge = End(self.names[_devices(number)], PORT)
            if subnet.attached:
                yield Cable(bridge, End(self.names["client"], _scan(number)), subnet.latency_ms)
            else:
                yield Cable(bridge, End(self.names["router"], router.leg(number)), subnet.latency_ms)
        if self._routed:
            yield Cable(End(self.names[_devices(0)], "port1"), End(self.names["router"], router.leg(0)))

    def _set_up_scanner(self) -> None:
        lines = ["link set lo up"]
        for number, subnet in enumerate(self.subnets):
            if subnet.attached:
                lines += [f"addr add {subnet.first}/{subnet.network.prefixlen} dev {_scan(number)}"]
                lines += [f"link set {_scan(number)} up"]
        # Without a way for them, strays would never leave and never be counted.
        gateway = f"via {self.subnets[0].last} " if self._routed else ""
        lines += [f"route add default {gateway}dev {_scan(0)}", f"route add 224.0.0.0/4 dev {_scan(0)}"]
        lines += [f"route add ::/0 dev {_scan(0)}"]
        batch(self.names["client"], lines)
        rules(self.names["client"], router.scanner_rules([subnet.network for subnet in self.subnets]))

    def _plug_in(self, number: int) -> None:
        subnet, names = self.subnets[number], self.names
        here = [station for station in self.stations if station.subnet == subnet]
        gateway = None if subnet.attached else (router.address_in(subnet), router_mac(number))
        ports = [
            f"link set {port} {what}" for port in self._ports(number) for what in ("addrgenmode none", "master lab0 up")
        ]
        lines = [line for station in here for line in plug_lines(station, names.get("twins", ""))]
        own = [station for station in here if not station.stand.apart]
        lines += [line for station in own for line in station_lines(station, gateway)]
        batch(names[_devices(number)], [*ports, *lines])
        if not subnet.attached:
            batch(names["router"], router.neighbour_lines(here, number))
        if text := link_rules(subnet, own):
            rules(names[_devices(number)], text)
        if apart := [station for station in here if station.stand.apart]:
            batch(names["twins"], [line for station in apart for line in station_lines(station, gateway)])
            rules(names["twins"], station_rules(apart))

    def _ports(self, number: int) -> tuple[str, ...]:
        return (PORT, "port1") if number == 0 and self._routed else (PORT,)


def _devices(number: int) -> str:
    return f"devices{number or ''}"


def _scan(number: int) -> str:
    return f"scan{number}"


def _settings(role: str) -> dict[str, str]:
    quiet = {"ipv6/conf/all/disable_ipv6": "1", "ipv6/conf/default/disable_ipv6": "1"}
    return {"client": _SCANNER_SETTINGS, "router": router.SETTINGS, "relay": quiet}.get(role, DEVICE_SETTINGS)
