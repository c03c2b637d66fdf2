"""The kernel's neighbour messages: whole ones read, cut ones ended, an end seen."""

import ipaddress
import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.net.rtnetlink import Entry, entries, is_last, request

# What Linux 6.18 (little-endian) answered between two namespaces: a neighbour that nobody is, one that is there, and a
# group, whose MAC is computed; then the end.
SEEN = bytes.fromhex(
    "400000001c000200010000004e0d0000020000000200000001000001080001000a42006308000400040000001400030084170000140000001400"
    "0000010000004c0000001c000200010000004e0d0000020000000200000002000001080001000a4200020a000200020000000002000008000400"
    "040000001400030014000000140000001400000001000000580000001c000200010000004e0d00000a000000020000004000000514000100ff02"
    "00000000000000000000000000160a00020033330000001600000800040000000000140003008417000014000000140000000000000014000000"
    "03000200010000004e0d000000000000"
)
STATES = {1: "incomplete", 2: "reachable", 4: "stale", 8: "delay", 16: "probe", 32: "failed", 64: "noarp"}


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def message(kind: int, body: bytes) -> bytes:
    return struct.pack("=IHHII", 16 + len(body), kind, 2, 1, 0) + body


def neighbour(address: str, mac: bytes, index: int, state: int) -> bytes:
    packed = ipaddress.ip_address(address).packed
    head = struct.pack("=BxxxiHBB", 2 if len(packed) == 4 else 10, index, state, 0, 1)
    return message(28, head + attribute(1, packed) + (attribute(2, mac) if mac else b""))


ENTRIES = st.builds(
    Entry,
    st.ip_addresses().map(str),
    st.just("") | st.binary(min_size=6, max_size=6).map(lambda octets: octets.hex(":")),
    st.integers(1, 1 << 30),
    st.sampled_from(list(STATES.values())),
)
END = message(3, bytes(4))


def written(entry: Entry) -> bytes:
    number = next(number for number, name in STATES.items() if name == entry.state)
    return neighbour(entry.address, bytes.fromhex(entry.mac.replace(":", "")), entry.index, number)


def test_the_question_asks_for_all_entries_of_both_versions() -> None:
    assert request() == struct.pack("=IHHII", 28, 30, 0x301, 1, 0) + bytes(12)


@pytest.mark.skipif(sys.byteorder != "little", reason="the bytes are of a little-endian machine")
def test_what_a_kernel_answered_is_read() -> None:
    assert list(entries(SEEN)) == [
        Entry("10.66.0.99", "", 2, "incomplete"),
        Entry("10.66.0.2", "02:00:00:00:00:02", 2, "reachable"),
        Entry("ff02::16", "33:33:00:00:00:16", 2, "noarp"),
    ]
    assert is_last(SEEN)


@given(st.lists(ENTRIES, max_size=6))
def test_all_entries_of_a_datagram_are_read(some: list[Entry]) -> None:
    datagram = b"".join(written(entry) for entry in some)
    assert list(entries(datagram)) == some
    assert list(entries(datagram + END)) == some
    assert is_last(datagram + END)
    assert is_last(datagram) is (not some)


@given(st.lists(ENTRIES, min_size=1, max_size=3), st.data())
def test_a_datagram_that_is_cut_gives_its_whole_entries(some: list[Entry], data: st.DataObject) -> None:
    datagram = b"".join(written(entry) for entry in some)
    found = list(entries(datagram[: data.draw(st.integers(0, len(datagram) - 1))]))
    assert found == some[: len(found)]
    assert len(found) < len(some)


def test_an_address_of_another_length_than_its_family_is_none() -> None:
    odd = message(28, struct.pack("=BxxxiHBB", 2, 1, 2, 0, 1) + attribute(1, bytes(16)))
    bridge = message(28, struct.pack("=BxxxiHBB", 7, 1, 2, 0, 1) + attribute(2, bytes(6)))
    assert list(entries(odd + bridge)) == []


def test_an_error_ends_the_list() -> None:
    assert is_last(message(2, struct.pack("=i", -1)))


@given(st.binary(max_size=200))
def test_any_bytes_end_and_give_addresses(datagram: bytes) -> None:
    for entry in entries(datagram):
        assert str(ipaddress.ip_address(entry.address)) == entry.address
    assert is_last(datagram) in (True, False)
