"""Datagrams read many at once: each whole, in order, with its source; and kernel structures of any bytes."""

import errno
import socket
import struct
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.net.batch import COUNT, Batch, extra_of, source_of

ALIGNED = struct.calcsize("N")


@pytest.fixture(params=["127.0.0.1", "::1"])
def ends(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as ear, socket.socket(family, socket.SOCK_DGRAM) as mouth:
        ear.bind((request.param, 0))
        mouth.bind((request.param, 0))
        mouth.connect(ear.getsockname())
        yield ear, mouth


def test_each_datagram_comes_whole_in_order_and_with_its_source(ends: tuple[socket.socket, socket.socket]) -> None:
    ear, mouth = ends
    sent = [b"%d" % number * (number + 1) for number in range(COUNT + 5)]
    for payload in sent:
        mouth.send(payload)
    batch = Batch()
    first, second, third = (batch.read(ear.fileno()) for _ in range(3))
    assert (len(first), len(second), third) == (COUNT, 5, [])
    assert [item.data for item in first + second] == sent
    assert {(item.address, item.port) for item in first + second} == {mouth.getsockname()[:2]}


@pytest.mark.parametrize("size", [0, 1, 65_507])
def test_the_smallest_and_the_largest_come_too_also_into_used_room(
    ends: tuple[socket.socket, socket.socket], size: int
) -> None:
    ear, mouth = ends
    batch = Batch()
    for payload in (b"before", bytes(size), b"after"):
        mouth.send(payload)
        (item,) = batch.read(ear.fileno())
        assert item.data == payload


def test_what_the_kernel_tells_beside_a_datagram_is_kept() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setsockopt(socket.IPPROTO_IP, 8, 1)  # IP_PKTINFO
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
            mouth.sendto(b"x", ear.getsockname())
        (item,) = Batch().read(ear.fileno())
    loopback = socket.if_nametoindex("lo")
    told = struct.pack("=i", loopback) + socket.inet_aton("127.0.0.1") * 2
    assert item.extra == [(socket.IPPROTO_IP, 8, told)]


def test_a_descriptor_that_is_no_socket_is_an_error() -> None:
    with pytest.raises(OSError, match="Bad file descriptor") as raised:
        Batch().read(1_000_000)
    assert raised.value.errno == errno.EBADF


@given(st.binary(max_size=40))
def test_any_socket_address_is_read_or_none(name: bytes) -> None:
    found = source_of(name)
    family = int.from_bytes(name[:2], sys.byteorder)
    readable = (len(name) >= 8 and family == socket.AF_INET) or (len(name) >= 24 and family == socket.AF_INET6)
    assert (found is not None) is readable


@given(st.ip_addresses(), st.integers(0, 65_535))
def test_a_socket_address_gives_its_address_and_port(address: object, port: int) -> None:
    packed = socket.inet_pton(socket.AF_INET6 if ":" in str(address) else socket.AF_INET, str(address))
    family = struct.pack("=H", socket.AF_INET if len(packed) == 4 else socket.AF_INET6)
    middle = b"" if len(packed) == 4 else bytes(4)
    name = family + port.to_bytes(2, "big") + middle + packed + bytes(8)
    found = source_of(name)
    assert found is not None
    assert (socket.inet_pton(socket.AF_INET6 if len(packed) == 16 else socket.AF_INET, found[0]), found[1]) == (
        packed,
        port,
    )


def control(items: list[tuple[int, int, bytes]]) -> bytes:
    head = struct.Struct("@Nii")
    return b"".join(
        head.pack(head.size + len(value), level, kind) + value + bytes(-len(value) % ALIGNED)
        for level, kind, value in items
    )


ITEMS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 100), st.binary(max_size=24)), max_size=4)


@given(ITEMS)
def test_all_that_was_told_is_read(items: list[tuple[int, int, bytes]]) -> None:
    assert list(extra_of(control(items))) == items


@given(ITEMS, st.data())
def test_what_is_cut_short_ends_it(items: list[tuple[int, int, bytes]], data: st.DataObject) -> None:
    whole = control(items)
    found = list(extra_of(whole[: data.draw(st.integers(0, len(whole)))]))
    assert found == items[: len(found)]


@given(st.binary(max_size=128))
def test_any_bytes_end(told: bytes) -> None:
    assert all(len(value) <= len(told) for _, _, value in extra_of(told))
