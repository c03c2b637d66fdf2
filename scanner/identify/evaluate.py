"""How often identification is right, by a labelled corpus: per maker, brand and word, and what it takes for video."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scanner.fingerprint.compile import Compiled
from scanner.fingerprint.load import Library
from scanner.identify.corpus import Row, observations_of_row
from scanner.identify.resolve import Identifier, Identity
from scanner.model.claim import Claim, Grade, Kind

Verdict = Literal["right", "wrong", "unknown", "unjudged"]
Attribute = Literal["manufacturer", "brand"]

# Labels that mean: nobody can know.
_NOBODY = frozenset({"generic", "unknown oem", "unknown", ""})


@dataclass(slots=True)
class Tally:
    """Counts of one group. `unknown`: nothing was claimed. `unjudged`: the label does not say who made the unit."""

    right: int = 0
    wrong: int = 0
    unknown: int = 0
    unjudged: int = 0

    def count(self, verdict: Verdict) -> None:
        """Add one."""
        setattr(self, verdict, getattr(self, verdict) + 1)

    @property
    def claimed(self) -> int:
        """How many claims were made."""
        return self.right + self.wrong


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row on which a claim was wrong: what was expected, what was said and by what."""

    row: str
    attribute: str
    expected: str
    said: str
    because: tuple[str, ...]


@dataclass(slots=True)
class Evaluation:
    """The result. Groups are the corpus's own vendor names; words are counted over claims of makers and brands."""

    cameras: int = 0
    others: int = 0
    unseen: int = 0  # rows that hold nothing an anonymous scan would see
    manufacturers: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    brands: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    words: dict[Grade, Tally] = field(default_factory=lambda: defaultdict(Tally))
    kinds: Tally = field(default_factory=Tally)
    false_positives: list[Mistake] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def total(self, attribute: Attribute) -> Tally:
        """Return the sum over all groups."""
        groups = (self.manufacturers if attribute == "manufacturer" else self.brands).values()
        return Tally(
            right=sum(item.right for item in groups),
            wrong=sum(item.wrong for item in groups),
            unknown=sum(item.unknown for item in groups),
            unjudged=sum(item.unjudged for item in groups),
        )


def evaluate(rows: Iterable[Row], compiled: Compiled) -> Evaluation:
    """Identify every row and compare with its label."""
    identifier = Identifier(compiled)
    slugs = slugs_by_name(compiled.library)
    result = Evaluation()
    for row in rows:
        observations = observations_of_row(row)
        if not observations:
            result.unseen += 1
            continue
        identity = identifier.identify(observations)
        if row["label"]["device_type"] == "not_camera":
            result.others += 1
            _judge_other(result, row, identity)
        else:
            result.cameras += 1
            _judge_camera(result, row, identity, slugs, compiled.library)
    return result


def slugs_by_name(library: Library) -> dict[str, str]:
    """Return the slug for every name, legal name and alias of a vendor, in lower case."""
    names: dict[str, str] = {}
    for slug, entry in library.vendors.items():
        vendor = entry.content.vendor
        for name in (slug, vendor.name, vendor.legal_name, *vendor.aliases):
            if name:
                names.setdefault(name.casefold(), slug)
    return names


def expected_of(row: Row, attribute: Attribute, slugs: Mapping[str, str]) -> str | None:
    """Return the slug that a label asks for; its own name where no file has it; None where nobody can know."""
    label = row["label"]
    name = label.get("vendor") or ""
    if attribute == "manufacturer":
        name = label.get("oem_of") or name
    return None if name.casefold() in _NOBODY else slugs.get(name.casefold(), name)


def _judge_camera(result: Evaluation, row: Row, identity: Identity, slugs: Mapping[str, str], library: Library) -> None:
    group = row["label"].get("vendor") or "Generic"
    claims: tuple[tuple[Attribute, Claim | None], ...] = (
        ("manufacturer", identity.manufacturer),
        ("brand", identity.brand),
    )
    for attribute, claim in claims:
        expected = expected_of(row, attribute, slugs)
        verdict = _verdict(claim, expected)
        if attribute == "manufacturer" and verdict == "wrong" and _names_no_maker(row, expected, library):
            verdict = "unjudged"
        (result.manufacturers if attribute == "manufacturer" else result.brands)[group].count(verdict)
        if claim is not None and claim.value is not None:
            result.words[claim.grade].count(verdict)
            if verdict == "wrong":
                said = f"{claim.value} ({claim.grade})"
                result.mistakes.append(Mistake(row["id"], attribute, expected or "nobody", said, claim.because))
    result.kinds.count(_kind_verdict(identity))


def _verdict(claim: Claim | None, expected: str | None) -> Verdict:
    """Judge a claim. Where nobody can know, silence is right; it counts as unknown only where an answer exists."""
    if claim is None or claim.value is None:
        return "right" if expected is None else "unknown"
    return "right" if claim.value == expected else "wrong"


def _names_no_maker(row: Row, expected: str | None, library: Library) -> bool:
    """Whether the label is only a brand: of a vendor who also, or only, labels what others build."""
    entry = library.vendors.get(expected or "")
    return not row["label"].get("oem_of") and entry is not None and entry.content.vendor.makes != "own"


def _kind_verdict(identity: Identity) -> Verdict:
    kind = Kind(identity.kind.value or Kind.UNKNOWN)
    if kind is Kind.UNKNOWN:
        return "unknown"
    return "right" if kind.is_video else "wrong"


def _judge_other(result: Evaluation, row: Row, identity: Identity) -> None:
    if _is_listed(identity):
        kind = identity.kind
        said = f"{kind.value} ({kind.grade})"
        because = kind.because or tuple({name: None for claim in _parties(identity) for name in claim.because})
        result.false_positives.append(Mistake(row["id"], "kind", "no video device", said, because))


def _is_listed(identity: Identity) -> bool:
    """Whether an inventory would list the device: as `Device.is_video` says."""
    kind = Kind(identity.kind.value or Kind.UNKNOWN)
    return kind.is_video or (kind is Kind.UNKNOWN and bool(_parties(identity)))


def _parties(identity: Identity) -> list[Claim]:
    return [claim for claim in (identity.manufacturer, identity.brand) if claim]
