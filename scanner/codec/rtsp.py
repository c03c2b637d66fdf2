"""RTSP 1.0 (RFC 2326): OPTIONS and DESCRIBE without credentials, and what the answers tell. No SETUP, no PLAY, ever."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.codec.challenge import challenge_facts
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

MAX_HEADERS = 64
MAX_VALUE = 256

_STATUS_LINE = re.compile(rb"\s{0,64}RTSP/\d\.\d[ \t]+(\d{3})", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CLOSES = re.compile(rb"^connection[ \t]*:[ \t]*close", re.IGNORECASE | re.MULTILINE)
_UNMEASURED_SDP = re.compile(rb"^content-type[ \t]*:[ \t]*application/sdp", re.IGNORECASE | re.MULTILINE)

_DAY, _MONTH = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE_FORMS = (
    # RFC 2326 clause 12.18 asks for an HTTP date; RFC 9110 clause 5.6.7 calls this one IMF-fixdate.
    ("rfc", re.compile(rf"{_DAY}, \d\d {_MONTH} \d{{4}} \d\d:\d\d:\d\d GMT")),
    # The form of the LIVE555 library and of all that was built on it or after it.
    ("month-day", re.compile(rf"{_DAY}, {_MONTH} [ \d]\d \d{{4}} \d\d:\d\d:\d\d GMT")),
)
_SDP_LINES = (("s=", "session"), ("i=", "information"), ("a=tool:", "tool"), ("a=", "attribute"))
# What is of one stream (RFC 2326, appendix C; RFC 6184): its length, its parameter sets. The tool has its own field.
_SESSIONS_OWN = frozenset({"tool", "range", "fmtp"})
_MAX_LINES = 256


def options(url: str, cseq: int, user_agent: str) -> bytes:
    """Return an OPTIONS request. Raises ValueError for a control character or a space in what is written."""
    return _request("OPTIONS", url, cseq, user_agent)


def describe(url: str, cseq: int, user_agent: str) -> bytes:
    """Return a DESCRIBE request for a session description. Raises ValueError as `options` does."""
    return _request("DESCRIBE", url, cseq, user_agent, "Accept: application/sdp")


class ResponseFraming:
    """Follows one RTSP answer: the head, then as many bytes as Content-Length says.

    A session description without a Content-Length counts as whole at the end of a line once it names a medium.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: bytes | None = None
        self._whole = False

    def feed(self, data: bytes) -> bool:
        """Take the next bytes; True when the answer is whole. Never raises."""
        searched = max(0, len(self._buffer) - 4)
        self._buffer += data
        if self._head is None:
            self._take_head(searched)
        self._whole = self._whole or (self._head is not None and self._body_is_whole(self._head))
        return self._whole

    @property
    def reusable(self) -> bool:
        """Whether another question may follow: the answer was whole, measured, and did not announce the end."""
        if self._head is None or not self._whole or _CLOSES.search(self._head):
            return False
        return bool(_STATUS_LINE.match(self._head)) and not _is_unmeasured(self._head)

    def kept(self, received: bytes) -> bytes:
        """Return all of it: nothing streams before SETUP and PLAY, which are never sent."""
        return received

    def _take_head(self, searched: int) -> None:
        if self._buffer.startswith((b"\r", b"\n")):  # empty lines before the status line are no head
            self._buffer, searched = self._buffer.lstrip(b"\r\n"), 0
        end = _HEAD_END.search(self._buffer, searched)
        if end is not None:
            self._head = bytes(self._buffer[: end.start()])
            del self._buffer[: end.end()]

    def _body_is_whole(self, head: bytes) -> bool:
        length = _LENGTH.search(head)
        if length:
            return len(self._buffer) >= int(length[1])
        if not _is_unmeasured(head):
            return True
        return self._buffer.endswith(b"\n") and b"\nm=" in self._buffer


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    headers: list[tuple[str, str]]
    body: str

    def values(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header.lower() == name and value]


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer to OPTIONS or DESCRIBE; what does not begin with an RTSP status line gives nothing."""
    answer = _parse(exchange.received)
    if answer is None:
        return []
    facts = _options_facts(answer) if exchange.question == "OPTIONS" else []
    facts += [Fact("rtsp.server", value) for value in answer.values("server")]
    facts += [Fact("rtsp.date_form", _date_form(value)) for value in answer.values("date")]
    facts += [Fact("rtsp.header", f"{name}: {value}") for name, value in answer.headers]
    for value in answer.values("www-authenticate"):
        facts += challenge_facts(value, "rtsp")
    return facts + _description_facts(answer.body)


def _request(method: str, url: str, cseq: int, user_agent: str, *more: str) -> bytes:
    if any(ord(character) <= 32 or ord(character) == 127 for character in url) or not user_agent.isprintable():
        raise ValueError(f"cannot be written into an RTSP request: {url!r}, {user_agent!r}")
    lines = [f"{method} {url} RTSP/1.0", f"CSeq: {cseq}", f"User-Agent: {user_agent}", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _is_unmeasured(head: bytes) -> bool:
    return bool(_UNMEASURED_SDP.search(head)) and not _LENGTH.search(head)


def _parse(received: bytes) -> _Answer | None:
    status = _STATUS_LINE.match(received)
    if status is None:
        return None
    end = _HEAD_END.search(received, status.end())
    head, rest = (received[: end.start()], received[end.end() :]) if end else (received, b"")
    length = _LENGTH.search(head)
    body = rest[: int(length[1])] if length else rest
    lines = head.strip().decode("utf-8", "replace").replace("\r", "").split("\n")
    return _Answer(status[1].decode(), _headers(lines[1:]), body.decode("utf-8", "replace"))


def _headers(lines: list[str]) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and headers:  # a folded line continues the one before
            before, begun = headers[-1]
            headers[-1] = (before, f"{begun} {line.strip()}"[:MAX_VALUE])
        elif colon and name.strip() and len(headers) < MAX_HEADERS:
            headers.append((name.strip()[:MAX_VALUE], value.strip()[:MAX_VALUE]))
    return headers


def _options_facts(answer: _Answer) -> list[Fact]:
    facts = [Fact("rtsp.status", answer.status)]
    facts += [Fact("rtsp.public", value) for value in answer.values("public")]
    names = ", ".join(name for name, _ in answer.headers)
    return [*facts, Fact("rtsp.header_names", names)] if names else facts


def _date_form(value: str) -> str:
    return next((form for form, pattern in _DATE_FORMS if pattern.fullmatch(value)), "other")


def _description_facts(body: str) -> list[Fact]:
    """Read an SDP body (RFC 8866): names of the session, and the attributes of the session and of its media."""
    if "v=0" not in body[:64]:
        return []
    lines = body.splitlines()[:_MAX_LINES]
    media = next((at for at, line in enumerate(lines) if line.startswith("m=")), len(lines))
    told = [*lines[:media], *(line for line in lines[media:] if line.startswith("a="))]
    return list(dict.fromkeys(fact for line in told for fact in _line_facts(line)))[:MAX_HEADERS]


def _line_facts(line: str) -> Iterator[Fact]:
    for prefix, field in _SDP_LINES:
        if line.startswith(prefix):
            value = line.removeprefix(prefix).strip()
            attribute = value.partition(":")[0].strip().lower() if prefix == "a=" else ""
            # A control that is no path, `*` or `trackID=1`, is everybody's.
            own = attribute in _SESSIONS_OWN or (attribute == "control" and "/" not in value)
            if value and not own:
                yield Fact(f"rtsp.sdp.{field}", value[:MAX_VALUE].rstrip())
            return
