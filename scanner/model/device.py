"""A device as identified from one scan's observations."""

from dataclasses import dataclass

from scanner.model.claim import Claim, FirmwareClaim, Kind
from scanner.model.endpoint import Endpoint, Target

_VIDEO = frozenset(kind.value for kind in Kind if kind.is_video)


@dataclass(frozen=True, slots=True)
class Service:
    """An endpoint and the protocol found there by asking; `unknown` where it accepted and said nothing known."""

    endpoint: Endpoint
    protocol: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation, and the full ids of the fingerprints that matched it."""

    field: str
    value: str
    endpoint: Endpoint
    exchange: str
    fingerprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about a device that its reader should know: `name` for programs, `about` in a sentence.

    Names: `misaddressed`, `xaddr_elsewhere`, `duplicate_address`, `possibly_same`, `on_record_only`.
    """

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Device:
    """What is claimed of one device and the evidence under it. A claim that nobody can make is None.

    `first_seen` and `last_seen` are seconds since the epoch, of the first and last exchange that it answered.
    """

    id: str
    ids: tuple[str, ...]
    targets: tuple[Target, ...]
    mac: str | None
    hostname: str | None
    kind: Claim
    brand: Claim | None
    manufacturer: Claim | None
    model: Claim | None
    firmware: FirmwareClaim | None
    serial: Claim | None
    services: tuple[Service, ...]
    evidence: tuple[Evidence, ...]
    first_seen: float
    last_seen: float
    marks: tuple[Mark, ...] = ()

    @property
    def counted_kind(self) -> Kind:
        """The kind as counted: one that is not settled is unknown."""
        return Kind(self.kind.value or Kind.UNKNOWN)

    @property
    def is_video(self) -> bool:
        """Whether it belongs into the inventory by default.

        A device of unknown kind does when its maker or its label is known, because all that the fingerprints know of
        them is surveillance, or when only video kinds contend. It is listed, and counted as nothing but itself.
        """
        if self.counted_kind is not Kind.UNKNOWN:
            return self.counted_kind.is_video
        return bool(self.manufacturer or self.brand) or not _VIDEO.isdisjoint(self.kind.rivals)

    @property
    def wears_another_label(self) -> bool:
        """Whether its label and its maker are both known and differ."""
        if self.brand is None or self.manufacturer is None or None in (self.brand.value, self.manufacturer.value):
            return False
        return self.brand.value != self.manufacturer.value
