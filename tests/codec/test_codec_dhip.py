"""DHIP: published answers of Dahua and a label, the header's variants, and broken JSON."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_checks import TEN_THOUSAND, changed, is_in_order, made_up, untrue_when_cut

from scanner.codec import dhip
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

# An IPC-HDW1431T1-S4, as a comment in a Go program that searches for cameras keeps it.
CAPTURE = (
    b'{"mac":"08:ed:ed:87:42:7a","method":"client.notifyDevInfo","params":{"deviceInfo":{"AlarmInputChannels":0,'
    b'"AlarmOutputChannels":0,"DeviceClass":"IPC","DeviceID":"","DeviceType":"IPC-HDW1431T1-S4","Find":"BC",'
    b'"FindVersion":1,"HttpPort":80,"IPv4Address":{"DefaultGateway":"192.168.124.1","DhcpEnable":true,'
    b'"IPAddress":"192.168.124.17","SubnetMask":"255.255.255.0"},"IPv6Address":{"DefaultGateway":null,'
    b'"DhcpEnable":false,"IPAddress":"\\/0","LinkLocalAddress":"fe80::0aed:edff:fe87:427a\\/64"},"Init":2714,'
    b'"MachineName":"6C01E93PAG69A7D","Manufacturer":"Private","Port":37777,"RemoteVideoInputChannels":0,'
    b'"SerialNo":"6C01E93PAG69A7D","UnLoginFuncMask":1,"Vendor":"Private","Version":"2.800.0000000.13.R",'
    b'"VideoInputChannels":1,"VideoOutputChannels":0}}}'
)
TOLD = [
    ("dhip.method", "client.notifyDevInfo"),
    ("dhip.vendor", "Private"),
    ("dhip.manufacturer", "Private"),
    ("dhip.class", "IPC"),
    ("dhip.model", "IPC-HDW1431T1-S4"),
    ("dhip.name", "6C01E93PAG69A7D"),
    ("dhip.version", "2.800.0000000.13.R"),
    ("dhip.serial", "6C01E93PAG69A7D"),
    ("mac", "08:ed:ed:87:42:7a"),
]
# An access terminal under the label Intelbras.
LABEL = (
    b'{"mac":"b4:4c:3b:f4:e3:01","method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceClass":"BSC",'
    b'"DeviceType":"SS 3530 MF FACE W","HttpPort":80,"Manufacturer":"Intelbras","SerialNo":"K3LJ3400209RH",'
    b'"Vendor":"Intelbras","Version":"2.000.00IB004.0.R"}}}'
)
# julienblitte/UniversalScanner, Dahua2.selftest: the quote behind the version is missing there.
BROKEN = (
    b'{ "mac" : "00:11:22:33:44:55", "method" : "client.notifyDevInfo", "params" : { "deviceInfo" : { '
    b'"AlarmInputChannels" : 0, "DeviceClass" : "V", "DeviceType" : "Virtual (JSON)", "IPv6Address" : { '
    b'"IPAddress" : "fe80::1\\/64" }, "MachineName" : "Virtual", "SerialNo" : "123456789", "Vendor" : "General", '
    b'"Version" : "1.0000, "VideoInputChannels" : 1, "VideoOutputChannels" : 1000 } }, "random" : "00000001" }\n'
)


def framed(body: bytes, start: bytes = b" \0\0\0DHIP", tail: bytes = b"\n\0") -> bytes:
    size = (len(body) + len(tail)).to_bytes(8, "little")
    return start + bytes(8) + size + size + body + tail


def heard(received: bytes) -> list[tuple[str, str]]:
    endpoint = Endpoint("127.0.0.1", 37810, "udp")
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "dhip", "search", 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in dhip.read(exchange)]


def test_an_answer_tells_labels_model_version_serial_and_mac() -> None:
    assert heard(framed(CAPTURE)) == TOLD


def test_a_label_stands_in_vendor_manufacturer_and_version() -> None:
    assert heard(framed(LABEL)) == [
        ("dhip.method", "client.notifyDevInfo"),
        ("dhip.vendor", "Intelbras"),
        ("dhip.manufacturer", "Intelbras"),
        ("dhip.class", "BSC"),
        ("dhip.model", "SS 3530 MF FACE W"),
        ("dhip.version", "2.000.00IB004.0.R"),
        ("dhip.serial", "K3LJ3400209RH"),
        ("mac", "b4:4c:3b:f4:e3:01"),
    ]


@pytest.mark.parametrize(
    "received",
    [
        CAPTURE,
        CAPTURE + b"\n\0",
        framed(CAPTURE, tail=b""),
        framed(CAPTURE, b"DHIP\0\0\0 "),
        framed(CAPTURE, b"\0\0\0 PIHD"),
        framed(CAPTURE)[8:],
    ],
    ids=["bare", "bare with a tail", "no tail", "words swapped", "bytes swapped", "a shorter header"],
)
def test_the_header_and_the_tail_do_not_matter(received: bytes) -> None:
    assert heard(received) == TOLD


def test_a_missing_quote_costs_one_value() -> None:
    assert heard(framed(BROKEN, tail=b"")) == [
        ("dhip.method", "client.notifyDevInfo"),
        ("dhip.vendor", "General"),
        ("dhip.class", "V"),
        ("dhip.model", "Virtual (JSON)"),
        ("dhip.name", "Virtual"),
        ("dhip.version", "1.0000,"),
        ("dhip.serial", "123456789"),
        ("mac", "00:11:22:33:44:55"),
    ]


def test_an_answer_that_is_cut_tells_what_came() -> None:
    cut = framed(CAPTURE).partition(b',"Find"')[0]
    assert heard(cut) == [TOLD[0], TOLD[3], TOLD[4], TOLD[8]]


@pytest.mark.parametrize(
    "received",
    [
        b"",
        b"DHIP",
        framed(b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}'),
        framed(b'{"method":"DHDiscover.setConfig","params":{"mac":"08:ed:ed:87:42:7a"}}'),
        framed(CAPTURE.replace(b"client.notifyDevInfo", b"global.login")),
        b"\xb3\0\x18\0X" + bytes(200),
    ],
)
def test_questions_orders_and_other_bytes_tell_nothing(received: bytes) -> None:
    assert heard(received) == []


pieces = st.lists(
    st.sampled_from([b'{"method":"client.notifyDevInfo"', b',"mac":"', b'"Vendor":', b'"', b"}", b"\\", b"\0", b"\n"])
    | st.binary(max_size=4),
    max_size=20,
).map(b"".join)


@given(st.binary(max_size=200) | pieces | pieces.map(framed))
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes) -> None:
    found = heard(received)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(0 < len(value) <= 256 for _, value in found)


# mcw0/DahuaConsole, net.py (dh_discover): header and parameters; the lengths are of the JSON without blanks.
QUESTION = bytes.fromhex("2000000044484950 0000000000000000 3a00000000000000 3a00000000000000".replace(" ", "")) + (
    b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}'
)


def test_the_question_is_the_published_one_and_nothing_near_it() -> None:
    assert dhip.questions(bytes(16)) == dhip.questions(b"\xff" * 16) == (("search", QUESTION),)
    assert len(QUESTION) == 32 + 0x3A
    assert [other for other in changed(QUESTION) if dhip.is_question(other)] == []
    assert dhip.is_question(QUESTION)


def test_a_cut_answer_tells_nothing_but_beginnings_of_the_truth() -> None:
    for answer in (framed(CAPTURE), framed(LABEL)):
        assert untrue_when_cut(dhip, answer) == set()


@TEN_THOUSAND
@given(made_up(framed(CAPTURE), framed(LABEL), framed(BROKEN)))
def test_ten_thousand_made_up_answers_are_read_in_bounds(received: bytes) -> None:
    assert is_in_order(dhip, received)
