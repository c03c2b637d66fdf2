"""65 ways in which embedded servers answer HTTP wrongly, or oddly: what is sent, and what must still be read from it.

The kinds are those that HTTP libraries are known to refuse: wrong line ends, status lines of other protocols, broken
header lines, lengths that contradict the body, chunks that are none.
"""

from dataclasses import dataclass, field
from typing import Literal

BODY = b"<html><title>Camera</title></html>\n"
SERVER = {"Server": "Cam/1.0"}


@dataclass(frozen=True)
class Malformed:
    """One case. `status` None: nothing can be read, and the exchange says how it ended. `body` None: not compared."""

    name: str
    reply: bytes
    status: int | None = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(SERVER))
    body: bytes | None = BODY
    anomaly: str | None = None
    ending: Literal["close", "reset"] = "close"


def _reply(*lines: bytes, end: bytes = b"\r\n", body: bytes = BODY) -> bytes:
    return end.join([*lines, b"", b""]) + body


def _length(value: bytes) -> bytes:
    return b"Content-Length: " + value


OK, CAM = b"HTTP/1.1 200 OK", b"Server: Cam/1.0"
FITS = _length(b"%d" % len(BODY))
TE = b"Transfer-Encoding: chunked"
CHUNK = b"%x\r\n" % len(BODY) + BODY + b"\r\n"
CHUNKS = CHUNK + b"0\r\n\r\n"
_RIGHT = (OK, CAM, FITS)

