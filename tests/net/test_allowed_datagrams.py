"""The allow-list of datagrams: each question at its own port, and none of the orders that share these ports."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec.searches import SEARCHES, Search
from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.model.scope import parse_scope
from scanner.net.allowed import refusal
from scanner.net.gate import BROADCAST, Gate
from scanner.net.interfaces import Interface

DEVICE, LINK = "10.1.2.3", Interface("eth7", "10.1.2.9", "10.1.2.0/24")
OCTETS = bytes(range(1, 17))
QUESTIONS = [
    (search.protocol, name, search.port, question) for search in SEARCHES for name, question in search.questions(OCTETS)
]
# Ports of searches, of the orders beside them, and of what else a datagram could reach on a device.
PORTS = sorted(
    {search.port for search in SEARCHES}
    | {search.reply_port for search in SEARCHES if search.reply_port}
    | {
        1756,
        1759,
        1760,
        1800,
        6005,
        6006,
        8600,
        34567,
        37777,
        69,
        161,
        2015,
        2018,
        2007,
        32108,
        43282,
        80,
        554,
        0,
        65535,
    }
)


def outcomes(payload: bytes, port: int) -> set[Outcome | None]:
    """What becomes of a datagram that the allow-list, and each way through the gate, is asked for."""
    gate = Gate(parse_scope(("10.1.2.0/24",), ()), 1_000)
    refused = gate.refusal(Endpoint(DEVICE, port, "udp"), payload)
    assert (refused is None) == (refusal("udp", payload, port) is None)
    own = {to for search in SEARCHES if search.port == port and search.is_question(payload) for to in groups_of(search)}
    groups = {to for search in SEARCHES for to in groups_of(search)} | {BROADCAST, "224.0.0.1", "239.1.2.3", "ff05::c"}
    ways = {to: gate.multicast_refusal(LINK, Endpoint(to, port, "udp"), payload) for to in groups}
    assert {to for to, way in ways.items() if way is None} == own
    assert {way.outcome for way in ways.values() if way} == {Outcome.NOT_SENT}
    return {refused.outcome if refused else None}


def groups_of(search: Search) -> set[str]:
    return {*search.groups, *([BROADCAST] if search.broadcast else [])}


def sadp(kind: str, more: str = "") -> bytes:
    identity = "00010203-0405-4607-8809-0A0B0C0D0E0F"
    body = f"<Uuid>{identity}</Uuid>{more}<Types>{kind}</Types>"
    return f'<?xml version="1.0" encoding="utf-8"?><Probe>{body}</Probe>'.encode()


MAC, PASSWORD = "<MAC>44-19-b6-00-00-01</MAC>", "<Password>admin12345</Password>"
# reference A.6; the forms of the messages: cameronnewman/hikvision-tooling, internal/sadp/commands.go.
SADP = {
    kind: sadp(kind, MAC + PASSWORD)
    for kind in (
        *("exchangecode", "getencryptstring", "getencryptstring_v31", "activate", "update", "reboot", "restore"),
        *("SetMailBox", "ezvizUnbind", "getBindList", "GetQRcodes", "resetPassword", "securityCode", "getcode"),
    )
}
SADP |= {f"{kind} alone": sadp(kind) for kind in SADP} | {
    "inquiry of one device": sadp("inquiry", MAC),
    "inquiry with a password": sadp("inquiry", PASSWORD),
    "inquiry and more": sadp("inquiry").replace(b"</Probe>", b"<Code></Code></Probe>"),
    "inquiry twice": sadp("inquiry") + sadp("inquiry"),
    "inquiry and an order": sadp("inquiry") + sadp("reboot", MAC + PASSWORD),
    "both kinds": sadp("inquiry</Types><Types>reboot"),
    "a DTD": sadp("inquiry").replace(b"<Probe>", b'<!DOCTYPE a [<!ENTITY b "c">]><Probe>', 1),
    "a long id": sadp("inquiry").replace(b"00010203-", b"0" * 4_000 + b"-"),
    "another case": sadp("INQUIRY"),
}


def dhip(method: str, params: str = '{"mac":"","uni":1}', *, framed: bool = True) -> bytes:
    body = f'{{"method":"{method}","params":{params}}}'.encode()
    size = struct.pack("<II", len(body), 0)
    return (bytes.fromhex("2000000044484950") + bytes(8) + size + size + body) if framed else body


# reference A.6; the methods that mcw0/DahuaConsole, net.py (dh_discover), names beside the search.
DHIP_METHODS = (
    *("DHDiscover.setConfig", "DevInit.account", "DevInit.access", "DevInit.leAction", "PasswdFind.getDescript"),
    *(
        "PasswdFind.resetPassword",
        "PasswdFind.checkAuthCode",
        "Security.modifyPwdOutSession",
        "Security.getEncryptInfo",
    ),
    *("deviceDiscovery.refresh", "deviceDiscovery.ipScan", "userManager.getCaps", "global.login", "dhdiscover.search"),
)
DHIP = {method: dhip(method) for method in DHIP_METHODS} | {
    "search of one device": dhip("DHDiscover.search", '{"mac":"08:ed:ed:87:42:7a","uni":1}'),
    "search with a password": dhip("DHDiscover.search", '{"mac":"","uni":1,"password":"admin"}'),
    "search without its header": dhip("DHDiscover.search", framed=False),
    "setConfig without its header": dhip("DHDiscover.setConfig", framed=False),
    "two methods": dhip('DHDiscover.search","method":"DevInit.account'),
    "the magic alone": b"DHIP",
    "one octet": b"\x20",
}


def easy_ip(command: int) -> bytes:
    """Panasonic's question with another command, and its sum of octets made right again."""
    question = next(data for protocol, _, _, data in QUESTIONS if protocol == "easy_ip")
    changed = question[:4] + command.to_bytes(2, "big") + question[6:-2]
    return changed + ((sum(changed) + 1) & 0xFFFF).to_bytes(2, "big")


