"""What one device, or several alike, said -> fingerprints proposed for its vendor, held against all that is known."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from scanner.fingerprint.common import is_common
from scanner.fingerprint.general import General, Own
from scanner.fingerprint.model import Asserts, Condition, Example, Fingerprint
from scanner.fingerprint.rivals import Rivals, Verdict
from scanner.fingerprint.traits import Recipe, Seen, Trait, traits_of
from scanner.model.observation import Observation

Said = Sequence[Observation]

_TOGETHER = Recipe(
    "together",
    "Habits that tell little alone and are shown together.",
    (),
    "platform",
    lambda _: "little",
)
_FEWEST_TOGETHER = 3
_CORROBORATING = frozenset(
    {"onvif.device.manufacturer", "onvif.device.model", "wsd.scope.hardware", "http.title", "http.server"}
    | {"rtsp.server", "ssdp.manufacturer", "ssdp.model", "tls.issuer", "http.challenge.realm"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vendor:
    """For whom it is drafted. `makes` as a vendor's file says it; `taken` are ids that his file has already."""

    slug: str
    makes: str = "both"
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposed:
    """One fingerprint, and remarks for its author."""

    fingerprint: Fingerprint
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """What is proposed, and what is not: the trait and why."""

    proposed: list[Proposed] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def draft(units: Sequence[Said], own: Sequence[Own], vendor: Vendor, rivals: Rivals, source: str) -> Draft:
    """Propose fingerprints from the first unit's words that all units share. `own` is what must not be in them."""
    made = Draft()
    traits = list(traits_of(units[0], own))
    candidates = [trait for trait in [*traits, *_together(traits)] if _is_candidate(trait, units, vendor, made)]
    fingerprints = [_fingerprint(trait, vendor, source) for trait in candidates]
    verdicts = rivals.judge(fingerprints, units)
    for trait, fingerprint, verdict in zip(candidates, fingerprints, verdicts, strict=True):
        _take(made, trait, fingerprint, verdict)
    _rename(made, vendor)
    return made


def _is_candidate(trait: Trait, units: Sequence[Said], vendor: Vendor, made: Draft) -> bool:
    """Whether a trait is worth proposing alone; if not, say why."""
    why = ""
    if all(general.is_own for way in trait.ways for _, general in way):
        why = "all of it is the unit's own"
    elif trait.tells == "nothing":
        why = "devices of many makers say the like"
    elif vendor.makes == "others" and trait.recipe.proves == "platform":
        why = "`makes: others`: it proves who built the unit, and that is not this vendor"
    elif trait.recipe.by == "people" and not all(_is_borne_out(way[0][1], units) for way in trait.ways):
        why = "people may have written it: add it by hand if it is the maker's own word"
    if why:
        made.left_out.append((trait.recipe.id, why))
    return not why


def _is_borne_out(name: General, units: Sequence[Said]) -> bool:
    """Whether other fields have every telling word of the name."""
    words = [word for word in re.findall(r"[^\W\d_]+", name.constant.lower()) if not is_common(word)]
    said = " ".join(item.value.lower() for unit in units for item in unit if item.field in _CORROBORATING)
    return all(word in said for word in words)


def _together(traits: Iterable[Trait]) -> Iterator[Trait]:
    """Yield what several protocols say and what tells little by itself as one trait."""
    platform = (trait for trait in traits if trait.recipe.proves == "platform" and trait.recipe.by == "firmware")
    habits = [trait for trait in platform if trait.tells != "much"]
    conditions: Seen = tuple(pair for trait in habits for pair in trait.ways[0])
    protocols = {name.partition(".")[0] for name, _ in conditions}
    if len(habits) >= _FEWEST_TOGETHER and len(protocols) > 1:
        yield Trait(_TOGETHER, (conditions,))


def _fingerprint(trait: Trait, vendor: Vendor, source: str) -> Fingerprint:
    asserts = _asserts(trait, vendor)
    whole = len(trait.ways) == 1
    sets = [tuple(_condition(name, general) for name, general in way) for way in trait.ways]
    ways = sets[0] if whole else tuple(conditions[0] for conditions in sets)
    shown = trait.ways if whole else [way[:1] for way in trait.ways]
    return Fingerprint(
        id=trait.recipe.id,
        about=trait.recipe.about,
        strength="strong" if trait.tells == "much" else "weak",
        all=ways if whole else None,
        any=None if whole else ways,
        asserts=asserts,
        examples=tuple(_example(way, asserts, source) for way in shown),
    )


def _asserts(trait: Trait, vendor: Vendor) -> Asserts:
    """Say of whom it speaks: a label of his brand, a platform of him, and both where he alone builds what he labels."""
    label = trait.recipe.proves == "label"
    pieces = (piece for way in trait.ways for _, general in way for piece in general.pieces)
    model = "{model}" if any(piece.word == "model" for piece in pieces) else None
    maker = vendor.slug if not label or vendor.makes == "own" else None
    return Asserts(manufacturer=maker, brand=vendor.slug if label else None, model=model)


def _condition(name: str, general: General) -> Condition:
    if general.is_plain:
        return Condition(field=(name,), equals=general.sample)
    return Condition(field=(name,), regex=general.pattern)


def _example(way: Seen, asserts: Asserts, source: str) -> Example:
    see = {name: (general.sample,) for name, general in way}
    model = next((piece.text for _, general in way for piece in general.pieces if piece.word == "model"), None)
    told = {name: text for name, text in asserts.texts.items() if "{" not in text}
    return Example(see=see, gives=told | ({"model": model} if model else {}), source=source)


def _take(made: Draft, trait: Trait, fingerprint: Fingerprint, verdict: Verdict) -> None:
    if verdict.against:
        made.left_out.append((fingerprint.id, verdict.against))
        return
    if verdict.doubts:
        fingerprint = fingerprint.model_copy(update={"strength": "weak"})
    remarks = [f"weak: {doubt}" for doubt in verdict.doubts]
    if trait.recipe.by != "firmware":
        remarks.append("people can change this: take it out if it is a name of yours")
    if verdict.others:
        remarks.append(
            f"devices of the scan that nobody could name and that show it, beside this one: {verdict.others}"
        )
    made.proposed.append(Proposed(fingerprint, tuple(remarks)))


def _rename(made: Draft, vendor: Vendor) -> None:
    """Give ids that the vendor's file does not have: an id is never used again for something else."""
    taken = set(vendor.taken)
    for place, item in enumerate(made.proposed):
        name, number = item.fingerprint.id, 2
        while name in taken:
            name, number = f"{item.fingerprint.id}-{number}", number + 1
        taken.add(name)
        made.proposed[place] = replace(item, fingerprint=item.fingerprint.model_copy(update={"id": name}))
