"""What each target said: one device's words at each address, or those of several devices that share it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

from scanner.codec.scopes import normal_mac
from scanner.identify.oui import is_global
from scanner.identify.speakers import Speakers, speakers_of
from scanner.model.endpoint import Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import MAC_FIELDS

# One MAC address for so many IPv4 addresses is a router's, or of something that answers ARP for others.
_ROUTER_FROM = 3
# Answers so far apart are no quarrel about an address: it was given to another device in between.
_TOGETHER_S = 600.0


@dataclass(slots=True, eq=False)
class Heard:
    """What was heard of one target, or of several that proved to be one device.

    `misaddressed` holds addresses, each with the link on which it was heard and does not belong; `twin` tells apart the
    devices that share an address, and is empty where a device has it alone; `shared` holds the addresses that other
    devices answer at too. `frame_macs` are the MAC addresses that frames and ARP told, and not the device's answers.
    `on_record_only`: somebody's record knows of it, and it answered nothing.
    """

    targets: tuple[Target, ...]
    observations: list[Observation] = field(default_factory=list)
    first_seen: float | None = None
    last_seen: float | None = None
    misaddressed: frozenset[tuple[str, str]] = frozenset()
    twin: str = ""
    shared: frozenset[str] = frozenset()
    frame_macs: frozenset[str] = frozenset()
    on_record_only: bool = True

    def note(self, exchange: Exchange) -> None:
        """Count an exchange that the device answered, or a record of it."""
        self.on_record_only = self.on_record_only and exchange.outcome is Outcome.SIGHTED
        self.first_seen = exchange.started if self.first_seen is None else min(self.first_seen, exchange.started)
        self.last_seen = exchange.ended if self.last_seen is None else max(self.last_seen, exchange.ended)
        if link := exchange.details.get("misaddressed"):
            self.misaddressed |= {(exchange.target.address, link)}


@dataclass(slots=True)
class _Said:
    exchanges: list[Exchange] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


def by_target(exchanges: Iterable[Exchange], observations: Iterable[Observation]) -> list[Heard]:
    """Group by target, in the order of addresses, whatever the order in which it comes. Silent targets are left out."""
    asked = {exchange.id: exchange for exchange in exchanges}
    said = _said(asked, observations)
    routers = _router_macs(said, asked)
    found: list[Heard] = []
    for target in sorted(said, key=target_order):
        there = said[target]
        kept = [item for item in there.observations if not _is_routers(item, routers, asked)]
        there.observations = _without_former_holders(kept)
        found += _devices_at(target, there, asked)
    return found


def target_order(target: Target) -> tuple[bool, int, int, Target]:
    """Sort key: by address as a number, then by ports; what has no address yet comes last."""
    address = ip_address(target.address)
    return address.is_unspecified, address.version, int(address), target


def _said(asked: Mapping[str, Exchange], observations: Iterable[Observation]) -> dict[Target, _Said]:
    found: dict[Target, _Said] = defaultdict(_Said)
    for exchange in sorted(asked.values(), key=lambda item: (item.started, item.id)):
        if exchange.outcome.heard:
            found[exchange.target].exchanges.append(exchange)
    for item in sorted(set(observations), key=_order):
        exchange_of_it = asked.get(item.exchange)
        target = exchange_of_it.target if exchange_of_it else Target(item.endpoint.address)
        found[target].observations.append(item)
    return found


def _order(item: Observation) -> tuple[str, str, str, str, int, str]:
    place = item.endpoint
    return item.field, item.value, item.exchange, place.address, place.port, place.transport


def _is_frames(item: Observation, asked: Mapping[str, Exchange]) -> bool:
    """Whether the network told a MAC address, below what the device says of itself."""
    if item.field != "mac":
        return False
    if item.endpoint.transport == "arp":
        return True
    exchange = asked.get(item.exchange)
    framed = exchange.details.get("frame_mac") if exchange else None
    return bool(framed) and normal_mac(framed or "") == item.value


def _router_macs(said: Mapping[Target, _Said], asked: Mapping[str, Exchange]) -> frozenset[str]:
    holders: dict[str, set[str]] = defaultdict(set)
    for target, there in said.items():
        if ":" in target.address or ip_address(target.address).is_unspecified:
            continue
        for item in there.observations:
            if _is_frames(item, asked):
                holders[item.value].add(target.address)
    return frozenset(mac for mac, addresses in holders.items() if len(addresses) >= _ROUTER_FROM)


def _is_routers(item: Observation, routers: frozenset[str], asked: Mapping[str, Exchange]) -> bool:
    return item.field == "mac" and item.value in routers and _is_frames(item, asked)


def _without_former_holders(observations: list[Observation]) -> list[Observation]:
    """Leave out a list's MAC address where others were heard: a lease may be of who had the address before."""
    macs = [item for item in observations if item.field in MAC_FIELDS]
    heard = {normal_mac(item.value) for item in macs if item.endpoint.transport != "record"}
    former = {item for item in macs if heard and normal_mac(item.value) not in heard}
    return [item for item in observations if item not in former]


def _devices_at(target: Target, said: _Said, asked: Mapping[str, Exchange]) -> Iterator[Heard]:
    """Yield the device at a target, or each of those that its address is shared by."""
    speakers = speakers_of(said.exchanges, said.observations)
    made = [Heard((target,), twin=speakers.twin(place)) for place in range(speakers.count)]
    for exchange in said.exchanges:
        made[speakers.home(exchange.id)].note(exchange)
    for item in said.observations:
        home = made[speakers.home(item.exchange)]
        home.observations.append(item)
        if _is_frames(item, asked) and is_global(item.value):
            home.frame_macs |= {item.value}
    _note_sharing(target, made, speakers)
    yield from made


def _note_sharing(target: Target, made: list[Heard], speakers: Speakers) -> None:
    """Say of devices that answered at one address about the same time that they share it.

    Before it has one, a device shares none; and an address that went from one device to another is nobody's fault.
    """
    if ip_address(target.address).is_unspecified:
        return
    answering = made[: speakers.answering]
    for heard in answering:
        if any(heard is not other and _are_together(heard, other) for other in answering):
            heard.shared = frozenset({target.address})


def _are_together(one: Heard, other: Heard) -> bool:
    if one.first_seen is None or one.last_seen is None or other.first_seen is None or other.last_seen is None:
        return True
    return one.first_seen <= other.last_seen + _TOGETHER_S and other.first_seen <= one.last_seen + _TOGETHER_S