def xiongmai(message: int, body: bytes = b"") -> bytes:
    return struct.pack("<BBHIIHHI", 255, 0, 0, 0, 0, 0, message, len(body)) + body


def bosch(wanted: bytes, port: int = 1758, more: bytes = b"") -> bytes:
    return bytes.fromhex("9939a42701020304") + wanted + port.to_bytes(2, "big") + more


# The port that each order would change something at, or that it belongs to, and the order.
FORBIDDEN = {
    **{f"SADP {name}": (37020, data) for name, data in SADP.items()},
    **{f"DHIP {name}": (37810, data) for name, data in DHIP.items()},
    **{f"XM {message}": (34569, xiongmai(message)) for message in (0, 1000, 1002, 1040, 1450, 1529, 1531, 1532, 1533)},
    "XM 1532 with settings": (34569, xiongmai(1532, b'{ "NetWork.NetCommon" : { "HostIP" : "0x6D0BA8C0" } }')),
    "XM 1530 with a body": (34569, xiongmai(1530, b"{}")),
    "XM 1530 of a session": (34569, xiongmai(1530)[:4] + b"\1" + xiongmai(1530)[5:]),
    "Bosch, another wish": (1757, bosch(b"\xff\x01")),
    "Bosch, binary alone": (1757, bosch(b"\0\0")),
    "Bosch, another port to answer to": (1757, bosch(b"\xff\0", 1759)),
    "Bosch, more behind it": (1757, bosch(b"\xff\0", more=bytes(20))),
    "Bosch, address change": (1759, bosch(b"\xff\0", more=bytes.fromhex("000475112233c0a80001ffffff00c0a800fe"))),
    "Hanwha, the first size under the second's type": (7701, b"\6" + bytes(261)),
    "Hanwha, the second size under the first's type": (7701, b"\1" + bytes(333)),
    "Hanwha, an address inside": (7701, b"\1" + bytes(36) + b"10.1.2.77" + bytes(216)),
    "Sony, a setting": (2380, b"\2SET:IPADR=10.1.2.77\xff\3"),
    "Sony, a device and a setting": (2380, b"\2MAC:aa-bb-cc-dd-ee-ff\xffIPADR:10.1.2.77\xff\3"),
    "Sony, question and setting": (2380, b"\2ENQ:allinfo\xffIPADR:10.1.2.77\xff\3"),
    "ACTi, any head": (6005, bytes(8)),
    "Reolink, P2P": (2018, bytes.fromhex("3acf872a")),
    "QNAP, detail": (8097, bytes(6) + b"Cl" + bytes.fromhex("0200050000002504")),
    "TP-Link, a key exchange": (20002, bytes.fromhex("0200000101e51100463cb5d3") + b'{"params":{"rsa_key":""}}'),
    "VStarcam": (8600, b"DH\1\1"),
    "Arecont": (69, b"Arecont_Vision-AV2000\1"),
    "Arecont, a new address": (69, b"Arecont_Vision-AV2000\2" + bytes.fromhex("001a073344550a01024d")),
    "nothing": (3702, b""),
    "a P2P session": (32108, bytes.fromhex("f1300000")),
}


def onvif_calls() -> dict[str, tuple[int, bytes]]:
    """WS-Discovery's envelope around what is no Probe."""
    probe = next(data for protocol, name, _, data in QUESTIONS if (protocol, name) == ("wsdiscovery", "any"))
    return {
        f"WSD {word}": (3702, probe.replace(b"Probe", word.encode()))
        for word in ("Bye", "Hello", "Resolve", "SystemReboot", "SetNetworkInterfaces", "UniviewProbe")
    } | {"WSD and a blank": (3702, probe + b" "), "WSD of an id that is none": (3702, probe.replace(b"urn:uuid:", b""))}


