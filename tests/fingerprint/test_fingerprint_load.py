from importlib import resources

import pytest
from fingerprint_samples import ALDER, FILES, library, write
from jsonschema import Draft202012Validator

from scanner import yamlfile
from scanner.fingerprint import load
from scanner.fingerprint.load import load_directories, load_library, shipped_directory
from scanner.fingerprint.model import VendorFile, schema
from scanner.model.errors import FingerprintFault

ONE = """vendor: {name: X}
fingerprints:
  - id: one
    about: x
    strength: strong
    all: [{field: http.server, equals: x}]
    asserts: {brand: x}
    examples: [{see: {http.server: x}, source: x}]
"""


def fault_of(directory, text):
    with pytest.raises(FingerprintFault) as caught:
        load_directories([write(directory, x=text)])
    return str(caught.value).replace(f"{directory}/", "")


def test_vendors_come_in_alphabetical_order_with_their_names(tmp_path):
    loaded = library(tmp_path)
    assert list(loaded.vendors) == ["alder", "birch", "cedar", "generic"]
    assert loaded.name("alder") == "Alder"
    assert loaded.name("elm") == "elm"
    assert loaded.related == {frozenset(("cedar", "alder")), frozenset(("cedar", "birch"))}


def test_the_version_follows_the_contents_whatever_the_line_ends(tmp_path):
    one, two, three = (tmp_path / name for name in "abc")
    for directory in (one, two, three):
        directory.mkdir()
    first = library(one).version
    library(two)
    (two / "alder.yaml").write_bytes(ALDER.replace("\n", "\r\n").encode())
    assert load_directories([two]).version == first
    assert library(three, alder=ALDER.replace("alderd", "elmd")).version != first
    assert len(first) == 12


def test_two_files_of_one_vendor_are_a_fault(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, x=ONE)
    with pytest.raises(FingerprintFault, match=r"x.yaml:1:1: the vendor `x` already has a file: .*a/x.yaml"):
        load_directories([tmp_path / "a", tmp_path / "b"])


def test_a_missing_directory_is_a_fault(tmp_path):
    with pytest.raises(FingerprintFault, match="there is no such directory of fingerprints"):
        load_directories([tmp_path / "absent"])


def test_a_file_name_must_be_a_slug(tmp_path):
    (tmp_path / "Big Name.yaml").write_text(ONE)
    with pytest.raises(FingerprintFault, match="a file's name is the vendor's slug"):
        load_directories([tmp_path])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "http.server, equals",
            "http.sever, equals",
            "x.yaml:6:19: the field `http.sever` is not declared in the vocabulary; did you mean",
        ),
        ("{http.server: x}", "{qqqqqqq: x}", "x.yaml:8:23: the field `qqqqqqq` is not declared in the vocabulary"),
        ("equals: x", "equals: x, regex: y", "x.yaml:6:11: write exactly one of `equals`, `contains` and `regex`"),
        (
            "    all:",
            "    any: [{field: http.title, equals: x}]\n    all:",
            "x.yaml:3:5: write exactly one of `all` and `any`",
        ),
        (
            "{brand: x}",
            "{}",
            "x.yaml:7:14: it asserts nothing: name at least one of manufacturer, brand, kind, model, …",
        ),
        ("strength: strong", "strength: sure", "x.yaml:5:15: `sure` is not one of 'decisive', 'strong' or 'weak'"),
        ("{brand: x}", "{kind: fridge}", "x.yaml:7:21: `fridge` is not one of 'camera', 'recorder',"),
        (
            "examples: [{see: {http.server: x}, source: x}]",
            "examples: []",
            "x.yaml:8:15: at least 1 wanted here, there are 0",
        ),
        ("see: {http.server: x}", "see: {}", "x.yaml:8:22: at least 1 wanted here, there are 0"),
        ("about: x", "about:", "x.yaml:4:11: text is wanted here"),
        ("about: x", "about: ''", "x.yaml:4:12: the text is empty"),
        ("id: one", "id: One!", "x.yaml:3:9: `One!` does not have the form ^[a-z0-9]+(?:-[a-z0-9]+)*$"),
        ("vendor: {name: X}", "vendor: {name: X}\noui: ['44:19:B6']", "x.yaml:2:7: `44:19:B6` does not have the form"),
        (
            "vendor: {name: X}",
            "vendor: {name: X}\noui: ['44:19:b6:1:2']",
            "x.yaml:2:7: `44:19:b6:1:2` does not have the form",
        ),
        ("equals: x", "regex: '(?=x)'", "x.yaml:6:39: RE2 refuses this pattern: invalid perl operator: (?="),
    ],
)
def test_a_file_that_breaks_the_format_says_where_and_why(tmp_path, old, new, expected):
    assert old in ONE
    assert fault_of(tmp_path, ONE.replace(old, new)).startswith(expected)


def test_one_value_or_several_may_be_seen_and_a_field_may_be_empty(tmp_path):
    text = ONE.replace("see: {http.server: x}", "see: {http.server: [x, y], http.title: }")
    see = load_directories([write(tmp_path, x=text)]).vendors["x"].content.fingerprints[0].examples[0].see
    assert dict(see) == {"http.server": ("x", "y"), "http.title": ("",)}


def test_the_shipped_directory_is_inside_the_package_when_installed_and_beside_it_otherwise(tmp_path, monkeypatch):
    package = tmp_path / "scanner"
    package.mkdir()
    monkeypatch.setattr(load.resources, "files", lambda name: package)
    assert shipped_directory() == tmp_path / "fingerprints"
    (package / "_fingerprints").mkdir()
    assert shipped_directory() == package / "_fingerprints"


def test_the_users_directories_are_added_to_the_shipped_one(tmp_path, monkeypatch):
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(load, "shipped_directory", lambda: write(tmp_path, alder=ALDER))
    assert list(load_library([write(tmp_path / "own", x=ONE)]).vendors) == ["alder", "x"]
    assert resources is not None


def test_the_schema_for_editors_accepts_what_the_loader_accepts(tmp_path):
    validator = Draft202012Validator(schema())
    for text in FILES.values():
        document = yamlfile.parse(text, tmp_path / "x.yaml")
        assert list(validator.iter_errors(document.data)) == []
        assert document.validate(VendorFile).vendor.name


def test_the_schema_refuses_an_unknown_key(tmp_path):
    document = yamlfile.parse(ONE.replace("about:", "abut:"), tmp_path / "x.yaml")
    messages = [error.message for error in Draft202012Validator(schema()).iter_errors(document.data)]
    assert any("'abut' was unexpected" in message for message in messages)
