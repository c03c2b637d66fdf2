"""Hanwha's status check: both documented ways of answering, and pages of others."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import hanwha_status
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome


def heard(body: bytes, status: str = "200 OK") -> list[str]:
    received = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    endpoint = Endpoint("127.0.0.1", 80)
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "hanwha_status", "", 0, 1, Outcome.ANSWERED, b"", received)
    facts = hanwha_status.read(exchange)
    assert {fact.field for fact in facts} <= {"http.hanwha.status"}
    return [fact.value for fact in facts]


# Names and values as SUNAPI's guide shows them for a device that was set up.
STATUS = {
    "Initialized": True,
    "Language": "English",
    "MaxChannel": 1,
    "SpecialType": "none",
    "Manufacturer": "Hanwha Vision",
}
LINES = ["Initialized=True", "Language=English", "MaxChannel=1", "SpecialType=none", "Manufacturer=Hanwha Vision"]


def test_the_question_only_looks() -> None:
    assert hanwha_status.PATH == "/init-cgi/pw_init.cgi?msubmenu=statuscheck&action=view"


def test_json_and_lines_tell_the_same() -> None:
    assert heard(json.dumps(STATUS).encode()) == LINES
    assert heard("\r\n".join(LINES).encode()) == LINES


def test_the_public_key_of_a_fresh_device_and_lists_are_left_out() -> None:
    fresh = STATUS | {"Initialized": False, "PublicKey": "-----BEGIN RSA" + "A" * 300, "Formats": ["PKCS1"]}
    assert heard(json.dumps(fresh).encode()) == ["Initialized=False", *LINES[1:]]
    key = b"-----BEGIN RSA PUBLIC KEY-----\nMIIB=\nCgKC==\n-----END RSA PUBLIC KEY-----\n"
    assert heard(b"Initialized=False\nPublicKey=" + key + b"MaxChannel=2") == ["Initialized=False", "MaxChannel=2"]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><a href=x?y=1></html>", b"Language=English", b"[1]", b"{" * 100_000, b'{"a": 1}', b"\xff=\xff"],
)
def test_what_does_not_say_initialized_is_no_status_check(body: bytes) -> None:
    assert heard(body) == []


def test_a_refusal_tells_nothing() -> None:
    assert heard(json.dumps(STATUS).encode(), "401 Unauthorized") == []


def test_lines_are_bounded_and_clean() -> None:
    many = {"Initialized": True, "A\ud800": "x", "Text": "a\ud800\x1bb"} | {
        f"N{number}": number for number in range(99)
    }
    found = heard(json.dumps(many).encode())
    assert (len(found), found[1]) == (hanwha_status.MAX_LINES, "Text=ab")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Initialized", "x", "é"]), inner),
)
texts = st.lists(st.sampled_from(["Initialized", "=", "\n", "True", "\0", "{", '"'])).map(
    lambda parts: "".join(parts).encode()
)


@given(st.binary(max_size=200) | texts | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    assert all("=" in line for line in heard(body))
