"""Where the body of an HTTP answer ends (RFC 9112 clauses 6 and 7), also where the device contradicts itself."""

import re
from collections.abc import Callable

from scanner.codec.http_head import Head

_LEADING_DIGITS = re.compile(r"([0-9]{1,15})(?![0-9xX])", re.ASCII)
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?", re.DOTALL)
_LONGEST_SIZE_LINE = 1_024
_LF = 10
# What streams pictures or sound for ever. It is never asked for, and where it comes unasked none of it is waited for.
_STREAMS = ("multipart/x-mixed-replace", "video/", "audio/")


class Body:
    """A body that ends when the connection does; the base of those that end earlier.

    `parts` hold the body's bytes, chunk sizes left out. `whole` becomes True at an end that the bytes themselves show.
    """

    exact = False  # whether the end is sure enough for another question on the same connection

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.anomalies: dict[str, None] = {}
        self.whole = False
        self.surplus = False

    def feed(self, data: bytes) -> bool:
        """Take the next bytes; True when the body is whole. Never raises."""
        self.parts.append(data)
        return self.whole

    def finish(self) -> bool:
        """The connection ended. Returns whether the body is whole with that; names what is missing."""
        return True


class MeasuredBody(Body):
    """A body of a stated number of bytes; what comes after them is not its own."""

    def __init__(self, length: int, exact: bool = True) -> None:
        super().__init__()
        self._missing = length
        self.whole = length == 0
        self.exact = exact

    def feed(self, data: bytes) -> bool:
        """Take the next bytes; True when the body is whole. Never raises."""
        self.parts.append(data[: self._missing])
        if len(data) > self._missing:
            self.surplus = True
            self.anomalies["body-longer-than-length"] = None
        self._missing -= len(self.parts[-1])
        self.whole = self._missing == 0
        return self.whole

    def finish(self) -> bool:
        """The connection ended, perhaps too early."""
        if not self.whole:
            self.anomalies["body-shorter-than-length"] = None
        return self.whole


class ChunkedBody(Body):
    """A body in chunks. Where the sizes make no sense the bytes are what they are, and go to `plain`."""

    exact = True

    def __init__(self, plain: Body) -> None:
        super().__init__()
        self._plain = plain
        self._state: Callable[[], bool] = self._read_size
        self._buffer = bytearray()
        self._searched = 0
        self._missing = 0
        self._chunks = 0

    def feed(self, data: bytes) -> bool:
        """Take the next bytes; True when the body is whole. Never raises."""
        self._buffer += data
        while self._state():
            pass
        return self.whole

    def finish(self) -> bool:
        """The connection ended, perhaps in the middle of a chunk or before the last one."""
        if self._state == self._read_plain:
            return self._plain.finish()
        if self._state == self._read_data:
            self.anomalies["chunk-cut-short"] = None
        elif self._state == self._read_trailer:
            self.anomalies["no-end-after-last-chunk"] = None
            return True
        elif not self.whole:
            self.anomalies["missing-last-chunk"] = None
        return self.whole

    # Each state takes what it can from the buffer and returns whether there may be more to take.

    def _read_size(self) -> bool:
        if self._buffer and self._buffer[0] not in b"0123456789abcdefABCDEF \t":
            return self._give_up()
        line = self._line()
        if line is None:
            return len(self._buffer) > _LONGEST_SIZE_LINE and self._give_up()
        match = _CHUNK_SIZE.fullmatch(line.rstrip(b"\r\n")) if len(line) <= _LONGEST_SIZE_LINE else None
        if match is None:
            self._buffer[:0] = line
            return self._give_up()
        if not line.endswith(b"\r\n"):
            self.anomalies["bare-lf-in-chunks"] = None
        self._chunks += 1
        self._missing = int(match[1], 16)
        self._state = self._read_data if self._missing else self._read_trailer
        return True

    def _read_data(self) -> bool:
        if not self._buffer:
            return False
        self.parts.append(bytes(self._buffer[: self._missing]))
        del self._buffer[: self._missing]
        self._missing -= len(self.parts[-1])
        if not self._missing:
            self._state = self._read_data_end
        return True

    def _read_data_end(self) -> bool:
        if self._buffer.startswith(b"\n"):
            self.anomalies["bare-lf-in-chunks"] = None
        elif bytes(self._buffer[:2]) in (b"", b"\r"):
            return False
        elif not self._buffer.startswith(b"\r\n"):
            return self._give_up()
        del self._buffer[: 1 if self._buffer[0] == _LF else 2]
        self._searched = 0
        self._state = self._read_size
        return True

    def _read_trailer(self) -> bool:
        line = self._line()
        if line is None:
            return False
        if line.strip(b"\r\n"):
            return True
        self.whole = True
        self._state = self._read_nothing
        return True

    def _read_plain(self) -> bool:
        if self._buffer:
            self._plain.feed(bytes(self._buffer))
            self._buffer.clear()
            self.parts += self._plain.parts
            self._plain.parts.clear()
            self.whole, self.surplus = self._plain.whole, self._plain.surplus
        return False

    def _read_nothing(self) -> bool:
        if self._buffer:
            self.surplus = True
            self.anomalies["bytes-after-last-chunk"] = None
            self._buffer.clear()
        return False

    def _line(self) -> bytes | None:
        end = self._buffer.find(_LF, self._searched)
        if end < 0:
            self._searched = len(self._buffer)
            return None
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        self._searched = 0
        return line

    def _give_up(self) -> bool:
        if self._chunks:
            self.anomalies["broken-chunk"] = None
            self._plain = Body()
        else:
            self.anomalies["chunked-but-plain"] = None
        self._plain.anomalies = self.anomalies
        self.exact = False
        self._state = self._read_plain
        return True


