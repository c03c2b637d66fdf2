from dataclasses import replace

import pytest
from fingerprint_samples import seen
from hypothesis import given
from hypothesis import strategies as st

from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.decoy import Decoy
from scanner.fingerprint.draft import Vendor, draft
from scanner.fingerprint.draft_text import file_text, lines_text, scalar
from scanner.fingerprint.general import Own
from scanner.fingerprint.load import Library, VendorEntry, read_vendor
from scanner.fingerprint.model import VendorFile
from scanner.fingerprint.own import own_of
from scanner.fingerprint.rivals import Neighbour, Rivals
from scanner.fingerprint.traits import RECIPES
from scanner.fingerprint.verify import verify
from scanner.yamlfile import loads, parse

ELM = Vendor("elm")


def unit(*pairs, exchange="e1"):
    return [seen(field, value, exchange=exchange) for field, value in pairs]


def drafted(small, *units, vendor=ELM, decoys=(), neighbours=(), own=()):
    known = [*own_of((item.field, item.value) for said in units for item in said), *own]
    return draft(units, known, vendor, Rivals(vendor.slug, small, decoys, neighbours), "own unit, 2026-01-02: <model>")


def ids(made):
    return {item.fingerprint.id: item.fingerprint.strength for item in made.proposed}


def one(made, name):
    return next(item for item in made.proposed if item.fingerprint.id == name)


def test_a_realm_is_proposed_with_how_the_challenge_is_written_and_without_the_units_serial(small):
    made = drafted(
        small,
        unit(
            ("http.challenge.realm", "Elmcam(C1234)"),
            ("http.challenge.parameters", "realm,nonce"),
            ("http.challenge.nonce_form", "hex32"),
        ),
    )
    found = one(made, "challenge-http").fingerprint
    assert [condition.test for condition in found.conditions] == [
        ("regex", r"^Elmcam\([0-9A-Z]{5}\)$"),
        ("equals", "realm,nonce"),
        ("equals", "hex32"),
    ]
    assert found.asserts.texts == {"manufacturer": "elm"}
    assert found.strength == "strong"
    assert found.examples[0].see["http.challenge.realm"] == ("Elmcam(A1234)",)


def test_odd_traits_are_strong_and_common_ones_are_left_out(small):
    made = drafted(
        small, unit(("http.server", "elmd/1.2"), ("rtsp.server", "RTSP Server"), ("http.title", "IP Camera"))
    )
    assert ids(made) == {"http-server": "strong"}
    assert dict(made.left_out) == {
        "rtsp-server": "devices of many makers say the like",
        "title": "devices of many makers say the like",
    }


def test_a_label_proves_the_brand_and_the_maker_too_only_of_one_who_makes_his_own(small):
    said = unit(("http.title", "Elmo"))
    assert one(drafted(small, said), "title").fingerprint.asserts.texts == {"brand": "elm"}
    own = drafted(small, said, vendor=Vendor("elm", makes="own"))
    assert one(own, "title").fingerprint.asserts.texts == {"manufacturer": "elm", "brand": "elm"}


def test_a_platform_is_not_proposed_for_one_who_only_labels_what_others_build(small):
    made = drafted(small, unit(("http.server", "elmd"), ("http.title", "Elmo")), vendor=Vendor("elm", makes="others"))
    assert ids(made) == {"title": "strong"}
    assert "proves who built the unit" in dict(made.left_out)["http-server"]


def test_a_label_that_holds_the_model_captures_it(small):
    made = drafted(
        small,
        unit(("http.title", "Elmo ELC-200"), ("onvif.device.model", "ELC-200"), ("wsd.scope.name", "Elmo ELC-200")),
    )
    found = one(made, "wsd-name").fingerprint
    assert found.conditions[0].regex == "^Elmo (?P<model>ELC-[0-9A-Za-z-]+)$"
    assert (found.asserts.model, found.examples[0].gives["model"]) == ("{model}", "ELC-200")
    assert ids(made)["onvif-model"] == "weak"


def test_a_name_that_people_may_have_written_needs_another_field_that_has_its_words(small):
    made = drafted(small, unit(("wsd.scope.name", "Foyer Elmo"), ("ssdp.manufacturer", "Elmo")))
    assert set(ids(made)) == {"ssdp-manufacturer"}
    assert "people may have written it" in dict(made.left_out)["wsd-name"]
    assert not any("Foyer" in why for _, why in made.left_out)


def test_what_is_all_the_units_own_is_left_out(small):
    made = drafted(small, unit(("http.title", "ac:cc:8e:a3:1a:bf"), ("http.server", "elmd")))
    assert dict(made.left_out) == {"title": "all of it is the unit's own"}


