"""Why a device is what we say: its claims, what decided them, and the observations under each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scanner.model.claim import Claim, FirmwareClaim, Kind
from scanner.model.device import Device, Evidence
from scanner.model.endpoint import Endpoint
from scanner.report.plain import shortened
from scanner.report.wording import UNKNOWN, Names, basis_words, grade_word, kind_word, listing, named

Abouts = Mapping[str, str]
"""From the full ids of fingerprints to a sentence: why it proves what it says."""

LONGEST_VALUE = 200
_RECORD = "lineage/"

# What decides a claim and is no fingerprint: the beginning of its id, and the sentence for it.
_OTHER_REASONS = {
    "models/": "The name of the model is written in this maker's way, and that tells the kind.",
    "mac/": "The MAC address lies in a block that is registered to this company.",
    "name/": "The device's own ONVIF answers name this company as its maker.",
    "lineage/": "A public record says who makes this line of models.",
}


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim in words. `rests_on` is empty where nothing more can be said."""

    subject: str
    value: str
    grade: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided some claims of a device, and the observations that matched it."""

    id: str
    about: str
    subjects: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def claim_lines(device: Device, names: Names, abouts: Abouts) -> tuple[ClaimLine, ...]:
    """Return every claim, those that nobody can make included."""
    return tuple(
        ClaimLine(subject, _value(subject, claim, names), grade_word(claim), _rests_on(claim, abouts))
        for subject, claim in _claims(device)
    )


def reasons(device: Device, abouts: Abouts) -> tuple[Reason, ...]:
    """Return what decided the claims, each reason once, in the order of the claims."""
    subjects: dict[str, list[str]] = {}
    for subject, claim in _claims(device):
        for reason in claim.because if claim else ():
            subjects.setdefault(reason, []).append(subject)
    return tuple(
        Reason(reason, _about(reason, abouts), tuple(found), _under(reason, device))
        for reason, found in subjects.items()
    )


def other_evidence(device: Device, given: tuple[Reason, ...]) -> tuple[Evidence, ...]:
    """Return the observations that decided nothing."""
    used = {reason.id for reason in given}
    return tuple(item for item in device.evidence if used.isdisjoint(item.fingerprints))


def evidence_lines(evidence: Iterable[Evidence]) -> list[str]:
    """Write observations as `http.server = "webserver" at tcp://10.0.0.1:80, exchanges 17, 21`, safe to show."""
    exchanges: dict[tuple[str, str, Endpoint], list[str]] = {}
    for item in evidence:
        exchanges.setdefault((item.field, item.value, item.endpoint), []).append(item.exchange)
    return [_evidence_line(*said, found) for said, found in exchanges.items()]


def _evidence_line(field: str, value: str, endpoint: Endpoint, exchanges: list[str]) -> str:
    where = shortened(", ".join(exchanges), LONGEST_VALUE)
    word = "exchange" if len(exchanges) == 1 else "exchanges"
    return f'{field} = "{shortened(value, LONGEST_VALUE)}" at {endpoint}, {word} {where}'


def firmware_text(claim: FirmwareClaim) -> str:
    """Write firmware as `5.6.2, build 190701, built 2019-07-01, written as "V5.6.2build 190701"`."""
    parts = [claim.value]
    parts += [f"build {claim.build}"] if claim.build else []
    parts += [f"built {claim.build_date}"] if claim.build_date else []
    parts += [f'written as "{claim.raw}"'] if claim.raw != claim.value else []
    return shortened(", ".join(parts), LONGEST_VALUE)


def _claims(device: Device) -> Iterator[tuple[str, Claim | FirmwareClaim | None]]:
    yield "kind", device.kind
    yield "label", device.brand
    yield "made by", device.manufacturer
    yield "model", device.model
    yield "firmware", device.firmware
    yield "serial", device.serial


def _value(subject: str, claim: Claim | FirmwareClaim | None, names: Names) -> str:
    if isinstance(claim, FirmwareClaim):
        return firmware_text(claim)
    if subject in ("label", "made by"):
        return named(claim, names)
    if claim is None:
        return UNKNOWN
    said = [claim.value] if claim.value is not None else list(claim.rivals)
    words = [kind_word(Kind(word)) for word in said] if subject == "kind" else said
    return shortened(listing(words, "or") or UNKNOWN, LONGEST_VALUE)


def _rests_on(claim: Claim | FirmwareClaim | None, abouts: Abouts) -> str:
    if isinstance(claim, FirmwareClaim):
        return f"the field {claim.source}"
    if claim is None or not claim.because:
        return ""
    record = next((abouts[reason] for reason in claim.because if reason.startswith(_RECORD) and reason in abouts), "")
    if claim.basis != "record" or not record:
        return basis_words(claim.basis)
    whose = record.partition(")")[0]
    return f"{basis_words(claim.basis)}: {whose[:1].lower()}{whose[1:]})"


def _about(reason: str, abouts: Abouts) -> str:
    others = (words for start, words in _OTHER_REASONS.items() if reason.startswith(start))
    return abouts.get(reason) or next(others, "")


def _under(reason: str, device: Device) -> tuple[Evidence, ...]:
    return tuple(item for item in device.evidence if reason in item.fingerprints)
