"""One device at an address, by what it told of itself, and when that contradicts what another told."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product

from scanner.identify.tales import Tale

# A device tells one or two; spellings of more are not compared.
_MOST_NUMBERS = 8


@dataclass(eq=False)
class Speaker:
    """One device at an address, by what it told of itself."""

    tales: list[Tale] = field(default_factory=list)
    macs: set[str] = field(default_factory=set)
    framed: set[str] = field(default_factory=set)  # of these, what frames and ARP told
    worded: set[str] = field(default_factory=set)  # of these, what stood beside its answers
    serials: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by protocol
    numbers: set[str] = field(default_factory=set)  # its serial numbers in all protocols
    references: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    left_to: "Speaker | None" = None

    def take(self, other: "Speaker") -> None:
        """Become one with another."""
        self.tales += other.tales
        self.macs |= other.macs
        self.framed |= other.framed
        self.worded |= other.worded
        self.numbers |= other.numbers
        self.references |= other.references
        self.models |= other.models
        for protocol, serials in other.serials.items():
            self.serials[protocol] |= serials
        other.left_to = self

    @property
    def keys(self) -> list[str]:
        """What only one device has."""
        return sorted(self.macs | self.numbers)

    @property
    def words(self) -> list[str]:
        """All that it told of itself that tells devices apart."""
        return [*self.keys, *sorted(self.references)]

    @property
    def name(self) -> str:
        """What tells it from another at its address, the same in every scan that hears it."""
        return min(self.framed or self.macs or self.numbers or self.references, default="")

    def contradicts(self, other: "Speaker") -> bool:
        """Whether the two cannot be one device.

        Within one protocol a device tells one serial number and one reference. Two protocols may write its serial
        number differently, so there a common MAC address goes before it. What answers by ARP and what a device says of
        itself may be the MAC addresses of two of its network cards: they contradict nothing.
        """
        for protocol in self.serials.keys() & other.serials.keys():
            if self.serials[protocol].isdisjoint(other.serials[protocol]):
                return True
        if not (self.macs.isdisjoint(other.macs) and self.numbers.isdisjoint(other.numbers)):
            return False
        if (self.framed and other.framed) or (self.worded and other.worded):
            return True
        if self.numbers and other.numbers:
            return not _share_a_number(self.numbers, other.numbers)
        return bool(self.references and other.references) and self.references.isdisjoint(other.references)


def _share_a_number(some: set[str], others: set[str]) -> bool:
    pairs = product(sorted(some)[:_MOST_NUMBERS], sorted(others)[:_MOST_NUMBERS])
    return any(is_one_serial(one, other) for one, other in pairs)


def is_one_serial(one: str, other: str) -> bool:
    """Whether two spellings may be one serial number: makers put the model before it."""
    short, long = sorted((one.upper(), other.upper()), key=len)
    return long.endswith(short)


def one_of(one: Speaker, other: Speaker) -> Speaker:
    """Make two one: the longer story takes the shorter."""
    longer, shorter = (one, other) if len(one.tales) >= len(other.tales) else (other, one)
    longer.take(shorter)
    return longer


def speaker_of(tale: Tale) -> Speaker:
    """Return who tells this and nothing else."""
    made = Speaker(
        [tale],
        set(tale.macs),
        set(tale.framed),
        set(tale.worded),
        references=set(tale.references),
        models=set(tale.models),
    )
    if tale.serials:
        made.serials[tale.protocol] |= tale.serials
        made.numbers |= tale.serials
    return made


def whole(speaker: Speaker) -> Speaker:
    """Return what it has become part of."""
    while speaker.left_to is not None:
        speaker = speaker.left_to
    return speaker