def test_a_title_is_proposed_with_a_warning(small):
    made = drafted(small, unit(("http.title", "Elmo")))
    assert one(made, "title").remarks == ("people can change this: take it out if it is a name of yours",)


def test_only_what_all_named_units_show_is_proposed(small):
    made = drafted(
        small,
        unit(("http.server", "elmd"), ("http.title", "Elmo North")),
        unit(("http.server", "elmd"), ("http.title", "Elmo South")),
    )
    assert set(ids(made)) == {"http-server"}
    assert dict(made.left_out)["title"] == "not shown at one place of every device that is named"


def test_what_another_vendors_example_shows_is_not_proposed(small):
    made = drafted(small, unit(("rtsp.server", "AlderRtsp/9.9"), ("tls.subject", "O=Elmwood")))
    assert set(ids(made)) == {"certificate"}
    assert dict(made.left_out)["rtsp-server"] == "`alder/rtsp` matches it too and says alder"


def test_a_pattern_that_would_match_another_vendors_example_is_not_proposed(small):
    made = drafted(small, unit(("onvif.device.model", "AL7-200")))
    assert dict(made.left_out) == {"onvif-model": "alder shows it too"}
    assert made.proposed == []


def test_what_a_device_of_another_maker_in_the_same_scan_shows_is_not_proposed(small):
    neighbour = Neighbour(unit(("http.server", "elmd")), frozenset({"birch"}), True)
    made = drafted(small, unit(("http.server", "elmd")), neighbours=[neighbour])
    assert dict(made.left_out) == {"http-server": "a device of the scan (birch) shows it too"}


@pytest.mark.parametrize(
    ("decoys", "neighbours", "who"),
    [
        ([Decoy(name="a printer", see={"http.server": ["elmd"]}, source="test")], [], "the decoy a printer"),
        ([], [Neighbour(unit(("http.server", "elmd")), frozenset(), False)], "a device of the scan that is no camera"),
    ],
)
def test_what_is_no_camera_shows_is_not_proposed(small, decoys, neighbours, who):
    made = drafted(small, unit(("http.server", "elmd")), decoys=decoys, neighbours=neighbours)
    assert dict(made.left_out) == {"http-server": f"{who} shows it too"}
    assert made.proposed == []


def test_a_cousins_near_miss_makes_a_trait_weak(small):
    made = drafted(small, unit(("http.challenge.realm", "alder-realms")))
    assert ids(made) == {"challenge-http": "weak"}
    assert one(made, "challenge-http").remarks == ("weak: the near miss of alder/challenge shows it too",)


def test_devices_that_nobody_could_name_either_are_counted(small):
    others = [Neighbour(unit(("http.server", "elmd")), frozenset(), True)] * 3
    made = drafted(small, unit(("http.server", "elmd")), neighbours=others)
    assert ids(made) == {"http-server": "strong"}
    assert one(made, "http-server").remarks == (
        "devices of the scan that nobody could name and that show it, beside this one: 3",
    )


def test_what_a_vendors_file_says_already_is_not_proposed_again_and_no_id_is_used_twice(small):
    alder = Vendor("alder", "own", frozenset({"title", "rtsp", "http-server"}))
    made = drafted(small, unit(("http.server", "alderd"), ("http.title", "Other Alders")), vendor=alder)
    assert dict(made.left_out) == {"http-server": "`alder/server` says so already"}
    assert ids(made) == {"title-2": "strong"}


def test_habits_that_tell_little_alone_are_proposed_together(small):
    made = drafted(
        small,
        unit(
            ("http.header_names", "Server, Content-Type"),
            ("http.server", "Boa/0.94"),
            ("rtsp.server", "RTSP Server"),
            ("rtsp.challenge.realm", "IP Camera"),
        ),
    )
    assert ids(made) == {"together": "weak"}
    assert len(one(made, "together").fingerprint.conditions) == 4


def test_habits_of_one_protocol_are_not(small):
    said = [("http.header_names", "Server, Content-Type"), ("http.server", "Boa"), ("http.challenge.realm", "Login")]
    assert ids(drafted(small, unit(*said))) == {}


