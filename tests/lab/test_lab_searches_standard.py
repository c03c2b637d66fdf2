"""SSDP, mDNS and WS-Discovery of the lab, read by peers that we did not write."""

import struct
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lab_client import ask_tcp, probe
from search_client import asked, heard, placed, served
from wsdiscovery.message import parseSOAPMessage
from zeroconf import DNSIncoming, DNSOutgoing, DNSQuestion

from scanner.lab import estate_of, own_network, serving, unit, units
from scanner.lab.placement import tcp_ports, udp_services
from scanner.lab.searches import dlink, dvrip, foscam, qnap, reolink, ubiquiti, vision360
from scanner.lab.searches.registry import PROTOCOLS, answer, searches_of
from scanner.lab.unit import Unit


# UPnP Device Architecture 1.0, 1.2.2; julienblitte/UniversalScanner, SSDP.cs for the targets
def search(target: str = "upnp:rootdevice", man: str = '"ssdp:discover"', wait: str = "1") -> bytes:
    lines = ("M-SEARCH * HTTP/1.1", "HOST: 239.255.255.250:1900", f"MAN: {man}", f"MX: {wait}", f"ST: {target}", "", "")
    return "\r\n".join(lines).encode()


def headers(data: bytes) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in data.decode().split("\r\n")[1:] if ": " in line)


async def test_ssdp_search_is_answered_and_the_description_is_at_its_location() -> None:
    async with served("axis-m2036-le") as one:
        (data,) = await asked(one, 1900, search("urn:axis-com:service:BasicService:1"), wait_s=1.5)
        told = headers(data)
        location = told["LOCATION"].removeprefix("http://")
        authority, _, path = location.partition("/")
        address, _, port = authority.partition(":")
        page = await ask_tcp(address, int(port), f"GET /{path} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
        other = await ask_tcp(address, int(port), b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    mac = one.device.facts["mac_plain"].upper()
    space = "{urn:schemas-upnp-org:device-1-0}"
    root = ElementTree.fromstring(page.partition(b"\r\n\r\n")[2])
    assert address == one.address
    assert told["USN"] == f"uuid:Upnp-BasicDevice-1_0-{mac}::urn:axis-com:service:BasicService:1"
    assert told["SERVER"] == "Linux/2.6.35, UPnP/1.0, Portable SDK for UPnP devices/1.6.18"
    assert root.findtext(f"{space}device/{space}friendlyName") == f"AXIS M2036-LE - {mac}"
    assert root.findtext(f"{space}device/{space}manufacturer") == "AXIS"
    assert root.findtext(f"{space}device/{space}modelNumber") == "M2036-LE"
    assert root.findtext(f"{space}device/{space}serialNumber") == mac
    assert other.startswith(b"HTTP/1.1 404")


def test_ssdp_answers_each_target_that_fits_within_mx() -> None:
    mac = placed(unit("axis-m2036-le")).facts["mac_plain"].upper()
    replies = heard("axis-m2036-le", "ssdp", search("ssdp:all", wait="3")).replies
    assert [headers(reply.data)["ST"] for reply in replies] == [
        "upnp:rootdevice",
        f"uuid:Upnp-BasicDevice-1_0-{mac}",
        "urn:schemas-upnp-org:device:Basic:1",
        "urn:axis-com:service:BasicService:1",
    ]
    assert all(0 <= reply.after_s <= 3 for reply in replies)
    assert len({reply.after_s for reply in replies}) == 4
    assert heard("synology-bc500", "ssdp", search("urn:axis-com:service:BasicService:1")).replies == ()


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (search(man="ssdp:discover"), ""),
        (search(wait="x"), ""),
        (search(wait="0"), ""),
        (search().replace(b"MX", b"MY"), ""),
        (search()[:-2], ""),
        (search().replace(b"M-SEARCH *", b"M-SEARCH /"), ""),
        (search().replace(b"M-SEARCH", b"NOTIFY"), ""),
        (search().replace(b"HOST: 239.255.255.250:1900\r\n", b""), ""),
        (b"\xff\x00", ""),
        (search().replace(b"M-SEARCH", b"SUBSCRIBE"), "SUBSCRIBE"),
    ],
)
def test_ssdp_that_is_malformed_gets_silence_and_another_method_is_a_command(question: bytes, command: str) -> None:
    hearing = heard("axis-m2036-le", "ssdp", question)
    assert (hearing.replies, hearing.forbidden) == ((), command)


