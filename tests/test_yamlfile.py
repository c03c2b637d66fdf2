from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, model_validator

from scanner import yamlfile
from scanner.model.errors import ConfigFault, FileFault
from scanner.yamlfile import MAX_BYTES, MAX_DEPTH, load, loads, parse, read


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Strict):
    size: int = 1
    colour: Literal["red", "blue"] = "red"


class Thing(Strict):
    manufacturer: str
    version: str = ""
    enabled: bool = False
    rate: float = 1.0
    limit: int | None = Field(default=None, ge=1)
    parts: tuple[Part, ...] = ()
    by_name: dict[str, Part] = {}
    names: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _no_acme(self) -> "Thing":
        if self.manufacturer == "acme":
            raise ValueError("acme makes nothing")
        return self


HERE = Path("thing.yaml")


def fault_of(text: str) -> str:
    with pytest.raises(FileFault) as caught:
        loads(text, HERE, Thing)
    return str(caught.value)


def test_scalars_stay_as_written_and_the_model_reads_numbers_and_booleans_from_text():
    thing = loads(
        "manufacturer: no\nversion: 1.10\nenabled: true\nrate: 0.5\nlimit: 12\nnames: [00:12:17, 2019-07-01, 0x10, ~]",
        HERE,
        type("Loose", (Thing,), {"__annotations__": {"names": tuple[str | None, ...]}}),
    )
    assert (thing.manufacturer, thing.version, thing.enabled, thing.rate, thing.limit) == ("no", "1.10", True, 0.5, 12)
    assert thing.names == ("00:12:17", "2019-07-01", "0x10", None)


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_an_empty_value_is_none(written):
    assert loads(f"manufacturer: x\nlimit: {written}", HERE, Thing).limit is None


def test_a_quoted_null_is_text():
    assert loads("manufacturer: 'null'", HERE, Thing).manufacturer == "null"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("limit: 3\nmanufactuer: x\n", "thing.yaml:2:1: unknown key `manufactuer`; did you mean `manufacturer`?"),
        ("manufactuer: x\n", "thing.yaml:1:1: unknown key `manufactuer`; did you mean `manufacturer`?"),
        ("manufacturer: x\nparts:\n  - sise: 3\n", "thing.yaml:3:5: unknown key `sise`; did you mean `size`?"),
        (
            "manufacturer: x\nby_name:\n  front: {qqq: 3}\n",
            "thing.yaml:3:11: unknown key `qqq`; known here: size, colour",
        ),
        ("version: x\n", "thing.yaml:1:1: the key `manufacturer` is missing"),
        ("manufacturer: [x]\n", "thing.yaml:1:15: text is wanted here"),
        ("manufacturer: x\nlimit: many\n", "thing.yaml:2:8: a whole number is wanted here, not `many`"),
        ("manufacturer: x\nlimit: 0\n", "thing.yaml:2:8: `0` is too small: at least 1"),
        ("manufacturer: x\nrate: fast\n", "thing.yaml:2:7: a number is wanted here, not `fast`"),
        ("manufacturer: x\nenabled: perhaps\n", "thing.yaml:2:10: `true` or `false` is wanted here, not `perhaps`"),
        ("manufacturer: x\nparts: 5\n", "thing.yaml:2:8: a list is wanted here"),
        ("manufacturer: x\nparts: [5]\n", "thing.yaml:2:9: a mapping (`key: value`) is wanted here"),
        ("manufacturer: x\nby_name: 5\n", "thing.yaml:2:10: a mapping (`key: value`) is wanted here"),
        (
            "manufacturer: x\nparts:\n- colour: green\n",
            "thing.yaml:3:11: `green` is not one of 'red' or 'blue'",
        ),
        ("manufacturer: acme\n", "thing.yaml:1:1: acme makes nothing"),
        ("- x\n", "thing.yaml:1:1: a mapping (`key: value`) is wanted here"),
        ("manufacturer: x\nmanufacturer: y\n", "thing.yaml:2:1: the key `manufacturer` is written twice"),
        (
            "manufacturer: &a x\n",
            "thing.yaml:1:15: anchors (`&name`) are not allowed: write the value out where it is needed",
        ),
        ("manufacturer: *a\n", "thing.yaml:1:15: aliases (`*name`) are not allowed: write the value out"),
        (
            "manufacturer: !!python/object x\n",
            "thing.yaml:1:15: tags (`tag:yaml.org,2002:python/object`) are not allowed: every value is text",
        ),
        ("[a]: x\n", "thing.yaml:1:1: a key must be text, not a list or a mapping"),
        (
            "manufacturer: x\n---\nmanufacturer: y\n",
            "thing.yaml:2:1: a second document (`---`): write one document a file",
        ),
        ("manufacturer: x: y\n", "thing.yaml:1:16: this is not YAML: mapping values are not allowed in this context"),
        ("a: [1\n", "thing.yaml:2:1: this is not YAML: did not find expected ',' or ']'"),
        ("", "thing.yaml:1:1: the file is empty"),
        ("# nothing\n", "thing.yaml:1:1: the file is empty"),
        ("manufacturer: x\nversion: a\x07\n", "thing.yaml:2:11: a control character that YAML does not allow"),
        ("manufacturer: \udc80\n", "thing.yaml:1:15: a control character that YAML does not allow"),
    ],
)  # fmt: skip
def test_every_fault_names_its_place_and_what_to_do(text, expected):
    assert fault_of(text) == expected


