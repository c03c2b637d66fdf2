"""What a device is: by its model's name, else by its answers; `other` where it answered and showed no video."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scanner.fingerprint.load import Library
from scanner.fingerprint.match import Match
from scanner.fingerprint.patterns import regex, safe_text
from scanner.identify.weights import MODEL_RULE, WEIGHTS, at_least_probable, grade_of, one_step_down
from scanner.identify.witness import Candidate, candidates, claim_of, settle, with_rivals, witnesses_of
from scanner.model.claim import Claim, Grade, Kind
from scanner.model.observation import Observation
from scanner.model.vocabulary import Channel, channel_of

# That a port is open or said something unreadable, or that a MAC address was heard, tells nothing of what it is.
_MUTE = frozenset({Channel.PORT, Channel.MAC, Channel.RECORD})
_UNREAD = frozenset({"tcp.greeting"})
# Whoever says one of these of himself is not proven to be something else.
_OF_VIDEO = re.compile(r"camera|webcam|ip[ -]?cam|[nd]vr\b|surveillance|cctv", re.IGNORECASE)
_OF_ITSELF = frozenset({Channel.LABEL, Channel.SERVER, Channel.CHALLENGE, Channel.RTSP, Channel.GREETING})

_NOT_TOLD = Claim(Kind.UNKNOWN.value, Grade.UNKNOWN, 0.0, ())


def kind(
    matches: Sequence[Match],
    observations: Iterable[Observation],
    model: Claim | None,
    parties: Sequence[Claim | None],
    library: Library,
) -> Claim:
    """Return the claim of what it is. `parties` are the claims of the maker and of the brand, in this order.

    A known house's device that told no kind is `unknown`, not `other`: it may be a camera. So may one that nobody knows
    and whose own words speak of video.
    """
    by_name = _by_model(model, [claim.value for claim in parties if claim], library)
    found = candidates(witnesses_of(matches, "kind"))
    if by_name:
        return _supported(by_name, found)
    if found:
        return _most_telling(found)
    if any(claim is not None for claim in parties) or _speaks_of_video(observations):
        return _NOT_TOLD
    if any(channel_of(item.field) not in _MUTE and item.field not in _UNREAD for item in observations):
        return Claim(Kind.OTHER.value, Grade.POSSIBLE, WEIGHTS["weak"], ())
    return _NOT_TOLD


def _speaks_of_video(observations: Iterable[Observation]) -> bool:
    return any(channel_of(item.field) in _OF_ITSELF and _OF_VIDEO.search(item.value) for item in observations)


def _by_model(model: Claim | None, parties: Iterable[str | None], library: Library) -> Claim | None:
    if model is None or model.value is None:
        return None
    for slug in parties:
        entry = library.vendors.get(slug or "")
        for number, rule in enumerate(entry.content.models if entry else (), 1):
            if regex(rule.regex).search(safe_text(model.value)):
                because = (f"models/{slug}/{number}", *model.because)
                sure = min(MODEL_RULE, model.confidence)
                return Claim(rule.kind.value, grade_of(sure), sure, because, model.basis)
    return None


def _supported(by_name: Claim, found: Sequence[Candidate]) -> Claim:
    """Return what the model's name says, as sure as the best that says the same."""
    same = max((item.confidence for item in found if item.value == by_name.value), default=0.0)
    sure = max(by_name.confidence, same)
    return replace(by_name, confidence=sure, grade=grade_of(sure))


def _most_telling(found: list[Candidate]) -> Claim:
    """Choose among kinds. Recorders and intercoms also say `camera`, so another video kind goes before it.

    Video kinds that stand level still make it a video device: the first is named, one step down, with its rivals.
    """
    first = found[0]
    special = [item for item in found if item.value != Kind.CAMERA and Kind(item.value).is_video]
    if first.value == Kind.CAMERA and special and _outweighs(special[0], first):
        return claim_of(special[0])
    rivals = [item for item in found[1:] if at_least_probable(item.confidence)]
    if not rivals or not all(Kind(item.value).is_video for item in (first, *rivals)):
        return settle(found) or claim_of(first)
    if first.value in {item.value for item in special} and {item.value for item in rivals} == {Kind.CAMERA.value}:
        return claim_of(first)
    return with_rivals(claim_of(first, one_step_down(first.confidence)), [item.value for item in rivals])


def _outweighs(special: Candidate, camera: Candidate) -> bool:
    return at_least_probable(special.confidence) or special.confidence >= camera.confidence