def test_ssdp_announces_itself_and_says_goodbye() -> None:
    device = placed(unit("synology-bc500"))
    own = device.unit.answers.searches.ssdp
    alive = answer("ssdp").announce(own, device, begins=True)
    gone = answer("ssdp").announce(own, device, begins=False)
    assert [reply.data.split(b"\r\n")[0] for reply in alive] == [b"NOTIFY * HTTP/1.1"] * 3
    assert {headers(reply.data)["NTS"] for reply in alive} == {"ssdp:alive"}
    assert {headers(reply.data)["LOCATION"] for reply in alive} == {"http://10.77.0.2:49152/device_desc.xml"}
    assert {headers(reply.data)["NTS"] for reply in gone} == {"ssdp:byebye"}
    assert {(reply.to, reply.port) for reply in (*alive, *gone)} == {("group", 1900)}


# RFC 1035, 4.1: identity, flags, one question; the name in labels, type 12 (PTR), class 1.
AXIS_PTR = (
    bytes.fromhex("1234 0000 0001 0000 0000 0000") + b"\x0b_axis-video\x04_tcp\x05local\x00" + bytes.fromhex("000c0001")
)


async def test_mdns_legacy_question_gets_identity_question_and_short_lives_back() -> None:
    async with served("axis-m2036-le") as one:
        (data,) = await asked(one, 5353, AXIS_PTR)
    mac = one.device.facts["mac_plain"]
    name = f"AXIS M2036-LE - {mac.upper()}._axis-video._tcp.local."
    message = DNSIncoming(data)
    assert (message.valid, message.id) == (True, 0x1234)
    assert [(question.name, question.type) for question in message.questions] == [("_axis-video._tcp.local.", 12)]
    found = {(record.name, record.type): record for record in message.answers()}
    assert found["_axis-video._tcp.local.", 12].alias == name
    assert found[name, 16].text == bytes((len(b"macaddress=") + 12,)) + f"macaddress={mac.upper()}".encode()
    assert (found[name, 33].server, found[name, 33].port) == (f"axis-{mac}.local.", one.device.place.tcp[80])
    assert found[f"axis-{mac}.local.", 1].address == bytes(int(part) for part in one.address.split("."))
    assert found[f"axis-{mac}.local.", 28].address[:2] == b"\xfe\x80"
    assert max(record.ttl for record in message.answers()) <= 10
    assert not any(record.unique for record in message.answers())


def test_mdns_question_from_port_5353_is_answered_to_the_group_or_where_the_unicast_bit_asks() -> None:
    unicast = AXIS_PTR[:-2] + b"\x80\x01"
    (shared,) = heard("axis-m2036-le", "mdns", AXIS_PTR, asker_port=5353).replies
    (alone,) = heard("axis-m2036-le", "mdns", unicast, asker_port=5353).replies
    assert (shared.to, shared.port, alone.to) == ("group", 5353, "asker")
    assert DNSIncoming(shared.data).questions == []
    assert 0.02 <= shared.after_s <= 0.12
    assert max(record.ttl for record in DNSIncoming(shared.data).answers()) == 4500


def test_mdns_says_nothing_to_who_knows_it_already() -> None:
    (first,) = heard("axis-m2036-le", "mdns", AXIS_PTR, asker_port=5353).replies
    known = next(record for record in DNSIncoming(first.data).answers() if record.type == 12)
    question = DNSOutgoing(0)
    question.add_question(DNSQuestion("_axis-video._tcp.local.", 12, 1))
    question.add_answer_at_time(known, 0)
    (packet,) = question.packets()
    assert heard("axis-m2036-le", "mdns", packet, asker_port=5353).replies == ()


