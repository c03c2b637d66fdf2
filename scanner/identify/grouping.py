"""Which targets are one device: those that tell the same serial number, or the same MAC address given by a maker."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address

from scanner.identify.oui import is_global
from scanner.identify.particulars import is_same
from scanner.identify.resolve import Identity
from scanner.model.claim import Claim
from scanner.model.endpoint import Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation

# Numbers that factories leave in: one repeated character, a run such as 123456789.
_RUNS = "01234567890123456789"
_SHORTEST_SERIAL = 6


@dataclass(slots=True)
class Heard:
    """What was heard of one target, or of several that proved to be one device."""

    targets: tuple[Target, ...]
    observations: list[Observation] = field(default_factory=list)
    first_seen: float | None = None
    last_seen: float | None = None

    def note(self, exchange: Exchange) -> None:
        """Count an exchange that the device answered."""
        self.first_seen = exchange.started if self.first_seen is None else min(self.first_seen, exchange.started)
        self.last_seen = exchange.ended if self.last_seen is None else max(self.last_seen, exchange.ended)


def by_target(exchanges: Iterable[Exchange], observations: Iterable[Observation]) -> list[Heard]:
    """Group by target, in the order of addresses. Targets that never answered are left out."""
    found: dict[Target, Heard] = {}
    target_of: dict[str, Target] = {}
    for exchange in exchanges:
        target_of[exchange.id] = exchange.target
        if exchange.outcome.heard:
            found.setdefault(exchange.target, Heard((exchange.target,))).note(exchange)
    for observation in observations:
        target = target_of.get(observation.exchange, Target(observation.endpoint.address))
        heard = found.setdefault(target, Heard((target,)))
        heard.observations.append(observation)
    return [found[target] for target in sorted(found, key=target_order)]


def target_order(target: Target) -> tuple[int, int, Target]:
    """Sort key: by address as a number, then by ports."""
    address = ip_address(target.address)
    return address.version, int(address), target


def marks_of(heard: Heard, identity: Identity) -> frozenset[str]:
    """Return what only one device has: its serial number, and the MAC addresses that it told itself.

    Behind one forwarded address stand several units, and the network tells the forwarder's MAC for all of them.
    """
    marks = set()
    forwarded = any(target.tcp_ports or target.udp_ports for target in heard.targets)
    networks = {item.value for item in heard.observations if item.field == "mac"} if forwarded else set()
    marks |= {f"mac:{mac}" for mac in identity.macs if is_global(mac) and mac not in networks}
    serial = identity.serial.value if identity.serial else None
    if serial and is_telling(serial):
        marks.add(f"serial:{serial.upper()}")
    return frozenset(marks)


def is_telling(serial: str) -> bool:
    """Whether a serial number can be one unit's only: not a placeholder."""
    bare = re.sub(r"[^0-9A-Za-z]", "", serial)
    return len(bare) >= _SHORTEST_SERIAL and len(set(bare)) > 1 and bare not in _RUNS


def one_device(items: Sequence[tuple[Heard, Identity]]) -> list[list[Heard]]:
    """Join what shares a mark and contradicts itself neither in model nor in serial number, in the order given."""
    groups: list[_Group] = []
    holders: dict[str, list[_Group]] = defaultdict(list)
    for heard, identity in items:
        item = _Group([heard], marks_of(heard, identity), _value(identity.model), _value(identity.serial))
        known = [group for mark in sorted(item.marks) for group in holders[mark]]
        same = next((group for group in known if group.may_hold(item)), None)
        if same is None:
            groups.append(item)
        else:
            same.take(item)
        for mark in item.marks:
            holders[mark].append(same or item)
    return [group.members for group in groups]


@dataclass(slots=True)
class _Group:
    members: list[Heard]
    marks: frozenset[str]
    model: str | None
    serial: str | None

    def may_hold(self, other: "_Group") -> bool:
        models = self.model is None or other.model is None or is_same(self.model, other.model)
        return models and (self.serial is None or other.serial is None or self.serial == other.serial)

    def take(self, other: "_Group") -> None:
        self.members += other.members
        self.model, self.serial = self.model or other.model, self.serial or other.serial


def _value(claim: Claim | None) -> str | None:
    return claim.value if claim else None


def joined(group: Sequence[Heard]) -> Heard:
    """Return a group as one."""
    if len(group) == 1:
        return group[0]
    first = [heard.first_seen for heard in group if heard.first_seen is not None]
    last = [heard.last_seen for heard in group if heard.last_seen is not None]
    return replace(
        group[0],
        targets=tuple(target for heard in group for target in heard.targets),
        observations=[item for heard in group for item in heard.observations],
        first_seen=min(first, default=None),
        last_seen=max(last, default=None),
    )
