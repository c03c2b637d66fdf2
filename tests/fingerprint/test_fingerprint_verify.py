from pathlib import Path

import pytest
from fingerprint_samples import ALDER, BIRCH, CEDAR, GENERIC, library

from scanner.fingerprint.decoy import Decoy, load_decoys
from scanner.fingerprint.load import load_library
from scanner.fingerprint.verify import verify
from scanner.model.errors import FingerprintFault

DECOYS = Path(__file__).parent.parent / "decoys"


def faults(directory, decoys=(), **changed):
    return [str(fault).replace(f"{directory}/", "") for fault in verify(library(directory, **changed), decoys)]


def test_a_sound_library_has_no_fault(tmp_path):
    assert faults(tmp_path) == []


def test_a_pattern_that_cannot_be_compiled_is_a_fault_at_once(tmp_path):
    broken = ALDER.replace("'^AL-'", "'^AL-('")
    with pytest.raises(FingerprintFault, match=r"alder.yaml:10:13: RE2 refuses this pattern: missing \): \^AL-\("):
        faults(tmp_path, alder=broken)


def follow_up(brand: str, codec: str) -> str:
    request = f"when: {{brand: {brand}}}, request: GET /x, codec: {codec}"
    return f"follow_up: [{{id: x, {request}, source: x, gives: [http.body]}}]\noui:"


@pytest.mark.parametrize(
    ("slug", "text", "old", "new", "expected"),
    [
        (
            "alder",
            ALDER,
            "rtsp.server: AlderRtsp/1.0",
            "rtsp.server: Other/1.0",
            "the example does not match `alder/rtsp`",
        ),
        (
            "alder",
            ALDER,
            "gives: {kind: camera}",
            "gives: {kind: recorder}",
            "the example gives `camera` as kind, not `recorder`",
        ),
        ("alder", ALDER, "gives: {kind: camera}", "gives: {serial: x}", "the example gives nothing as serial, not `x`"),
        (
            "alder",
            ALDER,
            "gives: {kind: camera}",
            "gives: {colour: x}",
            "`colour` is nothing that a fingerprint asserts",
        ),
        ("alder", ALDER, "alder-realms", "alder-realm", "the near miss matches `alder/challenge`"),
        (
            "alder",
            ALDER,
            "brand: alder, model: '{model}'",
            "brand: elder, model: '{model}'",
            "no vendor has the slug `elder`",
        ),
        (
            "alder",
            ALDER,
            "brand: alder, model: '{model}'",
            "brand: generic, model: '{model}'",
            "no vendor has the slug `generic`",
        ),
        (
            "alder",
            ALDER,
            "brand: alder, model: '{model}'",
            "brand: alder, serial: '{number}'",
            "no regex of this fingerprint captures `number`: write (?P<number>…)",
        ),
        ("alder", ALDER, "id: server", "id: icon", "the id `icon` is used twice in this file"),
        ("alder", ALDER, "see: V5.6 build 190701, gives", "see: W5.6, gives", "the example does not match the regex"),
        (
            "alder",
            ALDER,
            "date: '2019-07-01'",
            "date: '2019-07-02'",
            "the example gives `2019-07-01` as date, not `2019-07-02`",
        ),
        ("alder", ALDER, "P<build>", "P<made>", "the regex captures no `build`"),
        ("alder", ALDER, "regex: '(?i)^alder$'", "regex: '(?i)(?:alder)?'", "the pattern matches every text"),
        (
            "alder",
            ALDER,
            "regex: '(?i)^alder$'",
            "regex: '(?i)^alder$|(?:[a-zé]{1,90}[0-9]){9}x'",
            "steps, at most 2000: use smaller or fewer repeats and gaps",
        ),
        ("birch", BIRCH, "00:bb:01", "00:aa:01", "the block `00:aa:01` is also in alder.yaml"),
        ("birch", BIRCH, "equals: Birch}\n      - ", "contains: B}\n      - ", None),
        ("cedar", CEDAR, "made_by: birch, grade: C", "made_by: elm, grade: C", "no vendor has the slug `elm`"),
        (
            "cedar",
            CEDAR,
            "asserts: {brand: cedar,",
            "asserts: {manufacturer: cedar, brand: cedar,",
            "a label proves no maker where `makes: others`: assert the brand only",
        ),
        (
            "generic",
            GENERIC,
            "asserts: {kind: camera}",
            "asserts: {kind: camera, brand: alder}",
            "generic traits prove no maker and no brand",
        ),
        ("cedar", CEDAR, "oui:", follow_up("elm", "http"), "no vendor has the slug `elm`"),
        (
            "cedar",
            CEDAR,
            "oui:",
            follow_up("cedar", "htp"),
            "there is no codec `htp`: it names a module of scanner/codec",
        ),
    ],
)
def test_each_broken_rule_is_found(tmp_path, slug, text, old, new, expected):
    assert old in text
    found = faults(tmp_path, **{slug: text.replace(old, new)})
    if expected is None:
        assert found == []
    else:
        assert any(expected in fault for fault in found), found
        assert all(fault.startswith(f"{slug}.yaml:") for fault in found if expected in fault)


