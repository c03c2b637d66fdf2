"""The lab's WS-Discovery answers, read by the WSDiscovery package."""

from urllib.parse import unquote

import pytest
from lab_client import probe
from wsdiscovery.message import parseSOAPMessage

from scanner.lab import estate_of, unit, units
from scanner.lab.device import Device, Place
from scanner.lab.unit import Unit
from scanner.lab.wsdiscovery import answer

DISCOVERABLE = [each for each in units() if each.answers.wsd]


def placed(each: Unit) -> Device:
    (device,) = estate_of([each], seed=3).devices
    device.place = Place("192.0.2.7", {80: 80}, {3702: 3702}, "192.0.2.7")
    return device


def answered(each: Unit, types: str = "") -> bytes | None:
    assert each.answers.wsd is not None
    return answer(each.answers.wsd, placed(each), probe(types))


@pytest.mark.parametrize("each", DISCOVERABLE, ids=lambda each: each.id)
def test_answer_reads_back_by_the_wsdiscovery_package(each: Unit) -> None:
    data = answered(each)
    assert data is not None
    envelope = parseSOAPMessage(data, "192.0.2.7")
    assert envelope.getRelatesTo() == "uuid:11111111-2222-3333-4444-555555555555"
    (match,) = envelope.getProbeResolveMatches()
    wsd = each.answers.wsd
    assert wsd is not None
    device = placed(each)
    assert [unquote(scope.getValue()) for scope in match.getScopes()] == [
        unquote(device.fill(scope)) for scope in wsd.scopes
    ]
    assert match.getXAddrs() == [device.fill(address) for address in wsd.xaddrs]
    assert [name.getLocalname() for name in match.getTypes()] == [name.split(":")[-1] for name in wsd.types.split()]


# Phenomite/AMP-Research, Port 3702 - WSD/WellFormed.xml: both identifiers are one, and end with the device's MAC.
def test_hikvision_message_and_endpoint_are_the_same_and_end_with_the_mac() -> None:
    data = answered(unit("hikvision-ds-2cd2t32-i3"))
    assert data is not None
    envelope = parseSOAPMessage(data, "192.0.2.7")
    (match,) = envelope.getProbeResolveMatches()
    assert envelope.getMessageId() == match.getEPR()
    assert match.getEPR().endswith(placed(unit("hikvision-ds-2cd2t32-i3")).facts["mac_plain"])
    assert match.getEPR()[-12:-6] == "2857be"


def test_dahua_endpoint_has_no_urn() -> None:
    data = answered(unit("dahua-ipc-hdw5421s"))
    assert data is not None
    assert b"<a:Address>uuid:" in data


def test_a_camera_that_announces_one_type_is_silent_to_the_other() -> None:
    assert answered(unit("hikvision-ds-2cd2012-i"), "tds:Device") is None
    assert answered(unit("hikvision-ds-2cd2012-i"), "dn:NetworkVideoTransmitter") is not None


def test_a_printer_answers_without_types_only() -> None:
    assert answered(unit("hp-officejet-8620"), "tds:Device") is None
    data = answered(unit("hp-officejet-8620"))
    assert data is not None
    assert b"XAddrs" not in data


@pytest.mark.parametrize(
    "junk", [b"", b"<Probe>", b"\xff\xfe" * 4000, probe().replace(b"Probe", b"Hello"), b"<" * 8000]
)
def test_what_is_no_probe_is_not_answered(junk: bytes) -> None:
    each = unit("axis-m2036-le")
    assert each.answers.wsd is not None
    assert answer(each.answers.wsd, placed(each), junk) is None
