"""Who says what of a device, and how much that weighs together: witnesses -> candidates -> one claim."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from scanner.fingerprint.match import Match
from scanner.identify.weights import WEIGHTS, at_least_probable, combine, grade_of, one_step_down
from scanner.model.claim import Claim, Grade
from scanner.model.vocabulary import COPYABLE, Channel, channel_of

Basis = Literal["platform", "mac", "label", "record"]

# Beside a copyable trait these prove nothing: half of all devices show them.
_COMMON_FIELDS = frozenset({"http.status", "rtsp.status", "tcp.open", "tls.version", "tls.cipher"})
_LOUDNESS: dict[Basis, int] = {"platform": 3, "mac": 2, "label": 1, "record": 0}


@dataclass(frozen=True, slots=True)
class Witness:
    """One voice for one value. `channels` is what it rests on; a public record rests on none."""

    value: str
    weight: float
    channels: frozenset[Channel]
    basis: Basis
    because: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value and the independent witnesses for it, the strongest first."""

    value: str
    witnesses: tuple[Witness, ...]
    confidence: float

    @property
    def channels(self) -> frozenset[Channel]:
        """All channels that it rests on."""
        return frozenset(channel for witness in self.witnesses for channel in witness.channels)

    @property
    def basis(self) -> Basis:
        """Which kind of evidence spoke loudest."""
        loudest = max(self.witnesses, key=lambda witness: (witness.weight, _LOUDNESS[witness.basis]))
        return loudest.basis

    @property
    def on_platform(self) -> bool:
        """Whether something speaks for it that a rebadger does not change."""
        return any(witness.basis == "platform" for witness in self.witnesses)

    @property
    def platform_confidence(self) -> float:
        """How sure its platform evidence alone is."""
        return combine(witness.weight for witness in self.witnesses if witness.basis == "platform")


def witnesses_of(matches: Iterable[Match], attribute: str) -> list[Witness]:
    """Return what the matches say of one attribute."""
    found = []
    for match in matches:
        value = match.value(attribute)
        if value is not None:
            weight = WEIGHTS[match.strength]
            found.append(Witness(value, weight, match.channels, basis_of(match), match.fingerprint))
    return found


def basis_of(match: Match) -> Basis:
    """Return `platform` where a match needs more than a rebadger changes, else what it rests on."""
    fields = {observation.field for observation in match.observations}
    telling = {field for field in fields if field not in _COMMON_FIELDS}
    if any(channel_of(field) not in COPYABLE for field in telling) or not telling:
        return "platform"
    return "mac" if match.channels <= {Channel.MAC} else "label"


def candidates(witnesses: Iterable[Witness]) -> list[Candidate]:
    """Weigh the values, the likeliest first. A channel counts once, by its strongest witness."""
    by_value: dict[str, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        by_value[witness.value].append(witness)
    weighed = [candidate(value, said) for value, said in by_value.items()]
    return sorted(weighed, key=lambda item: (-item.confidence, item.value))


def candidate(value: str, witnesses: Iterable[Witness]) -> Candidate:
    """Weigh one value: take the strongest witnesses that share no channel."""
    used: set[Channel] = set()
    chosen: list[Witness] = []
    record = False
    for witness in sorted(witnesses, key=_strongest_first):
        if witness.channels & used or (witness.basis == "record" and record):
            continue
        used |= witness.channels
        record = record or witness.basis == "record"
        chosen.append(witness)
    return Candidate(value, tuple(chosen), combine(witness.weight for witness in chosen))


def settle(ordered: Sequence[Candidate], allied: Callable[[str, str], bool] = lambda one, other: False) -> Claim | None:
    """Return the claim for the first candidate, given its rivals.

    A rival is another candidate that is at least probable and not allied to the first. One of equal grade makes the
    claim `conflicting`; a lesser or less direct one takes the first one step down.
    """
    if not ordered:
        return None
    first = ordered[0]
    rivals = [
        item for item in ordered[1:] if at_least_probable(item.confidence) and not allied(first.value, item.value)
    ]
    level = [item for item in rivals if grade_of(item.confidence) is grade_of(first.confidence)]
    if level:
        return conflict([first, *level])
    claim = claim_of(first, one_step_down(first.confidence) if rivals else first.confidence)
    return with_rivals(claim, [item.value for item in rivals])


def claim_of(item: Candidate, confidence: float | None = None) -> Claim:
    """Return the claim for a candidate that nobody contests."""
    sure = item.confidence if confidence is None else confidence
    return Claim(item.value, grade_of(sure), sure, _because([item]), item.basis)


def conflict(level: Sequence[Candidate]) -> Claim:
    """Return the claim that several candidates stand level: no value, all named."""
    names = tuple(sorted(item.value for item in level))
    return Claim(None, Grade.CONFLICTING, level[0].confidence, _because(level), level[0].basis, names)


def with_rivals(claim: Claim, rivals: Iterable[str]) -> Claim:
    """Return the claim with the rivals named."""
    return Claim(claim.value, claim.grade, claim.confidence, claim.because, claim.basis, tuple(sorted(rivals)))


def _because(items: Iterable[Candidate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(witness.because for item in items for witness in item.witnesses))


def _strongest_first(witness: Witness) -> tuple[float, int, int, str]:
    return -witness.weight, -_LOUDNESS[witness.basis], len(witness.channels), witness.because
