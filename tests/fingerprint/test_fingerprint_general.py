import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from scanner.fingerprint.general import Own, generalised


@pytest.mark.parametrize(
    ("text", "pattern", "sample"),
    [
        ("Login to 2K03A97PAW00123", "^Login to [0-9A-Z]{15}$", "Login to 1A23B45CDE67890"),
        ("CN=axis-accc8ea31abf,O=Acme", "^CN=axis-[0-9a-f]{12},O=Acme$", "CN=axis-00005e005301,O=Acme"),
        ("ACCC8EA31ABF", "^[0-9A-F]{12}$", "00005E005301"),
        ("00-07-5F-11-11-11", "^[0-9A-F]{2}(?:-[0-9A-F]{2}){5}$", "00-00-5E-00-53-01"),
        ("id 00:07:5f:11:11:11!", "^id [0-9a-f]{2}(?::[0-9a-f]{2}){5}!$", "id 00:00:5e:00:53:01!"),
        ("11:11:11:11:11:11", "^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$", "00:00:5e:00:53:01"),
        ("http://10.1.2.3/a", r"^http://\d{1,3}(?:\.\d{1,3}){3}/a$", "http://192.0.2.1/a"),
        ("CN=192.168.1.64", r"^CN=\d{1,3}(?:\.\d{1,3}){3}$", "CN=192.0.2.1"),
        ("made 2019-07-31", r"^made \d{4}-\d{2}-\d{2}$", "made 1234-56-78"),
        ("BOSCH-044001234567890123", r"^BOSCH-\d{18}$", "BOSCH-123456789012345678"),
        (
            "uuid:4d454930-0000-1000-8001-bcba42a31abf",
            "^uuid:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
            "uuid:00000000-0000-4000-8000-00005e005301",
        ),
        ("0123456789abcdef01", "^[0-9a-f]{18}$", "1234567890abcdef12"),
    ],
)
def test_what_is_one_units_becomes_a_pattern_and_a_made_up_value(text, pattern, sample):
    found = generalised(text)
    assert (found.pattern, found.sample) == (pattern, sample)
    assert re2.search(found.pattern, text)
    assert re2.search(found.pattern, found.sample)


@pytest.mark.parametrize(
    "text",
    [
        "App-webs/",
        "NETSurveillance WEB",
        "H264DVR 1.0",
        "NVT-HI3516CS",
        "gSOAP/2.8",
        "DS-2CD2032F-I",
        "IP Camera",
        "1.2.3",
    ],
)
def test_what_every_unit_writes_stays_as_it_is(text):
    found = generalised(text)
    assert (found.is_plain, found.sample, found.constant, found.shown) == (True, text, text, text)


def test_versions_become_patterns_where_these_are_asked_for():
    found = generalised("Hipcam RealServer/V1.0", versions=True)
    assert (found.pattern, found.sample) == (r"^Hipcam RealServer/V\d+(?:\.\d+)+$", "Hipcam RealServer/V1.0")
    assert found.shown == "Hipcam RealServer/V{version}"


def test_a_devices_own_values_are_found_in_any_case_and_alone_where_they_are_short():
    own = [Own("C1234", "serial", alone=True), Own("town hall", "name")]
    found = generalised("Town Hall IP Camera(c1234) C12345", own)
    assert found.pattern == r"^.+ IP Camera\([0-9a-z]{5}\) C12345$"
    assert found.sample == "Example IP Camera(a1234) C12345"
    assert found.shown == "{name} IP Camera({serial}) C12345"
    assert found.constant == "IP Camera( ) C12345"


@pytest.mark.parametrize(
    ("model", "group"),
    [
        ("RLC-520A", "(?P<model>RLC-[0-9A-Za-z-]+)"),
        ("C6F0SeZ0", "(?P<model>[0-9A-Za-z-]+)"),
        ("IPC_3.0 (x)", r"(?P<model>IPC_[0-9A-Za-z \(\)\.-]+)"),
        ("Kamera-ß1", "(?P<model>Kamera-(?:[0-9A-Za-z-]|[^\\x00-\\x7f])+)"),
    ],
)
def test_a_model_is_captured_by_what_its_line_has_in_common(model, group):
    found = generalised(f"Acme {model}", [Own(model, "model", alone=True)])
    assert found.pattern == f"^Acme {group}$"
    assert re2.search(found.pattern, found.sample)["model"] == model


def test_a_model_that_a_text_repeats_is_captured_once():
    found = generalised("ELC-200 (ELC-200)", [Own("ELC-200", "model", alone=True)])
    assert found.pattern == r"^(?P<model>ELC-[0-9A-Za-z-]+) \((?:ELC-[0-9A-Za-z-]+)\)$"
    assert re2.search(found.pattern, found.sample)["model"] == "ELC-200"


@given(st.text(max_size=60), st.text(min_size=4, max_size=12), st.booleans())
def test_the_pattern_matches_the_text_and_its_sample_whatever_they_hold(text, own, versions):
    whole = f"{text}{own}a{own}"
    if "\n" in whole or not whole.isprintable():
        return
    for word in ("serial", "name", "hex"):
        found = generalised(whole, [Own(own, word)], versions=versions)
        assert "".join(piece.text for piece in found.pieces) == whole
        assert re2.search(found.pattern, whole)
        assert re2.search(found.pattern, found.sample)


@given(st.from_regex(r"\A[0-9A-F]{2}(?::[0-9A-F]{2}){5}\Z"), st.sampled_from([":", "-", "", "%3A"]), st.booleans())
def test_no_mac_address_stays_in_a_sample_or_a_pattern(mac, mark, lower):
    written = mac.replace(":", mark)
    written = written.lower() if lower else written
    found = generalised(f"x {written} y", [Own(written, "mac")])
    assert written not in found.pattern
    assert re2.search(found.pattern, f"x {written} y")
    assert re2.search(found.pattern, found.sample)
    assert found.sample.lower().replace(mark.lower(), "") in ("x 00005e005301 y", "x00005e005301y")