def test_mdns_lists_its_service_types_and_resolves_with_a_compressed_question() -> None:
    question = DNSOutgoing(0)
    question.add_question(DNSQuestion("_services._dns-sd._udp.local.", 12, 1))
    question.add_question(DNSQuestion("_rtsp._tcp.local.", 12, 1))
    (packet,) = question.packets()
    (reply,) = heard("axis-m2036-le", "mdns", packet, asker_port=5353).replies
    aliases = {(record.name, record.alias) for record in DNSIncoming(reply.data).answers() if record.type == 12}
    mac = placed(unit("axis-m2036-le")).facts["mac_plain"].upper()
    assert aliases == {
        ("_services._dns-sd._udp.local.", "_axis-video._tcp.local."),
        ("_services._dns-sd._udp.local.", "_rtsp._tcp.local."),
        ("_rtsp._tcp.local.", f"AXIS M2036-LE - {mac} H.264._rtsp._tcp.local."),
    }


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (AXIS_PTR[:-1], ""),
        (AXIS_PTR.replace(b"_axis-video", b"_axis-nobody"[:11]), ""),
        (AXIS_PTR[:2] + b"\x84" + AXIS_PTR[3:], ""),
        (AXIS_PTR[:4] + b"\x00\x00" + AXIS_PTR[6:], ""),
        (AXIS_PTR[:4] + b"\xff\xff" + AXIS_PTR[6:], ""),
        (AXIS_PTR[:12] + b"\xc0\x0c\x00\x0c\x00\x01", ""),
        (AXIS_PTR[:12] + b"\x7f" + AXIS_PTR[13:], ""),
        (AXIS_PTR[:2] + b"\x28" + AXIS_PTR[3:], "opcode 5"),
        (b"", ""),
    ],
)
def test_mdns_that_is_malformed_gets_silence_and_an_update_is_a_command(question: bytes, command: str) -> None:
    hearing = heard("axis-m2036-le", "mdns", question)
    assert (hearing.replies, hearing.forbidden) == ((), command)


def test_mdns_goodbye_has_no_life_left() -> None:
    device = placed(unit("axis-m2036-le"))
    own = device.unit.answers.searches.mdns
    (hello,) = answer("mdns").announce(own, device, begins=True)
    (gone,) = answer("mdns").announce(own, device, begins=False)
    assert {record.ttl for record in DNSIncoming(hello.data).answers()} == {120, 4500}
    # zeroconf reads a goodbye as one second to live (RFC 6762, 10.1).
    assert {struct.unpack_from(">I", gone.data, place)[0] for place in lives(gone.data)} == {0}


def lives(data: bytes) -> list[int]:
    """Return where the lives of the records stand, in a message without compression."""
    places, place = [], 12
    for _ in range(int.from_bytes(data[6:8], "big")):
        while data[place]:
            place += 1 + data[place]
        places.append(place + 5)
        place += 11 + int.from_bytes(data[place + 9 : place + 11], "big")
    assert place == len(data)
    return places


DISCOVERABLE = [each for each in units() if each.answers.wsd]


@pytest.mark.parametrize("each", DISCOVERABLE, ids=lambda each: each.id)
def test_wsd_hello_and_bye_read_back_by_the_wsdiscovery_package(each: Unit) -> None:
    device = placed(each)
    own = each.answers.wsd
    assert own is not None
    (hello,) = answer("wsd").announce(own, device, begins=True)
    (bye,) = answer("wsd").announce(own, device, begins=False)
    told, gone = parseSOAPMessage(hello.data, "10.77.0.2"), parseSOAPMessage(bye.data, "10.77.0.2")
    assert told.getAction() == "http://schemas.xmlsoap.org/ws/2005/04/discovery/Hello"
    assert gone.getAction() == "http://schemas.xmlsoap.org/ws/2005/04/discovery/Bye"
    assert told.getTo() == gone.getTo() == "urn:schemas-xmlsoap-org:ws:2005:04:discovery"
    assert b"RelatesTo" not in hello.data
    assert b"Scopes" not in bye.data
    assert (hello.to, hello.port) == ("group", 3702)


