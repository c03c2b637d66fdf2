"""Who built the box behind the label, by what such units are published to say: the platform decides, never the name."""

from functools import cache

import pytest

from scanner.codec import dhip, sadp
from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.load import load_library
from scanner.identify.resolve import Identifier, Identity
from scanner.model.claim import Grade
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome

WEB, SEARCH = Endpoint("192.0.2.1", 80), Endpoint("192.0.2.1", 37020)

# The tail of scopes that Dahua's platform writes: public files 41605972904, 21239549041.
DAHUA_TAIL = (
    "location/country,name,hardware,Profile/Streaming,type/Network_Video_Transmitter,extension/unique_identifier"
)


@cache
def shipped() -> Identifier:
    return Identifier(compile_library(load_library()))


def identity(said: dict[str, str]) -> Identity:
    return shipped().identify(Observation(field, value, WEB, "x1") for field, value in said.items())


def value(claim) -> str | None:
    return claim.value if claim else None


@pytest.mark.parametrize(
    ("said", "brand", "maker"),
    [
        # Honeywell Performance, built by Dahua: scopes of an H4W2PER3 (public file 21239549041).
        (
            {
                "wsd.scope.name": "Honeywell",
                "wsd.scope.hardware": "H4W2PER3",
                "wsd.scope.extension": "Honeywell_mask/37777",
                "wsd.scope.mac": "00:40:84:f6:9e:2c",
            },
            "honeywell",
            "dahua",
        ),
        # By the version alone: CISA ICSA-19-304-02, the Dahua scheme with the customer code HW.
        ({"onvif.device.firmware": "2.420.HW01.33.20190812"}, "honeywell", "dahua"),
        # Honeywell 35: another version scheme, and no trait of Dahua's.
        (
            {
                "onvif.device.manufacturer": "Honeywell",
                "onvif.device.model": "HC35W43R3",
                "onvif.device.firmware": "2025.08.22",
            },
            "honeywell",
            None,
        ),
        ({"onvif.device.manufacturer": "Honeywell", "onvif.device.model": "I-HIB2PI-UL"}, "honeywell", None),
        # Amcrest: CVE-2020-5735 versions; the realm of a unit.
        ({"onvif.device.manufacturer": "Amcrest", "dhip.version": "2.420.AC00.18.R.20200217"}, "amcrest", "dahua"),
        # CP Plus: CVE-2023-3704.
        ({"onvif.device.firmware": "4.000.00AT008.0.R.20230302"}, "cp-plus", "dahua"),
        # HiLook and HiWatch models in Hikvision's own CVE-2025-66177 record, with the platform's challenge.
        ({"onvif.device.manufacturer": "HiLook", "http.challenge.domain": "::"}, "hilook", "hikvision"),
        # Annke: ICSA-21-238-02 version on Hikvision's platform.
        (
            {"onvif.device.manufacturer": "ANNKE", "onvif.device.firmware": "V3.4.106 build 200422"},
            "annke",
            "hikvision",
        ),
        # A Hikvision MAC block under nobody's name: DFI6256TE, lumeohq/onvif-rs test.
        ({"wsd.scope.hardware": "DFI6256TE", "wsd.scope.mac": "68:6d:bc:5c:b1:5d"}, None, "hikvision"),
        # NETGEAR ReadyNAS Surveillance shows NUUO's page: CVE-2016-5674.
        ({"http.title": "Network Video Recorder Login"}, None, "nuuo"),
        # Truen's platform under Steinsvik's label: rapid7/recog, certificate and realm.
        ({"tls.subject": "CN=TCAM,OU=Security,O=Truen", "http.challenge.realm": "Orbit-351"}, "steinsvik", "truen"),
        # Provision-ISR on TVT's platform: the version of CVE-2024-7339.
        (
            {"onvif.device.manufacturer": "Provision-ISR", "onvif.device.firmware": "1.3.4.22966B181219"},
            "provision-isr",
            "tvt",
        ),
    ],
)  # fmt: skip
def test_the_maker_is_right_whatever_the_label(said, brand, maker):
    found = identity(said)
    assert (value(found.brand), value(found.manufacturer)) == (brand, maker)