def is_view(head: Head, *, icon: bool) -> bool:
    """Whether the body is a picture or a stream; with `icon`, a single picture is not counted as one."""
    kind = next(iter(head.values("content-type")), "").lower()
    return kind.startswith(_STREAMS) or (kind.startswith("image/") and not icon)


def body_of(head: Head, anomalies: dict[str, None]) -> Body:
    """Choose how the body after this head ends, and name what the head says wrongly about it."""
    if head.status in (204, 304):
        return MeasuredBody(0)
    kind = next(iter(head.values("content-type")), "").lower()
    if kind.startswith(_STREAMS):
        return MeasuredBody(0, exact=False)
    if head.version.upper().startswith("RTSP") and not head.values("content-length"):
        return MeasuredBody(0, exact=False)  # RFC 2326 clause 4.4: without a length there is no body
    length = _length(head.values("content-length"), anomalies)
    plain = Body() if length is None else length
    if not _is_chunked(head.values("transfer-encoding"), anomalies):
        return plain
    if head.values("content-length"):
        anomalies["length-and-chunked"] = None
    return ChunkedBody(plain)


def _is_chunked(values: list[str], anomalies: dict[str, None]) -> bool:
    codings = [coding.strip().lower() for value in values for coding in value.split(",")]
    if len(values) > 1:
        anomalies["two-transfer-encodings"] = None
    if "identity" in codings:
        anomalies["transfer-encoding-identity"] = None
    if unknown := [coding for coding in codings if coding not in ("chunked", "identity", "gzip", "deflate")]:
        anomalies["empty-transfer-encoding" if unknown == [""] else "unknown-transfer-encoding"] = None
    return "chunked" in codings


def _length(values: list[str], anomalies: dict[str, None]) -> MeasuredBody | None:
    written = [part.strip() for value in values for part in value.split(",")]
    lengths = {length for part in written if (length := _number(part, anomalies)) is not None}
    if not lengths:
        return None
    if len(lengths) > 1:
        anomalies["differing-content-lengths"] = None
    elif len(written) > 1:
        anomalies["repeated-content-length"] = None
    # Of two lengths the longer one loses nothing; the connection is not used again.
    return MeasuredBody(max(lengths), exact=len(lengths) == 1)


def _number(text: str, anomalies: dict[str, None]) -> int | None:
    match = _LEADING_DIGITS.match(text)
    if match and match[0] == text:
        return int(text)
    if match:
        anomalies["suffixed-content-length"] = None
        return int(match[1])
    if not text:
        anomalies["empty-content-length"] = None
    else:
        anomalies["negative-content-length" if text.startswith("-") else "bad-content-length"] = None
    return None
