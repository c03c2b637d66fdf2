"""WS-Discovery's questions octet for octet, farewells in both namespaces, and answers cut anywhere or made up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut

from scanner.codec import wsdiscovery

IN_2005 = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
IN_2009 = "http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01"
ID = re.compile(rb"<a:MessageID>urn:uuid:([0-9a-f-]{36})</a:MessageID>")
# Phenomite/AMP-Research, Port 3702 - WSD/WellFormed.xml: what a DS-2CD2T32-I3 answered.
REFERENCE = "urn:uuid:ec4914fd-936b-11b5-8467-2857be33e0b0"
SCOPES = " ".join(
    f"onvif://www.onvif.org/{scope}"
    for scope in (
        *("type/video_encoder", "Profile/Streaming", "Profile/G", "hardware/DS-2CD2T32-I3"),
        *("name/HIKVISION%20DS-2CD2T32-I3", "location/city/hangzhou"),
    )
)
XADDRS = "http://192.168.100.31/onvif/device_service http://[fe80::2a57:beff:fe33:e0b0]/onvif/device_service"


def told(message: str, discovery: str = IN_2005) -> bytes:
    """What it answered, as a message of another name or namespace."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\r\n<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"'
        f' xmlns:d="{discovery}" xmlns:wsadis="http://schemas.xmlsoap.org/ws/2004/08/addressing">'
        f"<env:Header><wsadis:MessageID>{REFERENCE}</wsadis:MessageID>"
        f"<wsadis:Action>{discovery}/{message}</wsadis:Action></env:Header>"
        f"<env:Body><d:{message}><wsadis:EndpointReference><wsadis:Address>{REFERENCE}</wsadis:Address>"
        "</wsadis:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>"
        f"<d:Scopes>{SCOPES}</d:Scopes><d:XAddrs>{XADDRS}</d:XAddrs><d:MetadataVersion>10</d:MetadataVersion>"
        f"</d:{message}></env:Body></env:Envelope>\r\n"
    ).encode()


HELLO = told("Hello")


def test_there_is_a_question_for_three_dialects_of_2005_and_one_of_2009() -> None:
    asked = dict(wsdiscovery.questions(bytes(16)))
    assert list(asked) == ["nvt", "device", "any", "nvt-2009"]
    spaces = {name: [space for space in (IN_2005, IN_2009) if space.encode() in asked[name]] for name in asked}
    assert spaces == {"nvt": [IN_2005], "device": [IN_2005], "any": [IN_2005], "nvt-2009": [IN_2009]}


@given(OCTETS)
def test_any_octets_make_questions_with_ids_of_their_own(octets: bytes) -> None:
    assert all_known(wsdiscovery, octets)
    ids = [found[1] for _, asked in wsdiscovery.questions(octets) if (found := ID.search(asked))]
    assert len(set(ids)) == 4


def test_nothing_but_the_id_is_free_in_a_question() -> None:
    for (_, asked), free in zip(wsdiscovery.questions(bytes(range(16))), free_places(wsdiscovery), strict=True):
        found = ID.search(asked)
        assert found
        digits = {found.start(1) + at for at, sign in enumerate(found[1]) if sign != ord("-")}
        # The version, and two bits of the variant, may be fixed by what a random UUID is (RFC 9562 clause 5.4).
        assert digits - {found.start(1) + 14, found.start(1) + 19} <= free <= digits
    assert taken_at_other_lengths(wsdiscovery) == []


@pytest.mark.parametrize("asked", [asked for _, asked in wsdiscovery.questions(bytes(16))])
def test_a_question_tells_nothing(asked: bytes) -> None:
    assert facts(wsdiscovery, asked) == []


@pytest.mark.parametrize("discovery", [IN_2005, IN_2009])
@pytest.mark.parametrize("message", ["Hello", "ProbeMatch", "ResolveMatch"])
def test_whoever_is_there_is_read_in_both_namespaces(message: str, discovery: str) -> None:
    read = facts(wsdiscovery, told(message, discovery))
    assert [value for field, value in read if field == "wsd.type"] == ["NetworkVideoTransmitter", "Device"]
    assert [value for field, value in read if field == "wsd.xaddr"] == XADDRS.split()
    assert {
        ("wsd.scope.hardware", "DS-2CD2T32-I3"),
        ("wsd.scope.name", "HIKVISION DS-2CD2T32-I3"),
        ("wsd.endpoint_reference", REFERENCE),
        ("wsd.endpoint_reference.form", "mac-tail-echo"),
        ("wsd.endpoint_reference.mac", "28:57:be:33:e0:b0"),
    } <= set(read)


@pytest.mark.parametrize("discovery", [IN_2005, IN_2009])
@pytest.mark.parametrize("message", ["Bye", "Probe", "Resolve"])
def test_whoever_leaves_or_asks_tells_nothing(message: str, discovery: str) -> None:
    assert facts(wsdiscovery, told(message, discovery)) == []


def test_an_answer_that_is_cut_tells_beginnings_and_no_mac_that_is_none() -> None:
    # A datagram that came in part is read as far as it came: a type ends before its colon, a name within an escape,
    # and a reference that ends early is malformed.
    untrue = untrue_when_cut(wsdiscovery, HELLO)
    assert {(field, value) for field, value in untrue if field != "wsd.scopes"} == {
        ("wsd.endpoint_reference.form", "malformed"),
        *(("wsd.type", cut) for cut in ("d", "dn", "t", "td", "tds")),
        *(("wsd.scope.name", cut) for cut in ("HIKVISION%", "HIKVISION%2")),
    }


def test_the_list_of_scopes_of_a_cut_answer_is_the_whole_ones_but_for_its_last() -> None:
    whole = ["type/video_encoder", "Profile/Streaming", "Profile/G", "hardware", "name", "location/city"]
    lists = [value.split(",") for field, value in untrue_when_cut(wsdiscovery, HELLO) if field == "wsd.scopes"]
    assert {len(cut) for cut in lists} == set(range(1, 7))
    assert [cut for cut in lists if cut[:-1] != whole[: len(cut) - 1]] == []


pieces = st.sampled_from(
    [b"<d:Hello>", b"</d:Scopes>", b"&#0;", b"<!DOCTYPE", b"]]>", b"<Bye>", b"\xff", b"uuid:", b">"]
)
mutated = st.builds(
    lambda place, piece, more: HELLO[:place] + piece + HELLO[place + more :],
    st.integers(0, len(HELLO)),
    pieces,
    st.integers(0, 40),
)


@TEN_THOUSAND
@given(made_up(HELLO, told("ProbeMatch", IN_2009)) | mutated)
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(wsdiscovery, received)