LINE_ENDS = [
    Malformed("lf-only", _reply(*_RIGHT, end=b"\n"), anomaly="bare-lf"),
    Malformed("cr-only", _reply(*_RIGHT, end=b"\r"), anomaly="cr-only"),
    Malformed("cr-cr-lf", _reply(*_RIGHT, end=b"\r\r\n"), anomaly="cr-cr-lf"),
    Malformed("mixed-line-ends", OK + b"\n" + CAM + b"\r\n" + FITS + b"\n\r\n" + BODY, anomaly="bare-lf"),
    Malformed("blank-line-first", b"\r\n" + _reply(*_RIGHT), anomaly="leading-blank-line"),
    Malformed("blank-lines-first", b"\n\n\n" + _reply(*_RIGHT), anomaly="leading-blank-line"),
    Malformed("no-empty-line", OK + b"\r\n" + CAM + b"\r\n", body=b"", anomaly="no-empty-line"),
]
STATUS_LINES = [
    Malformed("no-reason", _reply(b"HTTP/1.1 200", CAM, FITS), anomaly="no-reason"),
    Malformed("empty-reason", _reply(b"HTTP/1.1 200 ", CAM, FITS)),
    Malformed("non-ascii-reason", _reply(b"HTTP/1.1 200 \xba\xc3", CAM, FITS)),
    Malformed("no-version", _reply(b"HTTP 200 OK", CAM, FITS), anomaly="no-version"),
    Malformed("lower-case", _reply(b"http/1.1 200 OK", CAM, FITS), anomaly="lower-case-version"),
    Malformed("icy", _reply(b"ICY 200 OK", CAM, FITS), anomaly="icy-status-line"),
    Malformed("rtsp", _reply(b"RTSP/1.0 200 OK", CAM, FITS), anomaly="rtsp-status-line"),
    Malformed("version-one-digit", _reply(b"HTTP/1 200 OK", CAM, FITS), anomaly="odd-version"),
    Malformed("two-spaces", _reply(b"HTTP/1.1  200  OK", CAM, FITS), anomaly="odd-space-in-status-line"),
    Malformed("no-space-after-status", _reply(b"HTTP/1.1 200OK", CAM, FITS), anomaly="no-space-after-status"),
    Malformed("status-600", _reply(b"HTTP/1.1 600 Eh", CAM, FITS), status=600, anomaly="status-out-of-range"),
    Malformed("http-0.9", BODY, headers={}, anomaly="http-0.9"),
]
HEADERS = [
    Malformed("space-before-colon", _reply(OK, b"Server : Cam/1.0", FITS), anomaly="space-before-colon"),
    Malformed("space-in-name", _reply(OK, CAM, b"X Model: C1", FITS), anomaly="space-in-name"),
    Malformed("no-colon", _reply(OK, CAM, b"Bonjour", FITS), anomaly="no-colon"),
    Malformed("empty-name", _reply(OK, CAM, b": nobody", FITS), anomaly="empty-name"),
    Malformed("slash-in-name", _reply(OK, CAM, b"X/Model: C1", FITS), anomaly="odd-character-in-name"),
    Malformed("non-ascii-name", _reply(OK, CAM, b"X-Mod\xe8le: C1", FITS), anomaly="non-ascii-name"),
    Malformed("non-ascii-value", _reply(OK, CAM, b"X-Place: \xb3\xa1", FITS)),
    Malformed("nul-in-value", _reply(OK, CAM, b"X-Model: C\x001", FITS), anomaly="nul-in-head"),
    Malformed("nul-in-name", _reply(OK, CAM, b"X-\x00: C1", FITS), anomaly="nul-in-head"),
    Malformed("control-in-value", _reply(OK, CAM, b"X-Model: \x07C1", FITS), anomaly="control-character"),
    Malformed("bare-cr-in-value", _reply(OK, CAM, b"X-Model: C\r1", FITS), anomaly="bare-cr"),
    Malformed(
        "folded",
        _reply(OK, b"Server: Cam/1.0", b"X-Long: a", b"  b", FITS),
        headers={"X-Long": "a b"},
        anomaly="obs-fold",
    ),
    Malformed("fold-before-header", _reply(OK, b"  X: y", CAM, FITS), anomaly="fold-before-header"),
    Malformed("no-headers", _reply(OK), headers={}),
    Malformed("150-headers", _reply(OK, *(b"X-%d: y" % number for number in range(150)), CAM, FITS)),
    Malformed("70-kb-header", _reply(OK, b"X: " + b"y" * 70_000, CAM, FITS)),
    Malformed("120-kb-of-headers", _reply(OK, *(b"X-%d: " % number + b"y" * 6_000 for number in range(20)), CAM, FITS)),
]
LENGTHS = [
    Malformed("length-twice", _reply(OK, CAM, FITS, FITS), anomaly="repeated-content-length"),
    Malformed("length-in-list", _reply(OK, CAM, _length(b"35, 35")), anomaly="repeated-content-length"),
    Malformed("lengths-differ", _reply(OK, CAM, _length(b"12"), FITS), anomaly="differing-content-lengths"),
    Malformed("length-empty", _reply(OK, CAM, _length(b"")), anomaly="empty-content-length"),
    Malformed("length-negative", _reply(OK, CAM, _length(b"-1")), anomaly="negative-content-length"),
    Malformed("length-suffixed", _reply(OK, CAM, _length(b"35 bytes")), anomaly="suffixed-content-length"),
    Malformed("length-in-hex", _reply(OK, CAM, _length(b"0x23")), anomaly="bad-content-length"),
    Malformed("length-huge", _reply(OK, CAM, _length(b"9" * 40)), anomaly="bad-content-length"),
    Malformed("body-shorter", _reply(OK, CAM, _length(b"400")), anomaly="body-shorter-than-length"),
    Malformed("body-longer", _reply(OK, CAM, FITS, body=BODY + b"more"), anomaly="body-longer-than-length"),
]
CHUNKED = [
    Malformed("chunked-but-plain", _reply(OK, CAM, TE), anomaly="chunked-but-plain"),
    Malformed("missing-last-chunk", _reply(OK, CAM, TE, body=CHUNK), anomaly="missing-last-chunk"),
    Malformed("lf-chunks", _reply(OK, CAM, TE, body=CHUNKS.replace(b"\r", b"")), anomaly="bare-lf-in-chunks"),
    Malformed("chunk-cut-short", _reply(OK, CAM, TE, body=b"ff\r\n" + BODY), anomaly="chunk-cut-short"),
    Malformed("no-end-after-last-chunk", _reply(OK, CAM, TE, body=CHUNK + b"0\r\n"), anomaly="no-end-after-last-chunk"),
    Malformed(
        "broken-second-chunk", _reply(OK, CAM, TE, body=CHUNK + b"xyz"), body=BODY + b"xyz", anomaly="broken-chunk"
    ),
    Malformed("chunked-twice", _reply(OK, CAM, TE, TE, body=CHUNKS), anomaly="two-transfer-encodings"),
    Malformed("identity", _reply(OK, CAM, b"Transfer-Encoding: identity"), anomaly="transfer-encoding-identity"),
    Malformed("length-and-chunked", _reply(OK, CAM, TE, FITS, body=CHUNKS), anomaly="length-and-chunked"),
]
CONTENT = [
    Malformed("claimed-gzip", _reply(OK, CAM, FITS, b"Content-Encoding: gzip"), anomaly="claimed-gzip-is-plain"),
    Malformed("claimed-deflate", _reply(OK, CAM, FITS, b"Content-Encoding: deflate"), anomaly="claimed-gzip-is-plain"),
    Malformed("bogus-charset", _reply(OK, CAM, FITS, b"Content-Type: text/html; charset=klingon")),
]
FLOW = [
    Malformed(
        "interim-answers", _reply(b"HTTP/1.1 100 Continue", body=b"") * 2 + _reply(*_RIGHT), anomaly="interim-answer"
    ),
    Malformed("reset-after-reply", _reply(*_RIGHT), ending="reset"),
    Malformed("connect-and-close", b"", status=None, headers={}, body=None),
    Malformed("garbage", b"\x15\x03\x01\x00\x02\x02\x50", status=None, headers={}, body=None),
    Malformed("bad-location", _reply(b"HTTP/1.1 302 Found", CAM, b"Location: http://[::1/", FITS), status=302),
    Malformed("bad-location-port", _reply(b"HTTP/1.1 302 Found", CAM, b"Location: http://x:y/", FITS), status=302),
    Malformed("204-with-body", _reply(b"HTTP/1.1 204 No Content", CAM, FITS), status=204, body=b""),
]
CASES = [*LINE_ENDS, *STATUS_LINES, *HEADERS, *LENGTHS, *CHUNKED, *CONTENT, *FLOW]
