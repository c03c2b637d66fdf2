"""Who built the platform, and whose label the box wears: two claims, by different rules.

The maker is what the device's own answers prove. A label, a Server header, an icon, a certificate or a MAC address is
changed alone by whoever rebadges a unit, so one of these by itself proves no maker of a device that also answered on
other protocols, or at length, and showed nothing of him there. The brand is the other way round: the label decides, and
the platform only speaks where no label does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scanner.fingerprint.load import Library
from scanner.fingerprint.match import Match
from scanner.identify.lineage import is_related, record_witness
from scanner.identify.weights import at_least_probable, capped, grade_of
from scanner.identify.witness import Candidate, Witness, candidate, candidates, conflict, settle, witnesses_of
from scanner.model.claim import Claim, Grade
from scanner.model.observation import Observation
from scanner.model.vocabulary import COPYABLE, Channel, channel_of

# On so many protocols, or in a whole answer of a web or stream server, a platform would have shown itself. A device
# that said less gives no right to call its platform silent.
_ENOUGH_PROTOCOLS = 2
_WHOLE_ANSWERS = frozenset({"http.header_names", "rtsp.header_names"})
# Fields in which a device's firmware names its own label; a user cannot rewrite these.
_NAMEPLATES = frozenset({"onvif.device.manufacturer", "ssdp.manufacturer", "dhip.vendor"})


def is_silent(observations: Iterable[Observation]) -> bool:
    """Whether the device said enough that a platform which showed no trait in it is silent."""
    fields = {item.field for item in observations}
    telling = {
        field.partition(".")[0]
        for field in fields
        if channel_of(field) not in COPYABLE | {Channel.PORT, Channel.RECORD}
    }
    return len(telling) >= _ENOUGH_PROTOCOLS or bool(fields & _WHOLE_ANSWERS)


def manufacturer_candidates(matches: Iterable[Match], told: Iterable[Witness], *, silent: bool) -> list[Candidate]:
    """Return who may have built it, by the device's own evidence: those that carry, the likeliest first.

    `told` are the witnesses beside the matches: MAC blocks and nameplates.
    """
    witnesses = [*witnesses_of(matches, "manufacturer"), *told]
    found = [_as_heard(item, silent) for item in candidates(witnesses)]
    kept = [item for item in found if item is not None]
    return sorted(kept, key=lambda item: (-item.confidence, item.value))


def manufacturer(
    own: Sequence[Candidate], brand: Claim | None, model: Claim | None, library: Library, *, silent: bool
) -> Claim | None:
    """Return the claim of who built it: the device's evidence first, then the public record of its brand.

    A record rests on the label. Where a device said much and showed nothing of the maker on record, it names nobody.
    """
    faint = [item for item in own if item.on_platform]
    record = record_witness(library, brand, model, alone=not own)
    if record and silent and not any(item.value == record.value for item in own):
        record = None
    said = _with_record(own, record, bool(faint))
    ordered = sorted(said, key=lambda item: (not _is_proven(item), -item.confidence, item.value))
    against = _copied_against(faint, ordered, library)
    if against and not _is_proven(ordered[0]):
        return conflict([*against, faint[0]])
    return settle(ordered, lambda one, other: is_related(library, one, other))


def brand(
    matches: Sequence[Match],
    told: Iterable[Witness],
    observations: Iterable[Observation],
    maker: Claim | None,
    library: Library,
) -> Claim | None:
    """Return the claim of whose label it wears."""
    witnesses = [*witnesses_of(matches, "brand"), *told]
    found = candidates(witnesses)
    named = {item.value for item in candidates(_of_labels(witnesses)) if at_least_probable(item.confidence)}
    spoken = [item for item in found if item.value in named]
    if spoken:
        return settle(_without_leftovers(spoken, maker, library), lambda one, other: is_related(library, one, other))
    if found and found[0].on_platform and _unread_nameplate(matches, observations):
        return None
    claim = settle(found)
    return _at_most_probable(claim) if claim and claim.basis == "platform" else claim


def _as_heard(item: Candidate, silent: bool) -> Candidate | None:
    """Return the candidate as far as it carries where the platform is silent about him."""
    if item.on_platform or not silent:
        return item
    if len(item.witnesses) == 1:
        return None
    if len(item.witnesses) == 2:
        return Candidate(item.value, item.witnesses, capped(item.confidence, Grade.PROBABLE))
    return item


def _with_record(own: Sequence[Candidate], record: Witness | None, platform: bool) -> list[Candidate]:
    if record is None:
        return list(own)
    same = next((item for item in own if item.value == record.value), None)
    if same:
        rest = [item for item in own if item is not same]
        return [candidate(same.value, [*same.witnesses, record]), *rest]
    return list(own) if platform else [*own, candidate(record.value, [record])]


def _is_proven(item: Candidate) -> bool:
    """Whether platform evidence alone makes it probable: nothing copyable outvotes that."""
    return at_least_probable(item.platform_confidence)


def _copied_against(faint: Sequence[Candidate], ordered: Sequence[Candidate], library: Library) -> list[Candidate]:
    """Return who stands by one copyable trait against another's faint platform evidence: neither outvotes the other."""
    if not faint or at_least_probable(faint[0].confidence):
        return []
    return [
        item
        for item in ordered
        if len(item.witnesses) == 1
        and not item.on_platform
        and at_least_probable(item.confidence)
        and not is_related(library, faint[0].value, item.value)
    ]


def _of_labels(witnesses: Iterable[Witness]) -> list[Witness]:
    """Return the witnesses that speak of the label: words for people, and the label maker's own MAC block."""
    return [item for item in witnesses if item.channels & {Channel.LABEL, Channel.MAC}]


def _without_leftovers(spoken: list[Candidate], maker: Claim | None, library: Library) -> list[Candidate]:
    """Leave the maker's own name out where it also wears a label whose units he is known to make."""
    built_by = maker.value if maker else None
    labels = [
        item
        for item in spoken
        if item.value != built_by
        and (built_by is None or is_related(library, item.value, built_by) or _labels_others(library, item.value))
    ]
    return labels if labels and built_by else spoken


def _labels_others(library: Library, slug: str) -> bool:
    entry = library.vendors.get(slug)
    return entry is not None and entry.content.vendor.makes != "own"


def _unread_nameplate(matches: Iterable[Match], observations: Iterable[Observation]) -> bool:
    """Whether the firmware names a label that no fingerprint knows: then the platform's name is not the label."""
    plates = {item for item in observations if item.field in _NAMEPLATES and item.value.strip()}
    read = {item for match in matches if match.value("brand") for item in match.observations}
    return bool(plates) and not plates & read


def _at_most_probable(claim: Claim) -> Claim:
    sure = capped(claim.confidence, Grade.PROBABLE)
    return claim if claim.value is None else replace(claim, confidence=sure, grade=grade_of(sure))
