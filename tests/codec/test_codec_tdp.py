"""TDP: cameras' answers as python-kasa keeps them, behind the header of sixteen bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_checks import TEN_THOUSAND, changed, is_in_order, made_up, untrue_when_cut

from scanner.codec import tdp
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

# python-kasa/python-kasa, tests/fixtures/smartcam/C100_4.0_1.3.14.json, discovery_result; what it masked left masked.
C100 = {
    "error_code": 0,
    "result": {
        "device_id": "00000000000000000000000000000000",
        "device_model": "C100",
        "device_name": "#MASKED_NAME#",
        "device_type": "SMART.IPCAMERA",
        "encrypt_info": {"data": "", "key": "", "sym_schm": "AES"},
        "encrypt_type": ["3"],
        "factory_default": False,
        "firmware_version": "1.3.14 Build 240513 Rel.43631n(5553)",
        "hardware_version": "4.0",
        "ip": "127.0.0.123",
        "mac": "F0-A7-31-00-00-00",
        "mgt_encrypt_schm": {"is_support_https": True},
        "protocol_version": 1,
    },
}
# The header of kasa/discover.py's question; an answer's has the same length.
HEADER = bytes.fromhex("020000010000000000000000463cb5d3")
TOLD = [
    ("tdp.type", "SMART.IPCAMERA"),
    ("tdp.model", "C100"),
    ("tdp.version", "1.3.14 Build 240513 Rel.43631n(5553)"),
    ("mac", "f0:a7:31:00:00:00"),
]


def heard(received: bytes) -> list[tuple[str, str]]:
    endpoint = Endpoint("127.0.0.1", 20002, "udp")
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "tdp", "", 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in tdp.read(exchange)]


def answer(**changed: object) -> bytes:
    return HEADER + json.dumps(C100 | {"result": {**C100["result"], **changed}}).encode()


def test_a_camera_tells_type_model_version_and_mac_without_hyphens() -> None:
    assert heard(answer()) == TOLD


def test_a_doorbell_and_a_hub_say_so() -> None:
    assert heard(answer(device_type="SMART.TAPODOORBELL", device_model="D130"))[:2] == [
        ("tdp.type", "SMART.TAPODOORBELL"),
        ("tdp.model", "D130"),
    ]
    assert heard(answer(device_type="SMART.TAPOHUB"))[0] == ("tdp.type", "SMART.TAPOHUB")


@pytest.mark.parametrize("received", [answer()[16:], answer() + b"\0\n"], ids=["no header", "a tail"])
def test_the_header_and_a_tail_do_not_matter(received: bytes) -> None:
    assert heard(received) == TOLD


def test_an_answer_that_is_cut_tells_what_came() -> None:
    assert heard(answer().partition(b', "encrypt_info"')[0]) == TOLD[:2]


@pytest.mark.parametrize(
    "received",
    [
        b"",
        HEADER,
        HEADER + b'{"params": {"rsa_key": "-----BEGIN PUBLIC KEY-----\\nMIIB"}}',
        HEADER + b'{"error_code": -1}',
        answer(device_type=""),
        answer(device_type=["SMART.IPCAMERA"]),
    ],
)
def test_questions_and_other_bytes_tell_nothing(received: bytes) -> None:
    assert heard(received) == []


def test_a_mac_that_is_none_is_left_out() -> None:
    assert heard(answer(mac="unknown")) == TOLD[:3]


pieces = st.lists(
    st.sampled_from([b'{"result":{"device_type":"x"', b',"mac":"', b'"device_model":', b'"', b"}", b"\\", b"\0"])
    | st.binary(max_size=4),
    max_size=20,
).map(b"".join)


@given(st.binary(max_size=200) | pieces | pieces.map(lambda body: HEADER + body))
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes) -> None:
    found = heard(received)
    assert {field for field, _ in found} <= FIELDS.keys()
    assert all(0 < len(value) <= 256 for _, value in found)


def test_the_question_is_the_published_one_and_nothing_near_it() -> None:
    assert tdp.questions(bytes(16)) == tdp.questions(b"\xff" * 16) == (("search", HEADER),)
    assert [other for other in changed(HEADER) if tdp.is_question(other)] == []
    assert tdp.is_question(HEADER)


def test_a_cut_answer_tells_nothing_but_beginnings_of_the_truth() -> None:
    assert untrue_when_cut(tdp, answer()) == set()


@TEN_THOUSAND
@given(made_up(answer()))
def test_ten_thousand_made_up_answers_are_read_in_bounds(received: bytes) -> None:
    assert is_in_order(tdp, received)