def test_the_first_fault_in_the_file_is_told():
    assert fault_of("manufacturer: x\nzzz: 1\nlimit: many\n").startswith("thing.yaml:2:1: unknown key `zzz`")


def test_a_fault_type_nobody_translated_keeps_the_validators_words():
    class Even(Strict):
        number: int = Field(multiple_of=2)

    with pytest.raises(FileFault, match=r"1:9: Input should be a multiple of 2"):
        loads("number: 3", HERE, Even)


def test_deep_nesting_is_a_fault_and_no_crash():
    with pytest.raises(FileFault, match=f"more than {MAX_DEPTH} levels of nesting"):
        parse("[" * 100_000, HERE)


def test_forty_levels_are_allowed():
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH, HERE).marks[()] == (1, 1)


def test_load_reads_a_file_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "thing.yaml"
    path.write_bytes(b"\xef\xbb\xbfmanufacturer: x\n")
    assert load(path, Thing).manufacturer == "x"


def test_a_missing_file_is_a_fault_of_the_kind_asked_for(tmp_path):
    with pytest.raises(ConfigFault, match=r"thing.yaml:1:1: there is no such file"):
        load(tmp_path / "thing.yaml", Thing, ConfigFault)


def test_a_directory_cannot_be_read(tmp_path):
    with pytest.raises(FileFault, match=r":1:1: the file cannot be read: "):
        read(tmp_path)


def test_a_file_that_is_not_utf_8_says_where(tmp_path):
    path = tmp_path / "thing.yaml"
    path.write_bytes(b"manufacturer: x\nversion: caf\xe9\n")
    with pytest.raises(FileFault, match=r"thing.yaml:2:13: byte 0xe9 is not UTF-8: save the file as UTF-8"):
        read(path)


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path):
    path = tmp_path / "thing.yaml"
    path.write_bytes(b"a: " + b"x" * MAX_BYTES)
    with pytest.raises(FileFault, match=r"larger than 256 KiB"):
        read(path)


def test_a_document_points_at_the_nearest_part_that_was_written():
    document = parse("a:\n  - b: 1\n", HERE)
    assert document.mark(("a", 0, "b")) == (2, 8)
    assert document.mark(("a", 0, "absent")) == (2, 5)
    assert str(document.fault(("a", 0, "b"), "no")) == "thing.yaml:2:8: no"


def test_keys_of_an_optional_list_of_mappings_are_known():
    class Holder(Strict):
        parts: list[Part] | None = None

    with pytest.raises(FileFault, match=r"did you mean `colour`"):
        loads("parts: [{color: red}]", HERE, Holder)


def test_a_fault_under_an_unknown_branch_still_has_words():
    assert yamlfile._known_keys(Thing, ("absent", 0)) == []


@given(st.text(max_size=200))
def test_any_text_gives_a_document_or_a_fault_with_a_place(text):
    try:
        place = parse(text, HERE).mark(())
    except FileFault as fault:
        place = yamlfile.Mark(fault.line, fault.column)
    assert min(place) >= 1
