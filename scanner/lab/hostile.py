"""Ports that behave badly, each by a function of the connection. Our own inventions: what a scanner must survive."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from functools import cache

from scanner.lab.http import read_request
from scanner.lab.journal import shown
from scanner.lab.line import Line

ENDLESS_CAP_BYTES = 256 * 1024 * 1024
DRIP_S = 0.5
DRIP_COUNT = 600
BOMB_BYTES = 64 * 1024 * 1024

Behaviour = Callable[[Line], Awaitable[None]]


async def tarpit(line: Line) -> None:
    """Take everything, say nothing."""
    while got := await line.some():
        line.note("bytes", body=shown(got))


async def drip(line: Line) -> None:
    """Send a header that never ends, a byte at a time."""
    await read_request(line)
    await line.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(DRIP_COUNT):
        await line.send(b"z")
        await asyncio.sleep(DRIP_S)


async def endless_body(line: Line) -> None:
    """Send a page that has no end within the cap, slowly enough to leave the machine its processor."""
    await read_request(line)
    await line.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>endless</title>")
    for _ in range(ENDLESS_CAP_BYTES // 65_536):
        await line.send(b"<p>and on</p>\n" * 4681)
        await asyncio.sleep(0.005)


async def endless_headers(line: Line) -> None:
    """Send header after header."""
    await read_request(line)
    await line.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(ENDLESS_CAP_BYTES // 65_536):
        await line.send(b"X-More-%d: more\r\n" % number * 3000)
        await asyncio.sleep(0.005)


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(BOMB_BYTES), 9)


async def gzip_bomb(line: Line) -> None:
    """Send a short body that unpacks to BOMB_BYTES zeros."""
    await read_request(line)
    body = _bomb()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    await line.send(head % len(body) + body)


async def xml_bomb(line: Line) -> None:
    """Answer with nested entities that would expand to 10^9 words ("billion laughs")."""
    await read_request(line)
    names = [b'<!ENTITY a0 "ha">']
    names += [b'<!ENTITY a%d "%b">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)]
    text = b'<?xml version="1.0"?><!DOCTYPE e [' + b"".join(names) + b"]><e>&a9;</e>"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    await line.send(head % len(text) + text)


async def babble(line: Line) -> None:
    """Send bytes of no protocol as soon as someone connects, and go on for a while."""
    for number in range(200):
        await line.send(bytes((number * 37 + place * 11) % 256 for place in range(256)))
        await asyncio.sleep(0.02)


async def hang_up(line: Line) -> None:
    """Read the request, and close without a word."""
    await read_request(line)


def _says(answer: bytes) -> Behaviour:
    async def speak(line: Line) -> None:
        await read_request(line)
        await line.send(answer)

    return speak


NUISANCES: dict[str, Behaviour] = {
    "tarpit": tarpit,
    "drip": drip,
    "endless_body": endless_body,
    "endless_headers": endless_headers,
    "gzip_bomb": gzip_bomb,
    "xml_bomb": xml_bomb,
    "babble": babble,
    "hang_up": hang_up,
    # No status line at all: HTTP/0.9 (RFC 1945, 4.1).
    "http09": _says(b"<html><title>bare</title></html>"),
    "junk_status": _says(b"HTTP/9.x nine OK \x00\r\nContent-Length: 2\r\n\r\nhi"),
    "no_colon": _says(b"HTTP/1.1 200 OK\r\nThis header has no colon\r\n: no name\r\nContent-Length: 2\r\n\r\nhi"),
    "nul_header": _says(b"HTTP/1.1 200 OK\r\nServer: a\x00b\x1b[31mred\r\nContent-Length: 2\r\n\r\nhi"),
    "two_lengths": _says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 900\r\n\r\nhi"),
    "negative_length": _says(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhi"),
    "bad_chunk": _says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhi\r\n0\r\n\r\n"),
    "huge_chunk": _says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nhi"),
    "continue_only": _says(b"HTTP/1.1 100 Continue\r\n\r\n" * 200),
    "bare_newlines": _says(b"HTTP/1.0 200 OK\nServer: newline\n\n<html><title>lf only</title></html>"),
    "bad_redirect": _says(b"HTTP/1.1 302 Found\r\nLocation: http://[::bad/%zz\r\nContent-Length: 0\r\n\r\n"),
    "short_body": _says(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nthat was all"),
}
