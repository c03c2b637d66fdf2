"""What public records say of who made a brand's units. A record never outvotes what the device itself shows."""

from scanner.fingerprint.load import Library
from scanner.fingerprint.model import Lineage
from scanner.fingerprint.patterns import regex, safe_text
from scanner.identify.weights import RECORDS
from scanner.identify.witness import Witness
from scanner.model.claim import Claim


def record_of(library: Library, brand: str, model: str | None) -> tuple[int, Lineage] | None:
    """Return the record for a brand's model, and its number in the brand's file from 1.

    A record that names the model goes before one for the whole brand. Several makers for the same: none.
    """
    entry = library.vendors.get(brand)
    records = list(enumerate(entry.content.vendor.lineage, 1)) if entry else []
    named = [item for item in records if model and _names(item[1], model)]
    fitting = named or [item for item in records if not item[1].models]
    if len({record.made_by for _, record in fitting}) != 1:
        return None
    return min(fitting, key=lambda item: (item[1].grade, item[0]))


def record_witness(library: Library, brand: Claim | None, model: Claim | None, *, alone: bool) -> Witness | None:
    """Return the public record as a witness for the maker, no surer than the brand is.

    A record of grade C speaks only alone: it must not make another witness look better than it is.
    """
    if brand is None or brand.value is None:
        return None
    found = record_of(library, brand.value, model.value if model else None)
    if found is None or (found[1].grade == "C" and not alone):
        return None
    number, record = found
    weight = min(RECORDS[record.grade], brand.confidence)
    return Witness(record.made_by, weight, frozenset(), "record", record_id(brand.value, number))


def record_id(brand: str, number: int) -> str:
    """Return the id under which evidence names a record: its number in the brand's file, from 1."""
    return f"lineage/{brand}/{number}"


def is_related(library: Library, one: str, other: str) -> bool:
    """Whether a public record relates two vendors, one as the other's maker."""
    return frozenset((one, other)) in library.related


def _names(record: Lineage, model: str) -> bool:
    return any(regex(pattern).search(safe_text(model)) for pattern in record.models)
