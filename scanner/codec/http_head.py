"""The status line and headers of an HTTP answer, read tolerantly: every departure from RFC 9112 gets a name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Clause 4 of RFC 9112, with everything in it optional that firmware leaves out.
_STATUS_LINE = re.compile(
    r"(HTTP|RTSP|ICY)(/[ \t]?[0-9]{1,3}(?:\.[0-9]{1,3})?)?([ \t]*)([0-9]{1,9})?([ \t]*)(.*)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110 clause 5.6.2
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANK = " \t"
_COUSINS = {"RTSP": "rtsp-status-line", "ICY": "icy-status-line"}


@dataclass(frozen=True, slots=True)
class Head:
    """A status line and its headers, names and values as written but for blanks around them.

    `status` is 0 where none is said. A line without a colon, or that begins with it, stands with an empty name.
    """

    version: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    anomalies: tuple[str, ...]

    def values(self, name: str) -> list[str]:
        """Return the values of a header, in order; `name` in lower case."""
        return [value for header, value in self.headers if header.lower() == name]


def parse_head(lines: Sequence[bytes]) -> Head:
    """Read a head's lines, of which the first is a status line. Never raises."""
    anomalies: dict[str, None] = {}
    version, status, reason = _status(text_of_line(lines[0]) if lines else "", anomalies)
    headers: list[tuple[str, str]] = []
    for line in unfolded(lines[1:], anomalies):
        headers.append(_header(text_of_line(line), anomalies))
    return Head(version, status, reason, tuple(headers), tuple(anomalies))


def text_of_line(line: bytes) -> str:
    """Decode a header line. UTF-8 where it is that, otherwise every byte as the character of its number."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def unfolded(lines: Sequence[bytes], anomalies: dict[str, None]) -> Iterator[bytes]:
    """Join lines that begin with a blank to the line before (RFC 9112 clause 5.2), in linear time."""
    pieces: list[bytes] = []
    for line in lines:
        if line[:1] not in (b" ", b"\t"):
            if pieces:
                yield b" ".join(pieces)
            pieces = [line]
        elif pieces:
            anomalies["obs-fold"] = None
            pieces.append(line.strip())
        else:
            anomalies["fold-before-header"] = None
            pieces = [line.strip()]
    if pieces:
        yield b" ".join(pieces)


def _status(line: str, anomalies: dict[str, None]) -> tuple[str, int, str]:
    match = _STATUS_LINE.match(line)
    if match is None:
        return "", 0, line
    name, number, gap, digits, second_gap, reason = match.groups(default="")
    _judge_version(name, number, anomalies)
    _judge_text(line, anomalies)
    if not digits:
        anomalies["no-status-code"] = None
        return name + number, 0, reason
    status = int(digits)
    if not 100 <= status <= 599:
        anomalies["status-out-of-range"] = None
    if gap != " " or (reason and second_gap not in ("", " ")):
        anomalies["odd-space-in-status-line"] = None
    if not second_gap:
        anomalies["no-space-after-status" if reason else "no-reason"] = None
    return name + number, status, reason.rstrip(_BLANK)


def _judge_version(name: str, number: str, anomalies: dict[str, None]) -> None:
    if name != name.upper():
        anomalies["lower-case-version"] = None
    if name.upper() in _COUSINS:
        anomalies[_COUSINS[name.upper()]] = None
    elif not number:
        anomalies["no-version"] = None
    elif number not in ("/1.1", "/1.0"):
        anomalies["odd-version"] = None


def _header(line: str, anomalies: dict[str, None]) -> tuple[str, str]:
    _judge_text(line, anomalies)
    written, colon, value = line.partition(":")
    if not colon:
        anomalies["no-colon"] = None
        return "", line.strip(_BLANK)
    name = written.strip(_BLANK)
    if not name:
        anomalies["empty-name"] = None
    elif len(name) < len(written):
        anomalies["space-before-colon"] = None
    if name and not _TOKEN.fullmatch(name):
        anomalies[_odd_name(name)] = None
    return name, value.strip(_BLANK)


def _odd_name(name: str) -> str:
    if not name.isascii():
        return "non-ascii-name"
    return "space-in-name" if " " in name or "\t" in name else "odd-character-in-name"


def _judge_text(line: str, anomalies: dict[str, None]) -> None:
    if "\0" in line:
        anomalies["nul-in-head"] = None
    if _CONTROL.search(line):
        anomalies["control-character"] = None