RICH = unit(
    ("http.server", "elmd/1.2 'x': {y}"),
    ("http.title", "Elmo: ELC-200"),
    ("http.cookie", "ElmSession"),
    ("http.favicon.mmh3", "-1532"),
    ("http.header_names", "Server, Content-type"),
    ("http.asset", "/js/elmview.js?v=1.2"),
    ("http.redirect", "/elm/login.asp"),
    ("tls.subject", "CN=elm-accc8ea31abf,O=Elm Works,C=GB"),
    ("rtsp.public", "OPTIONS, ELM"),
    ("rtsp.header_names", "CSeq, Public"),
    ("wsd.scopes", "elm/x,name,hardware"),
    ("wsd.scope.hardware", "ELC-200"),
    ("wsd.scope.mac", "ac:cc:8e:a3:1a:bf"),
    ("onvif.namespace", "elm=http://elm.example/ns"),
    ("onvif.namespace", "tt=http://www.onvif.org/ver10/schema"),
    ("onvif.device.manufacturer", "null"),
    ("onvif.device.serial", "ELM20240131077"),
    ("ftp.banner", "220 Elm Works FTP 2.1"),
    ("mdns.service", "_elm-video._tcp"),
    ("onvif.hostname", "town-hall-7"),
)


def test_a_draft_is_a_file_that_loads_and_has_no_fault(small, tmp_path):
    made = drafted(small, RICH)
    assert len(made.proposed) >= 10
    text = file_text(made, "Elm: the vendor", ["Elmo, Inc", "ELM"], "Elm Works Ltd")
    content = loads(text, tmp_path / "elm.yaml", VendorFile)
    assert (content.vendor.name, content.vendor.aliases) == ("Elm: the vendor", ("Elmo, Inc", "ELM"))
    assert content.fingerprints == tuple(item.fingerprint for item in made.proposed)
    assert faults(small, tmp_path, text) == []


def faults(small, folder, text):
    """Verify the small library with one more vendor in it."""
    (folder / "elm.yaml").write_text(text, "utf-8")
    vendors = {
        **small.library.vendors,
        "elm": VendorEntry("elm", read_vendor(folder / "elm.yaml"), folder / "elm.yaml"),
    }
    return [str(fault) for fault in verify(replace(small.library, vendors=vendors))]


def test_nothing_of_the_units_own_is_in_a_draft(small):
    text = file_text(drafted(small, RICH, own=[Own("elm works", "name")]), "Elm").lower()
    assert [word for word in ("a31abf", "a3:1a:bf", "20240131077", "town-hall", "elm works") if word in text] == []


FIELDS_OF_RECIPES = sorted({field for recipe in RECIPES for field in recipe.fields})
WORDS = st.one_of(st.text(max_size=30), st.sampled_from(["Elmo", "ELC-200 ELC-200", "x" * 500, "1" * 390, "ab" * 190]))


@given(st.lists(st.tuples(st.sampled_from(FIELDS_OF_RECIPES), WORDS), max_size=12))
def test_whatever_a_device_says_the_draft_is_a_file_that_reads_back_as_it_was_meant(pairs):
    made = drafted(compile_library(Library({}, "", {})), unit(*pairs))
    content = loads(file_text(made, "Elm"), "elm.yaml", VendorFile)
    assert content.fingerprints == tuple(item.fingerprint for item in made.proposed)


def test_items_for_a_list_that_exists_stand_at_its_indent(small):
    text = lines_text(drafted(small, unit(("http.server", "elmd"))), "elm", ["Elmo"])
    lines = text.splitlines()
    assert lines[0].startswith("  # To add to `fingerprints:` of elm.yaml.")
    assert lines[1] == "  # And to its `aliases:`, what its answers call it: [Elmo]"
    assert [line for line in lines if line.startswith("  - ")] == ["  - id: http-server"]
    whole = f"vendor: {{name: Elm}}\nfingerprints:\n{text}"
    assert loads(whole, "elm.yaml", VendorFile).fingerprints[0].id == "http-server"


TEXTS = [
    "x",
    "App-webs/",
    "a: b",
    "it's",
    "'",
    "{x}",
    "a, b",
    "null",
    "no",
    "~",
    "",
    "1.10",
    "- x",
    "#x",
    "x #y",
    "\x1b",
]
TEXTS += [
    "a\nb",
    "é ü",
    " x ",
    "[a]",
    "*a",
    "&a",
    "!t",
    "%x",
    "@x",
    "`x`",
    '"',
    "\u202e",
    "😀",
    "a:b",
    "http://x/",
    "?x",
]
TEXTS += ["|", ">", "\\d"]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_read_back_as_it_was(text):
    for whole in (f"a: {scalar(text)}", f"a: [{scalar(text)}]", f"{{a: {scalar(text)}}}"):
        read = parse(whole, "x.yaml").data["a"]
        assert read == ([text] if "[" in whole[:4] else text)
