"""Targets that are one device, and whether others may be the same one."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.identify.particulars import is_same
from scanner.identify.resolve import Identity
from scanner.identify.speaker import is_one_serial
from scanner.identify.tales import told_macs
from scanner.identify.targets import Heard
from scanner.identify.ties import interface_macs, own_macs, serial_of, ties_of
from scanner.model.claim import Claim, FirmwareClaim, Grade, Kind


@dataclass(slots=True, eq=False)
class Group:
    """Targets that are one device; `doubles` have its serial number too, and could not be shown to be the same."""

    place: int  # in the order given
    members: list[Heard]
    ties: set[str]
    interfaces: set[str]  # ties by MAC addresses that its IPv6 addresses are made of
    macs: set[str]
    own_words: set[str]  # the MAC addresses that it tells itself
    certificates: set[str]
    named: dict[str, str]  # what is claimed of it
    doubtful: frozenset[str]  # the claims of these that are only possible
    left_to: "Group | None" = None
    doubles: list["Group"] = field(default_factory=list)

    def may_hold(self, other: "Group", tie: str) -> bool:
        """Whether a tie that both have makes them one."""
        if tie in self.interfaces or tie in other.interfaces:
            return True  # one network card: an IPv6 address is made of the other's MAC
        if self._contradicts(other):
            return False
        if tie.startswith("mac:"):
            return not self._only_frames_tell(tie, other)
        if not (self.macs and other.macs) or not self.macs.isdisjoint(other.macs):
            return True
        # Copied firmware copies serial numbers and references too. Two network cards of one device name each other, or
        # the device says the same of itself at both and shows one certificate.
        return tie.startswith("serial:") and self._agrees_with(other)

    def take(self, other: "Group") -> None:
        """Make the other's targets one device with these."""
        self.members += other.members
        self.ties |= other.ties
        self.interfaces |= other.interfaces
        self.macs |= other.macs
        self.own_words |= other.own_words
        self.certificates |= other.certificates
        first, second = (self, other) if self.place < other.place else (other, self)
        surer = {name: second.named[name] for name in second.sure & first.doubtful}
        self.named, self.doubtful = (
            {**second.named, **first.named, **surer},
            (self.doubtful | other.doubtful) - (self.sure | other.sure),
        )
        self.place = first.place
        other.left_to = self

    @property
    def sure(self) -> frozenset[str]:
        """The names of what is claimed of it and more than possible."""
        return frozenset(self.named) - self.doubtful

    def is_another_makers(self, other: "Group") -> bool:
        """Whether both makers are known and differ."""
        name = "manufacturer"
        both = name in self.sure and name in other.sure
        return both and self.named[name] != other.named[name]

    def _contradicts(self, other: "Group") -> bool:
        mine, theirs = self.named, other.named
        if self.is_another_makers(other):
            return True
        if "model" in mine and "model" in theirs and not is_same(mine["model"], theirs["model"]):
            return True
        return "serial" in mine and "serial" in theirs and not is_one_serial(mine["serial"], theirs["serial"])

    def _only_frames_tell(self, tie: str, other: "Group") -> bool:
        """Whether something that repeats frames stands before two devices: their own words name other addresses."""
        own, others = self.own_words, other.own_words
        return tie[4:] not in own and tie[4:] not in others and bool(own and others) and own.isdisjoint(others)

    def _agrees_with(self, other: "Group") -> bool:
        """Whether all that is claimed of both is the same, the model among it, and their certificates do not differ."""
        if self.certificates and other.certificates and self.certificates.isdisjoint(other.certificates):
            return False
        both = (self.named.keys() & other.named.keys()) - {"serial"}
        return "model" in both and all(self.named[name] == other.named[name] for name in both)


def group_of(place: int, heard: Heard, identity: Identity) -> Group:
    """Return one target as a group."""
    claims = {
        name: claim
        for name, claim in _claims(identity)
        if claim.value and claim.value not in (Kind.UNKNOWN, Kind.OTHER)
    }
    seen = heard.observations
    words = [item for item in seen if item.endpoint.transport not in ("arp", "record")]
    return Group(
        place,
        [heard],
        set(ties_of(heard, identity)),
        {f"mac:{mac}" for mac in interface_macs(heard)},
        set(own_macs(heard, identity)),
        set(told_macs(words) - heard.frame_macs),
        {item.value for item in seen if item.field == "tls.sha256"},
        {name: claim.value for name, claim in claims.items() if claim.value},
        frozenset(name for name, claim in claims.items() if claim.grade is Grade.POSSIBLE),
    )


def _claims(identity: Identity) -> Iterator[tuple[str, Claim | FirmwareClaim]]:
    for name in ("kind", "brand", "manufacturer", "model", "firmware"):
        if claim := getattr(identity, name):
            yield name, claim
    if identity.serial and serial_of(identity):
        yield "serial", identity.serial


def one_of(one: Group, other: Group) -> Group:
    """Make two one: the larger takes the smaller."""
    larger, smaller = (one, other) if len(one.members) >= len(other.members) else (other, one)
    larger.take(smaller)
    return larger


def whole(group: Group) -> Group:
    """Return what it has become part of."""
    while group.left_to is not None:
        group = group.left_to
    return group
