"""JSON objects in datagrams: where they begin, what they hold, and what is left of broken ones."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import objects
from scanner.codec.objects import strings_in

OBJECT = b'{"method":"x","params":{"deviceInfo":{"Vendor":"Private","HttpPort":80,"List":["a"],"Version":"2.8"}}}'
TOLD = {"method": "x", "Vendor": "Private", "Version": "2.8"}


@pytest.mark.parametrize(
    "data",
    [
        OBJECT,
        b" \0\0\0DHIP" + bytes(24) + OBJECT + b"\n\0",
        OBJECT.replace(b",", b" ,\r\n\t"),
        OBJECT + b"{}",
        OBJECT[:-3],
        OBJECT.replace(b'"HttpPort"', b'"HttpPort'),
    ],
    ids=["bare", "behind a header", "spread", "before another", "cut", "a quote missing"],
)
def test_texts_are_told_by_name_however_deep(data: bytes) -> None:
    assert strings_in(data) == TOLD


def test_the_first_of_a_name_counts() -> None:
    assert strings_in(b'{"a":{"mac":"one"},"mac":"two"}') == {"mac": "one"}


@pytest.mark.parametrize("data", [b"", b"no object", b"[1]", b"{", b"{}", b" " * objects.MAX_HEADER + OBJECT])
def test_what_holds_no_object_near_its_beginning_tells_nothing(data: bytes) -> None:
    assert strings_in(data) == {}


def test_escapes_are_undone_and_values_cleaned_and_cut() -> None:
    assert strings_in(b'{"a":" fe80\\/64\\u0000\\ud800 ","b":"%b"}' % (b"x" * 999)) == {"a": "fe80/64", "b": "x" * 256}
    assert strings_in(b'{"a":"fe80\\/64') == {}
    assert strings_in(b'{"a":"fe80\\/64","b":"') == {"a": "fe80/64"}


def test_members_and_depth_are_bounded() -> None:
    many = json.dumps({f"n{number}": "x" for number in range(2000)}).encode()
    assert len(strings_in(many)) == objects.MAX_MEMBERS
    assert strings_in(b'{"a":' * 50 + b'"x"' + b"}" * 50) == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)
soup = st.lists(st.sampled_from([b"{", b"}", b'"', b'"a"', b":", b",", b"\\", b"\\u", b"1e999", b"\0", b"\xff"]))


@given(st.binary(max_size=200) | soup.map(b"".join) | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert all(len(value) <= 256 and "\0" not in value for value in strings_in(data).values())
