"""Named values in the four forms that makers answer in, and in what is none of them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import properties
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact
from scanner.model.outcome import Outcome


def read(body: bytes, path: str = "/x", status: str = "200 OK", head: str = "") -> list[Fact]:
    received = f"HTTP/1.1 {status}\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    endpoint = Endpoint("127.0.0.1", 80)
    return properties.read(
        Exchange("1", Target("127.0.0.1"), endpoint, "properties", f"GET {path}", 0, 1, Outcome.ANSWERED, b"", received)
    )


def told(body: bytes) -> list[str]:
    return [fact.value for fact in read(body)]


# The forms as Greenbone's detection feed searches for them: Canon, Sony, D-Link, Netwave.
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"hardware:=Canon VB-M40\nfirmware:=Ver. 1.0.2\n", ["hardware=Canon VB-M40", "firmware=Ver. 1.0.2"]),
        (b'var ModelName="SNC-RZ25N"\r\nvar Soft="1.30"', ["ModelName=SNC-RZ25N", "Soft=1.30"]),
        (b"model=DCS-932L\r\nversion=1.14\r\n", ["model=DCS-932L", "version=1.14"]),
        (b"var sys_ver='11.37.2.49';\nvar id='00626E4A9D1B';", ["sys_ver=11.37.2.49", "id=00626E4A9D1B"]),
        (b"<QDocRoot><model><displayModelName>TS-453A</displayModelName></model></QDocRoot>",
         ["displayModelName=TS-453A"]),
        (b'{"result": {"variant": "2N IP Verso", "n": 3}}', ["result={}", "variant=2N IP Verso", "n=3"]),
        (b'<lang><string id="IDS_DEV_NAME">Camera Model</string></lang>', ["IDS_DEV_NAME=Camera Model"]),
        (b'window.config = {"version": "v1.0.251"};', ["version=v1.0.251"]),
    ],
)  # fmt: skip
def test_every_form_gives_names_and_values(body, expected):
    assert told(body) == ["/x :status=200", *(f"/x {pair}" for pair in expected)]


def test_a_refusal_tells_its_status_and_its_challenge():
    facts = read(b"model=x", "/ISAPI/System/deviceInfo", "401 Unauthorized", 'WWW-Authenticate: Basic realm="a"\r\n')
    assert Fact("http.property", "/ISAPI/System/deviceInfo :status=401") in facts
    assert Fact("http.challenge.realm", "a") in facts
    assert not any("model" in fact.value for fact in facts)


def test_values_are_few_and_short():
    facts = read(b"\n".join(b"name%d=%s" % (number, b"v" * 300) for number in range(500)))
    assert len(facts) == properties.MAX_PROPERTIES
    assert max(len(fact.value) for fact in facts) < 200


def test_deep_json_is_left():
    assert told(b"[" * 50 + b'{"a": "b"}' + b"]" * 50) == ["/x :status=200"]


@given(st.binary(max_size=400) | st.recursive(
    st.none() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_any_bytes_give_clean_text(body):
    for fact in read(body):
        assert fact.value.startswith("/x ") or fact.field.startswith("http.challenge")
        assert "\0" not in fact.value
