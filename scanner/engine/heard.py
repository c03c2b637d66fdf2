"""A transcript's targets, what each said and what that says of it: what new fingerprints start from."""

from dataclasses import dataclass
from pathlib import Path

from scanner.codec import observations_of
from scanner.fingerprint.rivals import Neighbour
from scanner.identify.resolve import Identifier, Identity
from scanner.identify.targets import Heard, by_target
from scanner.model.claim import Claim, Kind
from scanner.model.endpoint import Target
from scanner.model.observation import Observation
from scanner.transcript.read import Replay, replay


@dataclass(frozen=True, slots=True)
class Known:
    """One target that answered, and what is claimed of it."""

    heard: Heard
    identity: Identity

    @property
    def target(self) -> Target:
        """Where it was asked."""
        return self.heard.targets[0]

    @property
    def parties(self) -> frozenset[str]:
        """Who may have made or labelled it."""
        claims = (self.identity.manufacturer, self.identity.brand)
        return frozenset(name for claim in claims if claim for name in _named(claim))

    @property
    def neighbour(self) -> Neighbour:
        """What it is for another device of the same scan."""
        return Neighbour(self.heard.observations, self.parties, self.identity.kind.value != Kind.OTHER)


def heard_in(path: Path, identifier: Identifier, *, reparse: bool = False) -> list[Known]:
    """Return the targets of a transcript that said anything, in the order of their addresses.

    With `reparse`, today's codecs read the raw bytes anew. Raises TranscriptFault.
    """
    found = replay(path)
    heard = by_target((exchange for exchange, _ in found.exchanges), observations_in(found, reparse=reparse))
    return [Known(item, identifier.identify(item.observations)) for item in heard if item.observations]


def observations_in(found: Replay, *, reparse: bool) -> list[Observation]:
    """Return what was observed in a transcript's exchanges, by the codecs of its day or by today's."""
    return [seen for pair in found.exchanges for seen in (observations_of(pair[0]) if reparse else pair[1])]


def _named(claim: Claim) -> tuple[str, ...]:
    return claim.rivals if claim.value is None else (claim.value,)
