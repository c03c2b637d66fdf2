"""What a fingerprint file says: fingerprints/<slug>.yaml as objects."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from scanner.model.claim import Kind
from scanner.model.vocabulary import FIELDS

Text = Annotated[str, StringConstraints(min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
Regex = Text
# An IEEE block of 6, 7 or 9 hex digits: `28:57:be`, `28:fd:80:3`, `8c:1f:64:b2:b`.
Oui = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{2}(?::[0-9a-f]{2}){2}(?::[0-9a-f](?:[0-9a-f]:[0-9a-f])?)?$")]
Strength = Literal["decisive", "strong", "weak"]
Grade = Literal["A", "B", "C"]


def _declared(name: str) -> str:
    if name in FIELDS:
        return name
    close = get_close_matches(name, FIELDS, n=1)
    hint = f"; did you mean `{close[0]}`?" if close else ""
    raise ValueError(f"the field `{name}` is not declared in the vocabulary{hint}")


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _nothing_is_empty(value: Any) -> Any:
    return "" if value is None else value


FieldName = Annotated[str, AfterValidator(_declared)]
Texts = Annotated[
    tuple[Annotated[str, BeforeValidator(_nothing_is_empty)], ...],
    BeforeValidator(_listed, json_schema_input_type=str | None | list[str | None]),
]
Seen = Annotated[Mapping[FieldName, Texts], Field(min_length=1)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Written):
    """What a field must say. Exactly one of `equals`, `contains` and `regex` (RE2 syntax) is given.

    `field` may list several fields: one that says it is enough.
    """

    field: Annotated[
        tuple[FieldName, ...],
        BeforeValidator(_listed, json_schema_input_type=FieldName | list[FieldName]),
        Field(min_length=1),
    ]
    equals: str | None = None
    contains: Text | None = None
    regex: Regex | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "Condition":
        if sum(test is not None for test in (self.equals, self.contains, self.regex)) != 1:
            raise ValueError("write exactly one of `equals`, `contains` and `regex`")
        return self

    @property
    def test(self) -> tuple[str, str]:
        """Which test it is, and its text."""
        if self.equals is not None:
            return "equals", self.equals
        return ("contains", self.contains) if self.contains is not None else ("regex", self.regex or "")


class Asserts(_Written):
    """What a match says of the device. `{name}` stands for what the group of that name captured."""

    manufacturer: Text | None = None
    brand: Text | None = None
    kind: Kind | None = None
    model: Text | None = None
    firmware: Text | None = None
    build_date: Text | None = None
    serial: Text | None = None
    mac: Text | None = None

    @model_validator(mode="after")
    def _something(self) -> "Asserts":
        if not self.texts:
            raise ValueError("it asserts nothing: name at least one of manufacturer, brand, kind, model, …")
        return self

    @property
    def texts(self) -> dict[str, str]:
        """What is asserted, by attribute, as written."""
        return {name: str(value) for name, value in self if value is not None}


class Example(_Written):
    """An answer that must match. `see` maps fields to one value or several, all seen at one endpoint."""

    see: Seen
    gives: Mapping[str, str] = {}
    source: Text


class NearMiss(_Written):
    """An answer of a cousin that must not match."""

    see: Seen
    source: Text


class Fingerprint(_Written):
    """One trait and what it proves. All of `all`, or any one of `any`, must be met."""

    id: Slug
    about: Text
    strength: Strength
    all: Annotated[tuple[Condition, ...], Field(min_length=1)] | None = None
    any: Annotated[tuple[Condition, ...], Field(min_length=1)] | None = None
    asserts: Asserts
    examples: Annotated[tuple[Example, ...], Field(min_length=1)]
    near_misses: tuple[NearMiss, ...] = ()

    @model_validator(mode="after")
    def _one_of_all_and_any(self) -> "Fingerprint":
        if (self.all is None) == (self.any is None):
            raise ValueError("write exactly one of `all` and `any`")
        return self

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Its conditions, whichever way they combine."""
        return self.all or self.any or ()


class Lineage(_Written):
    """A public record of who made a brand's units. `models` are regexes on the model; none means the whole brand."""

    made_by: Slug
    models: tuple[Regex, ...] = ()
    grade: Grade
    about: Text
    source: Text


class Vendor(_Written):
    """Who it is, and whether it builds its platforms (`own`), only labels others' units (`others`), or both."""

    name: Text
    legal_name: Text | None = None
    country: Text | None = None
    makes: Literal["own", "others", "both"] = "own"
    aliases: tuple[Text, ...] = ()
    lineage: tuple[Lineage, ...] = ()


class FirmwareExample(_Written):
    """A version text and the parts that the scheme must read from it."""

    see: Text
    gives: Mapping[str, str]
    source: Text


class FirmwareScheme(_Written):
    """How a platform writes versions. Named groups: version, build, date, branch.

    `order` says what is compared, the first first. Texts of two branches (a customer's code, a platform's letter)
    cannot be compared, and neither can two models' where `within` is model: each has its own line of releases.
    """

    regex: Regex
    order: tuple[Literal["version", "build", "date"], ...] = ("version",)
    within: Literal["manufacturer", "model"] = "manufacturer"
    examples: Annotated[tuple[FirmwareExample, ...], Field(min_length=1)]


class ModelRule(_Written):
    """The kind of the models that the regex matches. The first rule that matches counts."""

    regex: Regex
    kind: Kind
    source: Text


class FollowUp(_Written):
    """A documented anonymous read, asked only of a device that already looks like this vendor's.

    `codec` is the module of scanner/codec that reads the answer.
    """

    id: Slug
    when: Mapping[Literal["manufacturer", "brand"], Slug]
    request: Annotated[str, StringConstraints(pattern=r"^(?:GET|POST|HEAD) /\S*$")]
    body: str = ""
    codec: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    source: Text
    gives: tuple[FieldName, ...]


class VendorFile(_Written):
    """One file: all that is known of one vendor.

    `registered_as` holds the vendor's names in the IEEE registries, as mac_blocks.tsv writes them: all their blocks are
    the vendor's. `oui` adds single blocks, of a registrant who also makes other things.
    """

    vendor: Vendor
    firmware: Annotated[
        tuple[FirmwareScheme, ...],
        BeforeValidator(_listed, json_schema_input_type=FirmwareScheme | list[FirmwareScheme]),
    ] = ()
    registered_as: tuple[Text, ...] = ()
    oui: tuple[Oui, ...] = ()
    models: tuple[ModelRule, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    looked_for: tuple[Text, ...] = ()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a fingerprint file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **VendorFile.model_json_schema()}
