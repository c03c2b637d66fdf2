"""What each target said, and where one address turns out to be two devices: their own words contradict each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from scanner.codec.scopes import normal_mac
from scanner.identify.oui import is_global
from scanner.identify.serials import is_telling
from scanner.model.endpoint import Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import MAC_FIELDS

_SERIALS = frozenset({"sadp.serial", "dhip.serial", "finder.serial", "wsd.scope.serial", "ssdp.serial"})
_REFERENCE, _HARDWARE = "wsd.endpoint_reference", "wsd.scope.hardware"
# One MAC address for so many IPv4 addresses is a router's, or of something that answers ARP for others.
_ROUTER_FROM = 3
# VRRP's shared addresses (RFC 5798): two routers take turns at them.
_SHARED_MAC = "00:00:5e:"


@dataclass(slots=True)
class Heard:
    """What was heard of one target, or of several that proved to be one device.

    `misaddressed` holds the links on which an address was heard that does not belong there; `twin` tells apart the
    devices that share an address, and is empty for the first or only one; `shares_address` is true for each of them.
    """

    targets: tuple[Target, ...]
    observations: list[Observation] = field(default_factory=list)
    first_seen: float | None = None
    last_seen: float | None = None
    misaddressed: frozenset[str] = frozenset()
    twin: str = ""
    shares_address: bool = False

    on_record_only: bool = True

    def note(self, exchange: Exchange) -> None:
        """Count an exchange that the device answered."""
        self.on_record_only = self.on_record_only and exchange.outcome is Outcome.SIGHTED
        self.first_seen = exchange.started if self.first_seen is None else min(self.first_seen, exchange.started)
        self.last_seen = exchange.ended if self.last_seen is None else max(self.last_seen, exchange.ended)
        if link := exchange.details.get("misaddressed"):
            self.misaddressed |= {link}


@dataclass(slots=True)
class _Tale:
    """What one exchange tells of who speaks."""

    exchange: str
    protocol: str
    serials: frozenset[str]
    macs: frozenset[str]
    references: frozenset[str]

    @property
    def order(self) -> tuple[int, str, list[str], list[str], list[str]]:
        """The fullest first, and then by what is told: never by the order in which it came."""
        full = -bool(self.serials) - bool(self.macs)
        return full, self.protocol, sorted(self.serials), sorted(self.macs), sorted(self.references)


@dataclass(slots=True)
class _Speaker:
    tales: list[_Tale] = field(default_factory=list)

    def told(self, name: str) -> frozenset[str]:
        return frozenset().union(*(getattr(tale, name) for tale in self.tales))

    def shares(self, tale: _Tale) -> bool:
        return any(getattr(tale, name) & self.told(name) for name in ("serials", "macs"))

    def contradicts(self, tale: _Tale) -> bool:
        serials, macs = self.told("serials"), self.told("macs")
        if serials and tale.serials:
            return not serials & tale.serials
        if macs and tale.macs:
            return not macs & tale.macs
        references = self.told("references")
        bare = not (serials or macs or tale.serials or tale.macs)
        return bare and bool(references and tale.references) and not references & tale.references


def by_target(exchanges: Iterable[Exchange], observations: Iterable[Observation]) -> list[Heard]:
    """Group by target, in the order of addresses. Targets that never answered are left out."""
    said = _said(exchanges, observations)
    routers = _router_macs(said)
    found: list[Heard] = []
    for target in sorted(said, key=target_order):
        asked, seen = said[target]
        kept = [item for item in seen if item.value not in routers or item.endpoint.transport != "arp"]
        found += _devices_at(target, asked, kept)
    return found


def target_order(target: Target) -> tuple[int, int, Target]:
    """Sort key: by address as a number, then by ports."""
    address = ip_address(target.address)
    return address.version, int(address), target


_Said = dict[Target, tuple[list[Exchange], list[Observation]]]


def _said(exchanges: Iterable[Exchange], observations: Iterable[Observation]) -> _Said:
    found: _Said = {}
    target_of: dict[str, Target] = {}
    for exchange in exchanges:
        target_of[exchange.id] = exchange.target
        if exchange.outcome.heard:
            found.setdefault(exchange.target, ([], []))[0].append(exchange)
    for observation in observations:
        target = target_of.get(observation.exchange, Target(observation.endpoint.address))
        found.setdefault(target, ([], []))[1].append(observation)
    return found


def _router_macs(said: _Said) -> frozenset[str]:
    holders: dict[str, set[str]] = defaultdict(set)
    for target, (_, observations) in said.items():
        for item in observations:
            if item.field == "mac" and item.endpoint.transport == "arp" and ":" not in target.address:
                holders[item.value].add(target.address)
    return frozenset(mac for mac, addresses in holders.items() if len(addresses) >= _ROUTER_FROM)


def _devices_at(target: Target, exchanges: list[Exchange], observations: list[Observation]) -> Iterator[Heard]:
    """Yield the device at a target, or each of those that its address is shared by."""
    speakers = _speakers(exchanges, observations)
    places = {tale.exchange: place for place, speaker in enumerate(speakers) for tale in speaker.tales}
    shared = len(speakers) > 1
    made = [Heard((target,), shares_address=shared) for _ in range(max(1, len(speakers)))]
    for place, speaker in enumerate(speakers[1:], 1):
        made[place].twin = min(speaker.told("macs") | speaker.told("serials") | speaker.told("references"))
    for exchange in exchanges:
        made[places.get(exchange.id, 0)].note(exchange)
    for observation in observations:
        made[places.get(observation.exchange, 0)].observations.append(observation)
    yield from made


def _speakers(exchanges: list[Exchange], observations: list[Observation]) -> list[_Speaker]:
    """Sort what was told without a connection by who tells it: mostly it is one."""
    speakers: list[_Speaker] = []
    for tale in sorted(_tales(exchanges, observations), key=lambda item: item.order):
        alike = [speaker for speaker in speakers if speaker.shares(tale) and not speaker.contradicts(tale)]
        bearable = [speaker for speaker in speakers if not speaker.contradicts(tale)]
        if alike or (bearable and len(bearable) == len(speakers)):
            (alike or bearable)[0].tales.append(tale)
        elif not bearable:
            speakers.append(_Speaker([tale]))
    return speakers


def _tales(exchanges: list[Exchange], observations: list[Observation]) -> Iterator[_Tale]:
    told: dict[str, list[Observation]] = defaultdict(list)
    for item in observations:
        told[item.exchange].append(item)
    for exchange in exchanges:
        tale = _tale(exchange, told[exchange.id]) if exchange.endpoint.transport in ("udp", "arp") else None
        if tale is not None:
            yield tale


def _tale(exchange: Exchange, seen: list[Observation]) -> _Tale | None:
    serials = frozenset(item.value.upper() for item in seen if item.field in _SERIALS and is_telling(item.value))
    macs = told_macs(seen)
    hardware = any(item.field == _HARDWARE for item in seen)
    references = frozenset(item.value for item in seen if item.field == _REFERENCE) if hardware else frozenset()
    if not (serials or macs or references):
        return None
    return _Tale(exchange.id, exchange.protocol, serials, macs, references)


def told_macs(observations: Iterable[Observation]) -> frozenset[str]:
    """Return the MAC addresses that makers gave, of those that were told; not those that routers take turns at."""
    written = (normal_mac(item.value) for item in observations if item.field in MAC_FIELDS)
    return frozenset(mac for mac in written if mac and is_global(mac) and not mac.startswith(_SHARED_MAC))