def test_wsd_names_the_same_endpoint_in_hello_answer_and_bye() -> None:
    device = placed(unit("dahua-ipc-hdw5421s"))
    own = device.unit.answers.wsd
    texts = [
        reply.data.decode() for begins in (True, False) for reply in answer("wsd").announce(own, device, begins=begins)
    ]
    (reply,) = heard("dahua-ipc-hdw5421s", "wsd", probe()).replies
    endpoint = f"<a:Address>uuid:{device.facts['uuid']}</a:Address>"
    assert [endpoint in text for text in (*texts, reply.data.decode())] == [True, True, True]


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (probe()[:-4], ""),
        (probe().replace(b"<e:Header>", b"<!DOCTYPE x><e:Header>"), ""),
        (
            probe().replace(
                b"http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe", b"http://www.onvif.org/ver10/SystemReboot"
            ),
            "http://www.onvif.org/ver10/SystemReboot",
        ),
    ],
)
def test_wsd_that_is_malformed_gets_silence_and_another_action_is_a_command(question: bytes, command: str) -> None:
    hearing = heard("axis-m2036-le", "wsd", question)
    assert (hearing.replies, hearing.forbidden) == ((), command)


ASKED = {
    *(dlink.QUESTION, qnap.QUESTION, reolink.QUESTION, vision360.QUESTION),
    *(*dvrip.QUESTIONS, *foscam.QUESTIONS, *ubiquiti.QUESTIONS),
}
SEARCHED = {protocol: each for each in units() if not each.hostile for protocol, _, _ in searches_of(each)}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@settings(max_examples=150, deadline=None)
@given(junk=st.binary(max_size=600))
def test_no_bytes_make_a_search_fail_or_answer_what_was_not_asked(protocol: str, junk: bytes) -> None:
    # Hypothesis also tries the constants of the modules under test: the questions themselves.
    assume(junk not in ASKED)
    assert heard(SEARCHED[protocol].id, protocol, junk).replies == ()


def test_every_search_is_answered_by_some_unit() -> None:
    answered = {protocol for each in units() for protocol, _, _ in searches_of(each)}
    assert answered == set(PROTOCOLS)


def test_ports_and_groups_of_a_unit_are_those_of_its_searches() -> None:
    assert udp_services(unit("hikvision-ds-2cd2012-i")) == (
        (3702, ("239.255.255.250", "ff02::c")),
        (37020, ("239.255.255.250",)),
    )
    assert udp_services(unit("axis-m2036-le"))[1:] == (
        (1900, ("239.255.255.250", "ff02::c")),
        (5353, ("224.0.0.251", "ff02::fb")),
    )
    # Both searches of Uniview's cameras share a port.
    assert [port for port, _ in udp_services(unit("uniview-ipc2122"))] == [3702]
    assert udp_services(unit("hikvision-ds-2cd2012-i"), searches=False) == ((3702, ("239.255.255.250", "ff02::c")),)
    assert 45895 in tcp_ports(unit("axis-m2036-le"), searches=True)
    assert 45895 not in tcp_ports(unit("axis-m2036-le"))


async def test_without_searches_loopback_answers_ws_discovery_alone() -> None:
    async with serving(estate_of([unit("axis-m2036-le")]), "loopback", network=own_network()) as running:
        (desk,) = running.desks
        assert dict(desk.device.place.udp) == {3702: 3702}


def test_a_verdict_on_the_link_is_the_verdict_and_what_searches_tell() -> None:
    each = unit("trendnet-tv-ip320pi")
    assert each.verdict.firmware is None
    assert each.verdict_on_link == each.verdict.model_copy(update={"firmware": "5.3.4"})
    assert unit("axis-2120").verdict_on_link == unit("axis-2120").verdict