FORBIDDEN |= onvif_calls()


@pytest.mark.parametrize(("port", "payload"), FORBIDDEN.values(), ids=list(FORBIDDEN))
def test_an_order_leaves_neither_by_its_own_port_nor_by_another(port: int, payload: bytes) -> None:
    assert {found for place in {port, *PORTS} for found in outcomes(payload, place)} == {Outcome.NOT_SENT}


@pytest.mark.parametrize(("protocol", "name", "port", "payload"), QUESTIONS, ids=[f"{q[0]} {q[1]}" for q in QUESTIONS])
def test_a_question_leaves_by_its_own_port(protocol: str, name: str, port: int, payload: bytes) -> None:
    assert outcomes(payload, port) == {None}


@pytest.mark.parametrize(
    ("protocol", "name", "port", "payload"),
    [question for question in QUESTIONS if question[0] != "wsdiscovery"],
    ids=[f"{q[0]} {q[1]}" for q in QUESTIONS if q[0] != "wsdiscovery"],
)
def test_a_question_leaves_by_no_other_port(protocol: str, name: str, port: int, payload: bytes) -> None:
    assert [place for place in range(65_536) if refusal("udp", payload, place) is None] == [port]


def test_only_a_probe_of_ws_discovery_may_go_where_the_user_says_and_not_where_others_are_asked() -> None:
    assert {search.protocol for search in SEARCHES if search.anywhere} == {"wsdiscovery"}
    probes = [payload for protocol, _, _, payload in QUESTIONS if protocol == "wsdiscovery"]
    assert len(probes) == 4
    others = {search.port for search in SEARCHES} - {3702} | {69, 1759, 1760, 2015, 2018, 6005, 8600, 32108}
    for probe in probes:
        assert {port for port in range(65_536) if refusal("udp", probe, port)} == others


def test_a_question_is_no_request_and_a_request_no_question() -> None:
    assert [refusal("tcp", payload) for *_, payload in QUESTIONS if not refusal("tcp", payload)] == []
    assert {found for port in PORTS for found in outcomes(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", port)} == {
        Outcome.NOT_SENT
    }


@pytest.mark.parametrize(
    ("port", "build", "count", "allowed"),
    [
        (34569, xiongmai, 65_536, {1530}),
        (10670, easy_ip, 65_536, {0x000D}),
        (7701, lambda kind: bytes([kind]) + bytes(261), 256, {0x01}),
        (7701, lambda kind: bytes([kind]) + bytes(333), 256, {0x06}),
        (1757, lambda wish: bosch(wish.to_bytes(2, "big")), 65_536, {0xFF00}),
        (1757, lambda port: bosch(b"\xff\0", port), 65_536, {1758}),
        (10001, lambda word: word.to_bytes(2, "big") + bytes(2), 65_536, {0x0100, 0x0208}),
        (2000, lambda word: b"\xaa\xaa" + word.to_bytes(2, "big"), 65_536, {0}),
        (
            5050,
            lambda word: b"\xa3" + word.to_bytes(2, "big") + b"\1" + bytes(12) + b"\2" + bytes(15),
            65_536,
            {0x0100},
        ),
    ],
    ids=["XM", "Panasonic", "Hanwha", "Hanwha v2", "Bosch", "Bosch's port", "Ubiquiti", "Reolink", "DVRIP"],
)
def test_of_all_message_types_only_the_questions_leaves(port: int, build, count: int, allowed: set[int]) -> None:
    assert {kind for kind in range(count) if refusal("udp", build(kind), port) is None} == allowed


@given(st.binary(max_size=400), st.sampled_from(PORTS) | st.integers(0, 65_535))
def test_arbitrary_bytes_cannot_be_sent_to_any_port(payload: bytes, port: int) -> None:
    known = any(search.port == port and search.is_question(payload) for search in SEARCHES)
    assert (refusal("udp", payload, port) is None) is known


@given(st.sampled_from(QUESTIONS), st.binary(min_size=1, max_size=60))
def test_nothing_rides_behind_or_before_a_question(question: tuple[str, str, int, bytes], more: bytes) -> None:
    _, _, port, payload = question
    assert refusal("udp", payload + more, port) is not None
    assert refusal("udp", more + payload, port) is not None


@pytest.mark.parametrize("transport", ["arp", "record", "sctp", ""])
def test_what_is_neither_tcp_nor_udp_is_judged_as_a_request(transport: str) -> None:
    assert refusal(transport, b"\xaa\xaa\0\0", 2000) is not None
