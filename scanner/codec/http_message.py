"""HTTP answers from their bytes: when one is whole, and what it holds. Tolerant of what devices send, and linear."""

import re
from dataclasses import dataclass

from scanner.codec.http_body import Body, body_of, is_view
from scanner.codec.http_content import unpacked
from scanner.codec.http_head import Head, parse_head
from scanner.codec.http_lines import HeadLines

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# One is usual where any is sent. Whoever sends more than this sends no end of them.
_MOST_INTERIM_ANSWERS = 8
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_WITHOUT_HEAD = Head("HTTP/0.9", 0, "", (), ())


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One answer. Headers as written and in order; `body` without chunk sizes and content coding.

    `status` is 0 where the device said none (`HTTP/0.9`). `anomalies` are departures from RFC 9112, each once.
    `whole` says whether the body is all there, as far as the bytes can tell.
    """

    version: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    anomalies: tuple[str, ...]
    whole: bool

    def values(self, name: str) -> list[str]:
        """Return the values of a header, in order; `name` in lower case."""
        return [value for header, value in self.headers if header.lower() == name]

    def value(self, name: str) -> str:
        """Return the first value of a header, or nothing; `name` in lower case."""
        return next(iter(self.values(name)), "")


class ResponseReader:
    """Reads one answer as its bytes arrive. `head` is None until it was read, and for an answer without one."""

    def __init__(self) -> None:
        self.head: Head | None = None
        self.body: Body | None = None
        self.anomalies: dict[str, None] = {}
        self._lines = HeadLines()
        self._interim = 0

    def feed(self, data: bytes) -> bool:
        """Take the next bytes; True when the answer is whole. Never raises."""
        pending: bytes | None = data
        while self.body is None:
            pending = self._lines.feed(pending or b"")
            if pending is None:
                return False
            self._settle()
            if not pending:
                return self.body is not None and self.body.whole
        return self.body.feed(pending) if pending else self.body.whole

    def finish(self, complete: bool) -> bool:
        """No more bytes come. Returns whether the body is whole; `complete` says that the device itself ended there."""
        if self.body is None:
            rest = self._lines.finish(complete)
            if self._lines.lines or rest:
                self._settle()
            if self.body is None:
                self.body = Body()
            self.body.feed(rest)
        if not complete:
            return self.body.whole
        return self.body.finish()

    def _settle(self) -> None:
        """Take the head just read: the answer's own, or one that says that the answer is still to come."""
        lines, self._lines = self._lines, HeadLines()
        if not lines.is_head:
            self.body = Body()
            return
        self.anomalies.update(lines.anomalies)
        self.head = parse_head(lines.lines)
        self.anomalies.update(dict.fromkeys(self.head.anomalies))
        if not 100 <= self.head.status <= 199:
            self.body = body_of(self.head, self.anomalies)
            return
        self.anomalies["interim-answer"] = None
        self._interim += 1
        if self._interim > _MOST_INTERIM_ANSWERS:
            self.body = Body()


class ResponseFraming:
    """Tells when an HTTP answer is whole and whether its connection is good for another: a codec.framing.Framing.

    Holds nothing of the body: an endless one costs no memory here. With `icon`, a picture is what was asked for.
    """

    def __init__(self, *, icon: bool = False) -> None:
        self._icon = icon
        self._reader = ResponseReader()
        self._surplus = False

    def feed(self, data: bytes) -> bool:
        """Take the next bytes; True when the answer is whole. Never raises."""
        body = self._reader.body
        self._surplus = self._surplus or bool(body and body.whole and data)
        whole = self._reader.feed(data)
        if self._reader.body:
            self._reader.body.parts.clear()
        return whole

    @property
    def reusable(self) -> bool:
        """Whether another question may follow: an exact end, nothing behind it, and no word of closing."""
        head, body = self._reader.head, self._reader.body
        if head is None or body is None or self._surplus:
            return False
        return body.whole and body.exact and not body.surplus and _keeps_alive(head)

    def kept(self, received: bytes) -> bytes:
        """Return the head alone where the body is a picture or a stream that nobody asked for."""
        head = self._reader.head
        if head is None or not is_view(head, icon=self._icon):
            return received
        end = _HEAD_END.search(received)
        return received[: end.end()] if end else received


def parse(received: bytes, complete: bool) -> HttpResponse | None:
    """Read an answer. `complete` says that the device ended it, so that what is missing is its doing, not our cap's.

    Returns None where there is nothing of HTTP in it. Without a head only markup counts (HTTP/0.9). Never raises.
    """
    reader = ResponseReader()
    reader.feed(received)
    whole = reader.finish(complete)
    if reader.body is None:
        return None
    content = b"".join(reader.body.parts)
    head, anomalies = reader.head, reader.anomalies
    if head is None:
        if not content.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<"):
            return None
        head, anomalies = _WITHOUT_HEAD, {"http-0.9": None}
    anomalies.update(reader.body.anomalies)
    codings = [value.strip().lower() for value in _codings(head)]
    content, unpacked_whole = unpacked(content, codings, anomalies)
    whole = whole and unpacked_whole
    return HttpResponse(head.version, head.status, head.reason, head.headers, content, tuple(anomalies), whole)


def _codings(head: Head) -> list[str]:
    values = head.values("content-encoding") + head.values("transfer-encoding")
    return [coding for value in values for coding in value.split(",")]


def _keeps_alive(head: Head) -> bool:
    said = " ".join(head.values("connection") + head.values("proxy-connection")).lower()
    version = head.version.upper()
    if "close" in said or not version.startswith("HTTP/"):
        return False
    return version not in ("HTTP/1.0", "HTTP/0.9") or "keep-alive" in said
