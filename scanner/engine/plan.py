"""What a scan will do, worked out before a packet is sent: `--dry-run` prints it."""

import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches

from scanner import __version__
from scanner.codec.searches import SEARCHES, Search
from scanner.config import Config
from scanner.discover.look import Look, looks_of
from scanner.model.addresses import AddressSet, range_of_network
from scanner.model.errors import UsageError
from scanner.model.scope import Scope
from scanner.net.budget import HostLimits
from scanner.net.gate import Gate
from scanner.net.interfaces import Interface, interfaces
from scanner.net.layer2.client import can_use_layer2
from scanner.net.recorder import now
from scanner.transcript.records import ScanHeader

# A /8 takes a workday at the default rate; an IPv6 /64 takes longer than the cameras will last.
MOST_ADDRESSES = 1 << 24


@dataclass(frozen=True, slots=True)
class Link:
    """An interface, and why multicast and why ARP stay off there; nothing where they are used."""

    interface: Interface
    off_because: str
    no_arp_because: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that `observe` needs to know.

    `searches` are those that are on; `attached` is the part of the scope on this machine's own links, without its own
    addresses and those that no host may have, which are `no_hosts`; `no_layer2` says why ARP is not asked.
    """

    scope: Scope
    config: Config
    header: ScanHeader
    seed: int
    links: tuple[Link, ...]
    searches: tuple[Search, ...]
    attached: AddressSet
    routed: AddressSet
    no_hosts: Mapping[str, str]
    no_layer2: str

    @property
    def limits(self) -> HostLimits:
        """What one device may be asked."""
        return HostLimits(**self.config.host.model_dump())

    @property
    def looks(self) -> tuple[Look, ...]:
        """The packets of the first look: three, or in `thorough` one to each port and every dialect."""
        thorough = self.config.profile == "thorough"
        ports = self.config.ports if thorough else self.config.first_ports
        asked = [search for search in self.searches if search.unicast and search.port in ports.udp]
        named = [(search, [name for name, _ in search.questions(bytes(16))]) for search in asked]
        return looks_of(
            ports.tcp, tuple((search, name) for search, names in named for name in names[: None if thorough else 1])
        )

    @property
    def by_arp(self) -> AddressSet:
        """The attached addresses that are asked by ARP: on links that may have it, where this machine may ask."""
        links = [link for link in self.links if not (self.no_layer2 or link.no_arp_because)]
        return AddressSet(
            item for link in links for item in self.attached.within(range_of_network(link.interface.subnet)).ranges
        )

    @property
    def first_look_packets(self) -> int:
        """How many packets the first look sends at most."""
        return (self.attached.size + self.routed.size) * len(self.looks)

    @property
    def shortest_s(self) -> float:
        """The first look's length at the ceiling of the rate, in seconds."""
        return math.ceil(self.first_look_packets / self.config.max_rate)


def make_plan(scope: Scope, config: Config, fingerprints_version: str, authority: str, targets: Sequence[str]) -> Plan:
    """Work out a plan. Sends nothing. Raises UsageError for a scope that no polite rate gets through."""
    if scope.addresses.size > MOST_ADDRESSES:
        raise UsageError(
            f"{scope.addresses.size:,} addresses are in scope, and {MOST_ADDRESSES:,} are the most: "
            "name the networks that are in use"
        )
    config = config.gentled()
    searches = searches_of(config)
    links = _links(scope, config)
    no_hosts = _no_hosts(scope)
    hosts = scope.addresses.minus(AddressSet(range_of_network(address) for address in no_hosts))
    attached = AddressSet(
        item for link in links for item in hosts.within(range_of_network(link.interface.subnet)).ranges
    )
    header = _header(scope, config, fingerprints_version, authority, targets, searches)
    off = can_use_layer2() if config.arp else "switched off in the configuration"
    return Plan(
        scope, config, header, secrets.randbits(32), links, searches, attached, hosts.minus(attached), no_hosts, off
    )


def searches_of(config: Config) -> tuple[Search, ...]:
    """Return the searches that are on: by profile, and as the configuration wants it. Raises UsageError for a name."""
    known = [search.protocol for search in SEARCHES]
    for name in config.searches:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"the searches are {', '.join(known)}"
            raise UsageError(f"searches: `{name}` is none: {hint}")
    chosen = config.searches
    return tuple(search for search in SEARCHES if chosen.get(search.protocol, config.profile in search.profiles))


def local_links() -> list[Interface]:
    """Return the interfaces that lead to a network: loopback leads nowhere."""
    return [interface for interface in interfaces() if not interface.is_loopback]


def _header(
    scope: Scope, config: Config, fingerprints: str, authority: str, targets: Sequence[str], searches: Sequence[Search]
) -> ScanHeader:
    started = now()
    return ScanHeader(
        id=scan_id(started),
        started=started,
        site=config.site,
        operator=config.operator,
        authority=authority,
        targets=tuple(targets),
        excluded=tuple(config.exclude),
        profile=config.profile,
        public_allowed=scope.public_allowed,
        tool_version=__version__,
        fingerprints_version=fingerprints,
        settings={
            "ports": str(config.ports),
            "first_ports": str(config.first_ports),
            "searches": [search.protocol for search in searches],
            "max_rate": config.max_rate,
            "host": config.host.model_dump(),
        },
    )


def _no_hosts(scope: Scope) -> dict[str, str]:
    """Return addresses of attached networks that are in scope and are nobody to ask, with the reason."""
    found: dict[str, str] = {}
    for interface in local_links():
        subnet = range_of_network(interface.subnet)
        if subnet.size > 2:  # a /31 has no broadcast address (RFC 3021)
            ends = (AddressSet((subnet,)).address_at(0), AddressSet((subnet,)).address_at(subnet.size - 1))
            found |= dict.fromkeys(ends, "network and broadcast addresses of attached networks")
        found[interface.address] = "this machine's own addresses"
    return {address: why for address, why in found.items() if address in scope.addresses}


def _links(scope: Scope, config: Config) -> tuple[Link, ...]:
    _check_names(config.interfaces)
    gate = Gate(scope, config.max_rate, frozenset(config.interfaces))
    found = []
    for interface in local_links():
        off = "" if config.multicast else "multicast is switched off in the configuration"
        refusal = gate.link_refusal(interface)
        found.append(Link(interface, off or refusal, refusal))
    return tuple(found)


def _check_names(named: Sequence[str]) -> None:
    known = [interface.name for interface in local_links()]
    for name in named:
        if name not in known:
            have = ", ".join(dict.fromkeys(known)) or "none"
            raise UsageError(f"interface `{name}`: none of this name has an address; those that have: {have}")


def scan_id(started: float) -> str:
    """Return a name for what begins now."""
    return f"{datetime.fromtimestamp(started, UTC).strftime('%Y%m%dT%H%M%SZ')}-{secrets.token_hex(3)}"
