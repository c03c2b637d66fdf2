"""Uniview's search: the question as published, answers in each form that was seen, cut anywhere, and made-up ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, untrue_when_cut

from scanner.codec import uniview, wsdiscovery, xml

SPACE = "http://www.uniview.com/Ver10/Device/wsdl"
# Public file 57849547531, buildUNVProbe: the message's parts, with an id of our own.
PARTS = {
    "Action": f"{SPACE}/UniviewProbe",
    "MessageID": "urn:uuid:00010203-0405-4607-8809-0a0b0c0d0e0f",
    "ReplyTo": "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
    "To": "urn:schemas-xmlsoap-org:ws:2005:04:discovery",
}
# Public file 57617078315: what an IPC2124LE-ADF28KM-H tells. Other answers there repeat the question's action.
ONVIF = "onvif://www.onvif.org/"
SCOPES = (
    f"\n{ONVIF}type/IPC\n{ONVIF}manufacturer/UNIVIEW\n{ONVIF}version/DIPC-B1232.9.3.C00010.251208\n"
    f"{ONVIF}serial/210235UEC3Q263000129\n{ONVIF}macaddr/88263f8d6525\n{ONVIF}hardware/IPC2124LE-ADF28KM-H\n"
    f"{ONVIF}name/IPC2124LE-ADF28KM-H\n"
)
ADDRESS = "http://192.168.4.106:8080/LAPI/V1.0/System/DeviceInfo"


def answer(action: str = "UniviewProbeMatches") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        f'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:tns="{SPACE}"><s:Header><a:Action>{SPACE}/'
        f"{action}</a:Action></s:Header><s:Body><tns:UniviewProbeMatches><tns:Scopes>{SCOPES}</tns:Scopes><tns:XAddrs>"
        f"{ADDRESS}</tns:XAddrs></tns:UniviewProbeMatches></s:Body></s:Envelope>"
    ).encode()


def test_the_question_has_the_published_parts_and_asks_in_an_empty_element() -> None:
    ((name, asked),) = uniview.questions(bytes(range(16)))
    root = xml.parse(asked)
    assert root is not None
    header = {xml.local_name(child): xml.text_of(child) or xml.text_of(xml.find(child, "Address")) for child in root[0]}
    assert (name, header) == ("probe", PARTS)
    assert [(child.tag, len(child), child.text) for child in root[1]] == [(f"{{{SPACE}}}UniviewProbe", 0, None)]


def test_nothing_near_the_question_is_one() -> None:
    ((_, asked),) = uniview.questions(bytes(16))
    start = asked.index(PARTS["MessageID"][:9].encode()) + 9
    fixed = [
        other for other in changed(asked) if other[:start] + other[start + 36 :] != asked[:start] + asked[start + 36 :]
    ]
    assert len(fixed) > len(asked)
    assert [other for other in fixed if uniview.is_question(other)] == []


@given(st.binary(min_size=16, max_size=16))
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert [uniview.is_question(asked) for _, asked in uniview.questions(octets)] == [True]
    assert [wsdiscovery.is_question(asked) for _, asked in uniview.questions(octets)] == [False]


@pytest.mark.parametrize("action", ["UniviewProbeMatches", "UniviewProbe"])
def test_an_answer_tells_firmware_serial_model_mac_and_address(action: str) -> None:
    told = facts(uniview, answer(action))
    assert {name: value for name, value in told if name != "wsd.scope"} == {
        "wsd.scope.version": "DIPC-B1232.9.3.C00010.251208",
        "wsd.scope.serial": "210235UEC3Q263000129",
        "wsd.scope.mac": "88:26:3f:8d:65:25",
        "wsd.scope.hardware": "IPC2124LE-ADF28KM-H",
        "wsd.scope.name": "IPC2124LE-ADF28KM-H",
        "wsd.scope.type": "IPC",
        "wsd.scopes": "type/IPC,manufacturer,version,serial,macaddr,hardware,name",
        "wsd.xaddr": ADDRESS,
        "wsd.namespace": f"tns={SPACE}",
    }


def test_a_cut_answer_tells_nothing_but_beginnings_of_the_truth() -> None:
    # The list of categories is made of all scopes together: one that is cut there stands for none.
    assert {pair for pair in untrue_when_cut(uniview, answer()) if pair[0] != "wsd.scopes"} == set()


def test_a_question_is_no_answer() -> None:
    assert [facts(uniview, asked) for _, asked in uniview.questions(bytes(16))] == [[]]


@TEN_THOUSAND
@given(made_up(answer(), answer("UniviewProbe")))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(uniview, received)
