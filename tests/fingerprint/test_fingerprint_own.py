import pytest

from scanner.fingerprint.general import Own
from scanner.fingerprint.own import own_of, own_secrets
from scanner.transcript.secret import Secret


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("onvif.device.serial", "A1234567", {Own("A1234567", "serial")}),
        ("wsd.scope.serial", "X1234", {Own("X1234", "serial", alone=True)}),
        ("onvif.device.serial", "00000000", set()),
        ("onvif.device.serial", "none", set()),
        ("http.challenge.realm", "IP Camera(C1234)", {Own("C1234", "serial", alone=True)}),
        ("rtsp.challenge.realm", "Login to 2K03A97PAW00123", {Own("2K03A97PAW00123", "serial")}),
        ("http.challenge.realm", "acme-cam", set()),
        ("onvif.hostname", "foyer-cam", {Own("foyer-cam", "name")}),
        ("wsd.scope.location", "city/Tonbridge", {Own("Tonbridge", "name", alone=True)}),
        ("wsd.scope.location", "country/china", set()),
        ("wsd.scope.location", "unknown", set()),
        ("http.server", "A1234567", set()),
    ],
)
def test_a_devices_own_values_are_taken_from_the_fields_that_hold_them(field, value, expected):
    assert set(own_of([(field, value)])) == expected


def test_a_mac_address_is_known_in_all_its_spellings():
    assert {item.text for item in own_of([("wsd.scope.mac", "AC:CC:8E:A3:1A:BF")])} == {
        "ac:cc:8e:a3:1a:bf",
        "ac-cc-8e-a3-1a-bf",
        "accc8ea31abf",
        "ac%3Acc%3A8e%3Aa3%3A1a%3Abf",
    }


def test_what_the_search_of_a_transcript_found_is_taken_where_the_texts_hold_it():
    forms = {
        b"town hall": Secret("text", b"town hall"),
        b"elsewhere": Secret("text", b"elsewhere"),
        b"sn12345": Secret("text", b"sn12345", alone=True),
        b"10.1.2.3": Secret("ipv4", b"10.1.2.3"),
        b"\x87\x04\xff\x01\x02\x03": Secret("ipv4", b"10.1.2.3"),
    }
    assert set(own_secrets(forms, ["Town Hall 10.1.2.3", "SN12345"])) == {
        Own("town hall", "name"),
        Own("sn12345", "serial", alone=True),
        Own("10.1.2.3", "address"),
    }
