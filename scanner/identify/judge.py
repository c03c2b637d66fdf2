"""One labelled answer and what was claimed of it -> right, wrong or unknown, for each attribute."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from scanner.fingerprint.load import Library
from scanner.identify.corpus import Row
from scanner.identify.particulars import is_same
from scanner.identify.resolve import Identity
from scanner.model.claim import Claim, FirmwareClaim, Grade, Kind
from scanner.model.observation import Observation

Verdict = Literal["right", "wrong", "unknown", "unjudged"]
Attribute = Literal["manufacturer", "brand", "kind", "model", "firmware"]
Section = Literal["named", "icon", "nobody", "other", "unseen"]
ATTRIBUTES: tuple[Attribute, ...] = get_args(Attribute)

# Labels that mean: nobody can know.
_NOBODY = frozenset({"generic", "unknown oem", "unknown", ""})
# The labels' coarse kinds, and ours that they include: an encoder and a door station are cameras to a corpus.
_KINDS = {
    "camera": frozenset({Kind.CAMERA, Kind.ENCODER, Kind.INTERCOM}),
    "nvr": frozenset({Kind.RECORDER}),
    "vms": frozenset({Kind.VIDEO_SERVER, Kind.RECORDER}),
}
# Words by which an answer says what the device is.
_KIND_WORDS = re.compile(
    r"camera|webcam|\bipc\b|ipcam|netcam|dome|video[ _-]?(?:encoder|server|transmitter|recorder|surveillance)"
    r"|\b[nd]vrs?\b|dvrdvs|recorder|surveillance|door station",
    re.IGNORECASE,
)
# Words that a label gives in place of a model.
_NO_MODEL = re.compile(
    r"\b(?:ip|network|video|security|camera|controller|recorder|nvr|dvr|hik|hangzhou)\b", re.IGNORECASE
)
_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One attribute of one row: what was expected, what was said, how sure and by what."""

    attribute: Attribute
    verdict: Verdict
    expected: str
    said: str | None = None
    grade: Grade | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One row. `section`: a named maker's, an icon alone, one whose maker nobody can know, no camera, nothing seen."""

    row: str
    group: str
    section: Section
    judgements: tuple[Judgement, ...] = ()

    def verdict(self, attribute: Attribute) -> Verdict:
        """Return the verdict on an attribute."""
        return next((item.verdict for item in self.judgements if item.attribute == attribute), "unjudged")

    @property
    def maker_or_label(self) -> Verdict:
        """Wrong if the maker or the label is, else right if one of them is."""
        both = {self.verdict("manufacturer"), self.verdict("brand")}
        if "wrong" in both:
            return "wrong"
        return "right" if "right" in both else "unknown"


def slugs_by_name(library: Library) -> dict[str, str]:
    """Return the slug for every name, legal name and alias of a vendor, in lower case."""
    names: dict[str, str] = {}
    for slug, entry in library.vendors.items():
        vendor = entry.content.vendor
        for name in (slug, vendor.name, vendor.legal_name, *vendor.aliases):
            if name:
                names.setdefault(name.casefold(), slug)
    return names


def expected_of(row: Row, attribute: Literal["manufacturer", "brand"], slugs: Mapping[str, str]) -> str | None:
    """Return the slug that a label asks for; its own name where no file has it; None where nobody can know."""
    label = row["label"]
    name = label.get("vendor") or ""
    if attribute == "manufacturer":
        name = label.get("oem_of") or name
    return None if name.casefold() in _NOBODY else slugs.get(name.casefold(), name)


def judge(
    row: Row, observations: Iterable[Observation], identity: Identity, slugs: Mapping[str, str], library: Library
) -> Judged:
    """Judge a camera's, recorder's or server's row."""
    seen = list(observations)
    text = "\n".join(item.value for item in seen)
    judgements = [
        *_parties(row, identity, slugs, library),
        _kind(row, identity, text),
        _model(row, identity, text),
        _firmware(row, identity, text),
    ]
    return Judged(row["id"], group_of(row), _section(row, seen, slugs), tuple(judgements))


