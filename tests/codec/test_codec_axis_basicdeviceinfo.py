"""Axis basic device information: the anonymous call, and what is taken from its answer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import axis_basicdeviceinfo
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome

# Names as developer.axis.com documents them; values after a recorded answer of an M1065-LW.
PROPERTIES = {
    "ProdNbr": "M1065-LW",
    "HardwareID": "70E",
    "Version": "9.80.1",
    "ProdFullName": "AXIS M1065-LW Network Camera",
    "Brand": "AXIS",
    "ProdType": "Network Camera",
    "WebURL": "http://www.axis.com",
    "ProdVariant": "",
    "SerialNumber": "ACCC12345678",
    "BuildDate": "Apr 29 2020 06:50",
}


def heard(body: bytes, status: str = "200 OK") -> list[tuple[str, str]]:
    received = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    endpoint = Endpoint("127.0.0.1", 80)
    exchange = Exchange(
        "1", Target("127.0.0.1"), endpoint, "axis_basicdeviceinfo", "", 0, 1, Outcome.ANSWERED, b"", received
    )
    return [(fact.field, fact.value) for fact in axis_basicdeviceinfo.read(exchange)]


def answer(properties: object) -> bytes:
    return json.dumps({"apiVersion": "1.1", "data": {"propertyList": properties}}).encode()


def test_the_question_is_the_one_that_needs_no_login() -> None:
    assert json.loads(axis_basicdeviceinfo.REQUEST_BODY) == {
        "apiVersion": "1.0",
        "method": "getAllUnrestrictedProperties",
    }


def test_the_answer_tells_brand_model_type_firmware_date_and_serial() -> None:
    assert heard(answer(PROPERTIES)) == [
        ("http.axis.brand", "AXIS"),
        ("http.axis.model", "M1065-LW"),
        ("http.axis.type", "Network Camera"),
        ("http.axis.version", "9.80.1"),
        ("http.axis.build_date", "Apr 29 2020 06:50"),
        ("http.axis.serial", "ACCC12345678"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>login</html>",
        b'{"error": {"code": "2001", "message": "x"}}',
        b"[]",
        b'{"data": []}',
        b'{"data": {"propertyList": []}}',
        b'{"data": {"propertyList": {"Brand": 7, "Version": null, "ProdNbr": " "}}}',
        b"[" * 100_000,
        b'{"data": 1' + b"0" * 10_000 + b"}",
        b"\xff\xfe\x00",
    ],
)
def test_anything_else_tells_nothing(body: bytes) -> None:
    assert heard(body) == []


def test_values_are_cleaned_and_cut() -> None:
    assert heard(answer({"Brand": " A\ud800X\x1bIS " + "x" * 300})) == [
        ("http.axis.brand", ("AXIS " + "x" * 300)[:256])
    ]


def test_no_answer_tells_nothing() -> None:
    exchange = Exchange(
        "1", Target("127.0.0.1"), Endpoint("127.0.0.1", 80), "axis_basicdeviceinfo", "", 0, 1, Outcome.TIMED_OUT
    )
    assert axis_basicdeviceinfo.read(exchange) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*PROPERTIES, "x"]), inner, max_size=3),
)


@given(st.binary(max_size=200) | json_values.map(answer))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    assert all(field.startswith("http.axis.") and value for field, value in heard(body))
