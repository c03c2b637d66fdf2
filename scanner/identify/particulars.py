"""Model, serial number and MAC address: taken from whoever agrees with the resolved maker or brand."""

import re
from collections.abc import Iterable, Sequence

from scanner.codec.scopes import normal_mac
from scanner.fingerprint.match import Match
from scanner.identify.oui import ToldMac, is_global
from scanner.identify.weights import WEIGHTS
from scanner.identify.witness import Candidate, candidates, claim_of, settle, witnesses_of
from scanner.model.claim import Claim
from scanner.model.observation import Observation
from scanner.model.vocabulary import MAC_FIELDS, Channel

# Which field names the model best, where several of a standard's fields speak.
_FIELD_ORDER = ("http.axis.model", "onvif.device.model", "dhip.model", "wsd.scope.hardware", "ssdp.model")
_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]")


def agreeing(matches: Iterable[Match], attribute: str, parties: frozenset[str]) -> tuple[list[Match], list[Match]]:
    """Return the matches that say something of the attribute: of the parties' own, and of nobody in particular.

    A match that speaks for another maker or brand than the resolved ones is left out: it read something by chance.
    """
    own, neutral = [], []
    for match in matches:
        if match.value(attribute) is None:
            continue
        said = {value for name in ("manufacturer", "brand") if (value := match.value(name))}
        if match.slug in parties or said & parties:
            own.append(match)
        elif not said:
            neutral.append(match)
    return own, neutral


def model(matches: Iterable[Match], parties: frozenset[str]) -> Claim | None:
    """Return the claim of the model."""
    return _particular(matches, "model", parties)


def serial(matches: Iterable[Match], parties: frozenset[str]) -> Claim | None:
    """Return the claim of the serial number."""
    return _particular(matches, "serial", parties)


def macs(matches: Iterable[Match], observations: Iterable[Observation]) -> tuple[ToldMac, ...]:
    """Return every MAC address that was told, each once, those given by a maker first."""
    told = [ToldMac(mac) for item in observations if item.field in MAC_FIELDS and (mac := normal_mac(item.value))]
    told += [ToldMac(text, match.channels | {Channel.MAC}) for match in matches if (text := match.value("mac"))]
    found = {item.text: item for item in reversed(told)}
    return tuple(sorted(found.values(), key=lambda item: (not is_global(item.text), item.text)))


def is_same(one: str, other: str) -> bool:
    """Whether two spellings may be one name: the shorter begins or ends the longer."""
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return bool(short) and (long.startswith(short) or long.endswith(short))


def _particular(matches: Iterable[Match], attribute: str, parties: frozenset[str]) -> Claim | None:
    own, neutral = agreeing(matches, attribute, parties)
    if own:
        confirmed = _joined(candidates(witnesses_of([*own, *_echoes(own, neutral, attribute)], attribute)))
        return settle(confirmed, is_same)
    return _first_of(neutral, attribute)


def _echoes(own: Sequence[Match], neutral: Iterable[Match], attribute: str) -> list[Match]:
    """Return the neutral matches that repeat what an own match says."""
    values = {match.value(attribute) for match in own}
    return [match for match in neutral if match.value(attribute) in values]


def _joined(found: list[Candidate]) -> list[Candidate]:
    """Put the longer of two spellings first where they are equally sure."""
    return sorted(found, key=lambda item: (-item.confidence, -len(item.value), item.value))


def _first_of(neutral: Sequence[Match], attribute: str) -> Claim | None:
    """Return what the best field says; the others mean other things by the same word, so they are no rivals."""
    if not neutral:
        return None
    best = min(neutral, key=lambda match: (-WEIGHTS[match.strength], _field_rank(match), match.value(attribute) or ""))
    value = best.value(attribute)
    said = [item for item in candidates(witnesses_of(neutral, attribute)) if item.value == value]
    return claim_of(said[0])


def _field_rank(match: Match) -> int:
    ranks = [_FIELD_ORDER.index(item.field) for item in match.observations if item.field in _FIELD_ORDER]
    return min(ranks, default=len(_FIELD_ORDER))


def _bare(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", text.casefold())