def test_a_trait_that_matches_an_unrelated_vendors_example_is_found_at_the_example(tmp_path):
    broken = BIRCH.replace("equals: birch-realm", "regex: '-realm$'")
    assert faults(tmp_path, birch=broken) == [
        "alder.yaml:17:16: `birch/challenge` also matches this example and says birch"
    ]


def test_a_maker_may_match_the_examples_of_a_label_that_he_is_known_to_supply(tmp_path):
    supplier = BIRCH.replace(
        "{field: http.title, equals: Birch}", "{field: http.title, regex: '^(?:Birch|Cedar CA-7)$'}"
    )
    stranger = CEDAR.replace("made_by: birch", "made_by: alder")
    assert faults(tmp_path, birch=supplier) == []
    assert faults(tmp_path, birch=supplier, cedar=stranger) == [
        "cedar.yaml:20:16: `birch/name` also matches this example and says birch"
    ]


def test_a_strong_trait_that_matches_a_decoy_is_found_at_the_fingerprint(tmp_path):
    printer = Decoy(name="a printer", see={"http.server": ["alderd"]}, source="test")
    assert faults(tmp_path, [printer]) == [
        "alder.yaml:42:5: `alder/server` (strong) matches the decoy `a printer` "
        "and says brand: alder, manufacturer: alder"
    ]


def test_a_decoy_may_name_its_own_maker_but_is_never_video(tmp_path):
    printer = Decoy(name="a printer", see={"http.server": ["alderd"]}, source="test", made_by="alder")
    assert faults(tmp_path, [printer]) == []
    video = ALDER.replace(
        "all: [{field: http.server, equals: alderd}]\n    asserts: {",
        "all: [{field: http.server, equals: alderd}]\n    asserts: {kind: camera, ",
    )
    assert len(faults(tmp_path, [printer], alder=video)) == 1


def test_weak_traits_may_match_decoys(tmp_path):
    server = Decoy(name="a server", see={"tcp.open": ["40001"]}, source="test")
    assert faults(tmp_path, [server]) == []


def test_decoys_are_read_from_their_directory_and_checked(tmp_path):
    (tmp_path / "a.yaml").write_text("decoys: [{name: x, see: {http.server: y}, source: z}]")
    assert [decoy.name for decoy in load_decoys(tmp_path)] == ["x"]
    (tmp_path / "b.yaml").write_text("decoys: [{name: x, see: {http.sever: y}, source: z}]")
    with pytest.raises(FingerprintFault, match=r"b.yaml:1:26: the field `http.sever` is not declared"):
        load_decoys(tmp_path)


def test_the_shipped_library_has_no_fault_and_matches_no_decoy():
    decoys = load_decoys(DECOYS)
    assert len(decoys) >= 40
    assert [str(fault) for fault in verify(load_library(), decoys)] == []
