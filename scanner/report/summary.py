"""The estate in numbers: who made how many, how sure that is, and what stays open."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from scanner.model.claim import Claim, Grade, Kind
from scanner.model.coverage import Coverage
from scanner.model.device import Device
from scanner.model.inventory import Inventory, ScanFacts

_T = TypeVar("_T", str, tuple[str, str])
_NAMED = (Grade.CONFIRMED, Grade.PROBABLE, Grade.POSSIBLE)


@dataclass(frozen=True, slots=True)
class MakerCount:
    """How many devices one maker made. `unsettled` devices are neither confirmed nor probable for any maker."""

    maker: str
    confirmed: int
    probable: int
    possible: int
    unsettled: int

    @property
    def named(self) -> int:
        """How many name this maker, with whatever grade."""
        return self.confirmed + self.probable + self.possible

    @property
    def at_least(self) -> int:
        """The lower end of the range: what is proven."""
        return self.confirmed

    @property
    def at_most(self) -> int:
        """The upper end of the range: every device of the tally that could be this maker's."""
        return self.confirmed + self.probable + self.unsettled


@dataclass(frozen=True, slots=True)
class Relabelled:
    """Devices that carry one brand's label and another maker's platform."""

    brand: str
    maker: str
    devices: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over devices of one kind; `kind` is None where all video devices are counted together.

    `unlabelled` devices show no label over the network, or several. `unnamed` ones have no maker or rival makers;
    `unsettled` ones are these and the merely possible ones.
    """

    kind: Kind | None
    devices: int
    makers: tuple[MakerCount, ...]
    labels: tuple[tuple[str, int], ...]
    unlabelled: int
    relabelled: tuple[Relabelled, ...]
    unnamed: int
    unsettled: int

    def maker(self, slug: str) -> MakerCount:
        """Return the count of a maker, also of one that was not found: its range may still be above zero."""
        none = MakerCount(slug, 0, 0, 0, self.unsettled)
        return next((count for count in self.makers if count.maker == slug), none)

    def label(self, slug: str) -> int:
        """Return how many devices carry a brand's label."""
        return dict(self.labels).get(slug, 0)


@dataclass(frozen=True, slots=True)
class Summary:
    """The estate in numbers. No count leaves without `coverage`, and none of them means more than the scan saw.

    `not_video` devices answered and are something else; `of_unknown_kind` ones answered and did not show what they are.
    """

    scan: ScanFacts
    coverage: Coverage
    everything: Tally
    by_kind: tuple[Tally, ...]
    not_video: int
    of_unknown_kind: int

    @property
    def main(self) -> Tally:
        """What the headline counts: the cameras, and where there are none, all video devices together."""
        cameras = self.of(Kind.CAMERA)
        return cameras if cameras.devices else self.everything

    def of(self, kind: Kind) -> Tally:
        """Return the tally of a kind, also of one that was not found."""
        return next((tally for tally in self.by_kind if tally.kind is kind), _tally(kind, ()))


_NONE_UNLISTED: Mapping[Kind, int] = MappingProxyType({})


def summarise(inventory: Inventory, unlisted: Mapping[Kind, int] = _NONE_UNLISTED) -> Summary:
    """Count the video devices.

    `unlisted` counts devices, by kind, that the scan met and that `inventory` lacks, because the file that it was read
    from leaves them out.
    """
    video = inventory.video_devices
    left_out = Counter(device.counted_kind for device in inventory.devices if not device.is_video)
    left_out.update(unlisted)
    return Summary(
        inventory.scan,
        inventory.coverage,
        _tally(None, video),
        tuple(_tally(kind, found) for kind in Kind if (found := [one for one in video if one.counted_kind is kind])),
        left_out[Kind.OTHER],
        left_out[Kind.UNKNOWN],
    )


def is_named(claim: Claim | None) -> bool:
    """Whether a manufacturer claim names one maker."""
    return claim is not None and claim.value is not None and claim.grade in _NAMED


def _tally(kind: Kind | None, devices: Sequence[Device]) -> Tally:
    unnamed = sum(not is_named(device.manufacturer) for device in devices)
    grades = _grades_by_maker(devices)
    unsettled = unnamed + sum(counts[Grade.POSSIBLE] for counts in grades.values())
    makers = (_maker_count(maker, counts, unsettled) for maker, counts in grades.items())
    return Tally(
        kind,
        len(devices),
        tuple(sorted(makers, key=lambda count: (-count.named, count.maker))),
        _most_first(device.brand.value for device in devices if device.brand and device.brand.value),
        sum(device.brand is None or device.brand.value is None for device in devices),
        _relabelled(devices),
        unnamed,
        unsettled,
    )


def _grades_by_maker(devices: Sequence[Device]) -> dict[str, Counter[Grade]]:
    grades: dict[str, Counter[Grade]] = {}
    for device in devices:
        claim = device.manufacturer
        if claim is not None and claim.value is not None and is_named(claim):
            grades.setdefault(claim.value, Counter())[claim.grade] += 1
    return grades


def _maker_count(maker: str, grades: Mapping[Grade, int], unsettled: int) -> MakerCount:
    return MakerCount(maker, grades[Grade.CONFIRMED], grades[Grade.PROBABLE], grades[Grade.POSSIBLE], unsettled)


def _relabelled(devices: Sequence[Device]) -> tuple[Relabelled, ...]:
    pairs = _most_first(
        (device.brand.value or "", device.manufacturer.value or "")
        for device in devices
        if device.wears_another_label and device.brand and device.manufacturer
    )
    return tuple(Relabelled(brand, maker, count) for (brand, maker), count in pairs)


def _most_first(values: Iterable[_T]) -> tuple[tuple[_T, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
