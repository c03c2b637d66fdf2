"""Datagrams in pieces: whole whatever the order, nothing where a piece is missing, and bounded."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

from scanner.codec.fragments import MOST_BYTES, MOST_OPEN, MOST_PARTS, Fragments
from scanner.codec.frames import ETHERNET, Fragment, Packet, read_frame


def pieces(payload: bytes, identity: int = 7, at: float = 1.0) -> list[Fragment]:
    whole = IP(src="10.1.2.3", dst="239.255.255.250", id=identity, ttl=1) / UDP(sport=3702, dport=3702) / payload
    found = [read_frame(bytes(Ether() / piece), ETHERNET, at) for piece in whole.fragment(fragsize=1_480)]
    assert all(isinstance(item, Fragment) for item in found)
    return [item for item in found if isinstance(item, Fragment)]


def added(parts: list[Fragment]) -> list[Packet]:
    fragments = Fragments()
    return [whole for part in parts if (whole := fragments.add(part))]


@given(st.integers(1_500, 9_000), st.integers(0, 99))
def test_a_datagram_is_whole_in_whatever_order_its_parts_come(size: int, seed: int) -> None:
    payload = bytes(Random(seed).randbytes(size))
    parts = pieces(payload)
    Random(seed).shuffle(parts)
    (whole,) = added(parts)
    assert (whole.payload, whole.source.port, whole.source.address) == (payload, 3702, "10.1.2.3")


def test_a_part_that_came_twice_does_no_harm() -> None:
    first, *rest = pieces(b"x" * 4_000)
    assert [len(whole.payload) for whole in added([first, first, *rest])] == [4_000]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_what_lacks_a_part_gives_nothing(missing: int) -> None:
    parts = pieces(b"x" * 4_000)
    assert added([part for place, part in enumerate(parts) if place != missing]) == []


def test_two_datagrams_of_one_sender_are_kept_apart() -> None:
    one, other = pieces(b"a" * 2_000, 1), pieces(b"b" * 2_000, 2)
    found = added([one[0], other[0], other[1], one[1]])
    assert [whole.payload[:1] for whole in found] == [b"b", b"a"]


def test_a_flood_of_first_parts_pushes_out_the_oldest_and_no_more_are_held() -> None:
    fragments = Fragments()
    for identity in range(MOST_OPEN + 50):
        assert fragments.add(pieces(b"x" * 2_000, identity)[0]) is None
    assert len(fragments._open) == MOST_OPEN


def test_what_is_not_whole_in_time_is_forgotten() -> None:
    first, _ = pieces(b"x" * 2_000, at=1.0)
    _, last = pieces(b"x" * 2_000, at=60.0)
    assert added([first, last]) == []


def piece(identity: int, offset: int, data: bytes, *, last: bool = False) -> Fragment:
    part = IP(
        src="10.1.2.3", dst="239.255.255.250", id=identity, ttl=1, proto=17, frag=offset // 8, flags=int(not last)
    )
    found = read_frame(bytes(Ether() / part / data), ETHERNET, 1.0)
    assert isinstance(found, Fragment)
    return found


def test_parts_that_overlap_hold_no_more_than_one_datagram_can() -> None:
    fragments, part = Fragments(), piece(1, 8, bytes(1_480))
    most = 0
    for offset in range(8, 60_000, 8):
        fragments.add(replace(part, offset=offset))
        most = max(most, sum(len(data) for held in fragments._open.values() for data in held.parts.values()))
    assert most <= MOST_BYTES


def test_parts_too_small_to_be_honest_are_dropped_before_they_cost_time() -> None:
    fragments, part = Fragments(), piece(1, 8, bytes(8))
    fragments.add(piece(1, 65_000, bytes(8), last=True))
    for offset in range(8, 64_000, 8):
        fragments.add(replace(part, offset=offset))
        assert sum(len(held.parts) for held in fragments._open.values()) <= MOST_PARTS