@pytest.mark.parametrize(
    "said",
    [
        {"sadp.type": "inquiry"},
        {"tcp.greeting": "000000100000001e0000001e00000000"},
        {"dhip.method": "client.notifyDevInfo"},
        {"wsd.scope.extension": "Honeywell_mask/37777"},
        {"onvif.challenge.nonce_form": "onvif-digest"},
    ],
)
def test_a_decisive_trait_of_a_platform_confirms_its_maker(said):
    claim = identity(said).manufacturer
    assert claim is not None
    assert (claim.value in ("hikvision", "dahua"), claim.grade) == (True, Grade.CONFIRMED)


@pytest.mark.parametrize(
    "label",
    [{"onvif.device.manufacturer": "Redvision"}, {"mac": "00:40:84:00:00:01"}, {"http.title": "Amcrest"}],
)
def test_no_name_and_no_block_of_a_label_clears_the_platform(label):
    claim = identity({**label, "wsd.scopes": DAHUA_TAIL, "onvif.challenge.nonce_form": "onvif-digest"}).manufacturer
    assert claim is not None
    assert (claim.value, claim.grade) == ("dahua", Grade.CONFIRMED)


def heard(protocol: str, received: bytes) -> Exchange:
    return Exchange("x1", Target("192.0.2.1"), SEARCH, protocol, "search", 0, 1, Outcome.ANSWERED, b"", received)


def told(facts) -> Identity:
    return shipped().identify(Observation(fact.field, fact.value, SEARCH, "x1") for fact in facts)


# Fields and values as in the answer of a DS-2CD2385G1-I (public file 28488762960), digits of the unit replaced.
SADP = (
    b'<?xml version="1.0" encoding="UTF-8"?><ProbeMatch><Types>inquiry</Types><DeviceDescription>DS-2CD2385G1-I'
    b"</DeviceDescription><DeviceSN>DS-2CD2385G1-I20190819AAWRD12345678</DeviceSN><MAC>98-df-82-00-00-01</MAC>"
    b"<SoftwareVersion>V5.6.2build 190701</SoftwareVersion><DSPVersion>V7.3 build 190626</DSPVersion>"
    b"<OEMInfo>N/A</OEMInfo><DetailOEMCode>1</DetailOEMCode></ProbeMatch>"
)
# As in rroller/dahua's and the Intelbras answer (public file 69173564975), digits of the unit replaced.
DHIP_BODY = (
    b'{"mac":"b4:4c:3b:00:00:01","method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceClass":"IPC",'
    b'"DeviceType":"IPC-HDW1431T1-S4","SerialNo":"6K0000APAZ00001","Vendor":"Dahua","Version":"2.800.0000000.13.R"}}}\n\0'
)


def test_hikvision_tells_label_model_firmware_and_serial_by_sadp_when_that_is_heard():
    found = told(sadp.read(heard("sadp", SADP)))
    assert [value(claim) for claim in (found.brand, found.manufacturer, found.model)] == [
        "hikvision", "hikvision", "DS-2CD2385G1-I",
    ]  # fmt: skip
    assert found.firmware is not None
    assert (found.firmware.value, found.firmware.build_date) == ("5.6.2", "2019-07-01")
    assert value(found.serial) == "DS-2CD2385G1-I20190819AAWRD12345678"
    assert (found.kind.value, found.macs) == ("camera", ("98:df:82:00:00:01",))


def test_dahua_tells_label_model_firmware_and_serial_by_dhip_when_that_is_heard():
    header = b"\x20\0\0\0DHIP" + bytes(8) + len(DHIP_BODY).to_bytes(4, "little") + bytes(4)
    found = told(dhip.read(heard("dhip", header + len(DHIP_BODY).to_bytes(4, "little") + bytes(4) + DHIP_BODY)))
    assert [value(claim) for claim in (found.brand, found.manufacturer, found.model)] == [
        "dahua", "dahua", "IPC-HDW1431T1-S4",
    ]  # fmt: skip
    assert found.firmware is not None
    assert found.firmware.value == "2.800.0000000.13.R"
    assert (value(found.serial), found.kind.value) == ("6K0000APAZ00001", "camera")
