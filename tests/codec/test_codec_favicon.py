"""Icons: three hashes of one that is whole, and nothing of one that is not."""

import base64
import gzip
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import observations_of
from scanner.codec.favicon import read
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome

ICON = b"\x00\x00\x01\x00\x01\x00" + bytes(range(200))
PNG, GIF, JPEG, BMP = b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"BM"


def answered(body: bytes, head: bytes = b"HTTP/1.1 200 OK\r\n", **more) -> Exchange:
    received = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    return exchange(received, **more)


def exchange(received: bytes, outcome: Outcome = Outcome.ANSWERED, truncated: bool = False) -> Exchange:
    place, name = Endpoint("127.0.0.1", 80), "get /favicon.ico"
    return Exchange("1", Target("127.0.0.1"), place, "favicon", name, 0.0, 0.0, outcome, b"", received, truncated)


def murmur3(data: bytes) -> int:
    """MurmurHash3, x86, 32 bits, seed 0, signed: written from its public description, to check the library's."""

    def mixed(word: int) -> int:
        word = word * 0xCC9E2D51 & 0xFFFFFFFF
        word = (word << 15 | word >> 17) & 0xFFFFFFFF
        return word * 0x1B873593 & 0xFFFFFFFF

    state, whole = 0, len(data) // 4 * 4
    for start in range(0, whole, 4):
        state ^= mixed(int.from_bytes(data[start : start + 4], "little"))
        state = ((state << 13 | state >> 19) * 5 + 0xE6546B64) & 0xFFFFFFFF
    state ^= mixed(int.from_bytes(data[whole:], "little")) ^ len(data)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        state = (state ^ state >> shift) * factor & 0xFFFFFFFF
    return state - (1 << 32) if state >> 31 else state


def test_an_icon_gives_three_hashes():
    assert {fact.field.removeprefix("http.favicon."): fact.value for fact in read(answered(ICON))} == {
        "mmh3": str(murmur3(base64.encodebytes(ICON))),
        "md5": hashlib.md5(ICON).hexdigest(),
        "sha256": hashlib.sha256(ICON).hexdigest(),
    }


def test_the_murmur_hash_is_that_of_its_published_test_values():
    # Values that implementations of MurmurHash3_x86_32 with seed 0 agree upon.
    assert (murmur3(b""), murmur3(b"test")) == (0, 0xBA6BD213 - (1 << 32))


@pytest.mark.parametrize(
    "start", [PNG, GIF, JPEG, BMP, b"RIFF\0\0\0\0WEBP", b"<svg >", b'\n<?xml version="1.0"?>\n<svg\n']
)
def test_every_kind_of_picture_that_browsers_take_is_an_icon(start):
    assert len(read(answered(start + b"rest"))) == 3


@pytest.mark.parametrize("body", [b"", b"<html>404</html>", b"RIFF\0\0\0\0AVI ", b"{}", b"not an icon"])
def test_a_page_instead_of_an_icon_gives_nothing(body):
    assert read(answered(body)) == []


@pytest.mark.parametrize("head", [b"HTTP/1.1 404 Not Found\r\n", b"HTTP/1.1 302 Found\r\n"])
def test_another_status_gives_nothing(head):
    assert read(answered(ICON, head)) == []


@pytest.mark.parametrize(
    "cut",
    [
        exchange(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n" + ICON),
        exchange(b"HTTP/1.1 200 OK\r\n\r\n" + ICON, truncated=True),
        exchange(b"HTTP/1.1 200 OK\r\n\r\n" + ICON, Outcome.TOO_BIG),
        exchange(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + ICON),
        exchange(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(ICON, mtime=0)[:-30]),
        exchange(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + ICON),
    ],
    ids=["short", "truncated", "too big", "chunk", "gzip", "br"],
)
def test_an_icon_cut_short_gives_nothing(cut):
    assert read(cut) == []


def test_an_icon_until_the_end_of_the_connection_is_whole():
    assert read(exchange(b"HTTP/1.0 200 OK\r\n\r\n" + ICON)) == read(answered(ICON))


def test_the_codec_is_found_by_the_name_of_its_protocol():
    assert observations_of(answered(ICON))[0].field == "http.favicon.mmh3"


@given(st.binary(max_size=300), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n" + PNG]))
def test_no_bytes_make_it_raise(received, head):
    assert len(read(exchange(head + received))) in (0, 3)