def group_of(row: Row) -> str:
    """Return the corpus's own name of the vendor."""
    return row["label"].get("vendor") or "Generic"


def _section(row: Row, observations: Iterable[Observation], slugs: Mapping[str, str]) -> Section:
    fields = {item.field for item in observations}
    if all(field.startswith("http.favicon") or field == "http.status" for field in fields):
        return "icon"
    return "nobody" if expected_of(row, "brand", slugs) is None else "named"


def _parties(row: Row, identity: Identity, slugs: Mapping[str, str], library: Library) -> Iterator[Judgement]:
    maker = expected_of(row, "manufacturer", slugs)
    verdict = _of_party(identity.manufacturer, maker)
    if verdict == "wrong" and _names_no_maker(row, maker, library):
        verdict = "unjudged"
    yield _judgement("manufacturer", verdict, maker or "nobody", identity.manufacturer)
    label = expected_of(row, "brand", slugs)
    yield _judgement("brand", _of_party(identity.brand, label), label or "nobody", identity.brand)


def _of_party(claim: Claim | None, expected: str | None) -> Verdict:
    """Judge a claim. Where nobody can know, silence is right; it counts as unknown only where an answer exists."""
    if claim is None or claim.value is None:
        return "right" if expected is None else "unknown"
    return "right" if claim.value == expected else "wrong"


def _names_no_maker(row: Row, expected: str | None, library: Library) -> bool:
    """Whether the label is only a brand: of a vendor who also, or only, labels what others build."""
    entry = library.vendors.get(expected or "")
    return not row["label"].get("oem_of") and entry is not None and entry.content.vendor.makes != "own"


def _kind(row: Row, identity: Identity, text: str) -> Judgement:
    expected = row["label"]["device_type"]
    kind = Kind(identity.kind.value or Kind.UNKNOWN)
    held = bool(_KIND_WORDS.search(text)) or _is_held(_model_of(row), text)
    if not held:
        verdict: Verdict = "unjudged"
    elif kind is Kind.UNKNOWN:
        verdict = "unknown"
    else:
        verdict = "right" if kind in _KINDS[expected] else "wrong"
    return _judgement("kind", verdict, expected, identity.kind)


def _model(row: Row, identity: Identity, text: str) -> Judgement:
    expected = _model_of(row)
    claim = identity.model
    if not _is_held(expected, text):
        return _judgement("model", "unjudged", expected, claim)
    if claim is None or claim.value is None:
        return _judgement("model", "unknown", expected, claim)
    return _judgement("model", "right" if is_same(claim.value, expected) else "wrong", expected, claim)


def _model_of(row: Row) -> str:
    return " ".join(_NO_MODEL.sub(" ", row["label"].get("model") or "").split())


def _firmware(row: Row, identity: Identity, text: str) -> Judgement:
    expected, claim = row["label"].get("firmware") or "", identity.firmware
    if not _is_held(expected, text):
        return _judgement("firmware", "unjudged", expected, claim)
    if claim is None:
        return _judgement("firmware", "unknown", expected, claim)
    parts = (claim.value, claim.build or "")
    right = _bare(expected) in (_bare(claim.raw), _bare(claim.value)) or all(part in expected for part in parts)
    return _judgement("firmware", "right" if right else "wrong", expected, claim)


def _is_held(name: str, text: str) -> bool:
    return bool(_bare(name)) and _bare(name) in _bare(text)


def _bare(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", text.casefold())


def _judgement(attribute: Attribute, verdict: Verdict, expected: str, claim: Claim | FirmwareClaim | None) -> Judgement:
    if claim is None or claim.value is None:
        return Judgement(attribute, verdict, expected)
    return Judgement(attribute, verdict, expected, claim.value, claim.grade, claim.because)
