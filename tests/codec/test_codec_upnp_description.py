"""The UPnP description: an Axis camera's as published, devices inside devices, and other XML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import upnp_description
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

# FantasticFiasco/axis-js, packages/axis-discovery-ssdp/test/root-descriptions/RootDescription.mock.ts.
DEVICE = (
    "<deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>"
    "<friendlyName>AXIS M1014 - ACCC8E270AD8</friendlyName><manufacturer>AXIS</manufacturer>"
    "<manufacturerURL>http://www.axis.com/</manufacturerURL>"
    "<modelDescription>AXIS M1014 Fixed Network Camera</modelDescription><modelName>AXIS M1014</modelName>"
    "<modelNumber>M1014</modelNumber><serialNumber>ACCC8E270AD8</serialNumber>"
    "<UDN>uuid:Upnp-BasicDevice-1_0-ACCC8E270AD8</UDN>"
)
SERVICES = (
    "<serviceList><service><serviceType>urn:axis-com:service:BasicService:1</serviceType></service></serviceList>"
    "<presentationURL>http://192.168.1.102:80/</presentationURL>"
)
TOLD = [
    ("ssdp.device_type", "urn:schemas-upnp-org:device:Basic:1"),
    ("ssdp.manufacturer", "AXIS"),
    ("ssdp.model", "AXIS M1014"),
    ("ssdp.model_number", "M1014"),
    ("ssdp.description", "AXIS M1014 Fixed Network Camera"),
    ("ssdp.name", "AXIS M1014 - ACCC8E270AD8"),
    ("ssdp.serial", "ACCC8E270AD8"),
    ("ssdp.udn", "uuid:Upnp-BasicDevice-1_0-ACCC8E270AD8"),
    ("mac", "ac:cc:8e:27:0a:d8"),
]


def described(device: str) -> str:
    return (
        '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major></specVersion>'
        f"<device>{device}</device><URLBase>http://192.168.1.102:51578/</URLBase></root>"
    )


def heard(body: str, status: str = "200 OK") -> list[tuple[str, str]]:
    content = body.encode()
    received = f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
    endpoint = Endpoint("127.0.0.1", 80)
    protocol, question = "upnp_description", "get /rootdesc1.xml"
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, protocol, question, 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in upnp_description.read(exchange)]


def macs(serial: str = "", udn: str = "") -> list[str]:
    device = f"<serialNumber>{serial}</serialNumber><UDN>{udn}</UDN>"
    return [value for field, value in heard(described(device)) if field == "mac"]


def test_the_root_device_tells_its_names_numbers_and_mac() -> None:
    assert heard(described(DEVICE + SERVICES)) == TOLD


def test_devices_inside_the_device_and_later_ones_are_not_read() -> None:
    inside = "<deviceList><device><modelName>inner</modelName><modelURL>x</modelURL></device></deviceList>"
    body = described(inside + DEVICE).replace("</root>", "<device><modelName>second</modelName></device></root>")
    assert heard(body) == TOLD


def test_hikvisions_serial_is_no_mac() -> None:
    device = "<modelNumber>DS-2CD2385G1-I</modelNumber><serialNumber>DS-2CD2385G1-I20200414AAWRE33842150</serialNumber>"
    assert heard(described(device)) == [
        ("ssdp.model_number", "DS-2CD2385G1-I"),
        ("ssdp.serial", "DS-2CD2385G1-I20200414AAWRE33842150"),
    ]


@pytest.mark.parametrize(
    ("serial", "udn", "told"),
    [
        ("00408CA1B2C3", "", ["00:40:8c:a1:b2:c3"]),
        ("", "uuid:Upnp-BasicDevice-1_0-00408c112233", ["00:40:8c:11:22:33"]),
        ("001122334455", "", []),  # a number as well as it is a MAC
        ("001122334455", "uuid:Upnp-BasicDevice-1_0-001122334455", ["00:11:22:33:44:55"]),
        ("FECC8E270AD8", "", []),  # locally administered
        ("01CC8E270AD8", "", []),  # a group's
        ("000000000000", "", []),
        ("ACCC8E270AD", "", []),
        ("ACCC8E270AD81", "", []),
        ("", "uuid:4d696e69-444c-164e-9d41-accc8e270ad8", []),  # the end of a UUID proves nothing
    ],
)
def test_a_mac_is_told_only_where_twelve_digits_look_like_one(serial: str, udn: str, told: list[str]) -> None:
    assert macs(serial, udn) == told


@pytest.mark.parametrize(
    "body",
    ["", "not found", "<html><body>device</body></html>", "<root/>", "<device><modelName>x</modelName></device>"],
)
def test_what_is_no_description_tells_nothing(body: str) -> None:
    assert heard(body) == []


def test_a_refusal_tells_nothing() -> None:
    assert heard(described(DEVICE), "401 Unauthorized") == []
    assert heard('<!DOCTYPE a [<!ENTITY b "c">]>' + described(DEVICE)) == []


def test_a_description_that_is_cut_tells_what_came() -> None:
    cut = described(DEVICE).partition("<modelNumber>")[0]
    assert heard(cut) == [
        ("ssdp.device_type", "urn:schemas-upnp-org:device:Basic:1"),
        ("ssdp.manufacturer", "AXIS"),
        ("ssdp.model", "AXIS M1014"),
        ("ssdp.description", "AXIS M1014 Fixed Network Camera"),
        ("ssdp.name", "AXIS M1014 - ACCC8E270AD8"),
    ]


def test_the_first_of_a_name_counts_and_values_are_cut() -> None:
    device = f"<modelName>{'x' * 300}</modelName><modelName>second</modelName>"
    assert heard(described(device)) == [("ssdp.model", "x" * 256)]


pieces = st.lists(
    st.sampled_from(["<root>", "<device>", "</device>", "<UDN>", "<serialNumber>", "ACCC8E270AD8", "</", ">", "&", "é"])
    | st.text(max_size=4),
    max_size=20,
).map("".join)


@given(pieces)
def test_no_text_makes_it_raise_and_every_field_is_declared(body: str) -> None:
    found = heard("<root>" + body)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(0 < len(value) <= 256 for _, value in found)
