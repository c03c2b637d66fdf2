"""An answer that somebody saved or pasted: which codec reads it, and what that observes.

What tools put around an answer is taken off: the question before it, the marks of `curl -v`. Text that lost its
carriage returns, as pasted text does, gets those of its head back, and nothing is concluded from what was lost.
"""

import re
from binascii import Error as NotBase64
from binascii import a2b_base64
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from scanner import codec
from scanner.codec.challenge import challenge_facts
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact, Observation
from scanner.model.outcome import Outcome

SOMEWHERE = Endpoint("192.0.2.1", 0)  # all that is pasted is taken for one device's words at one place

_QUESTION = re.compile(rb"(?P<method>[A-Z][A-Z_-]{2,15}) (?P<place>\S{1,512}) (?:HTTP|RTSP)/\d\.\d[ \t]*\r?\n")
_ANSWER = re.compile(rb"^(?:HTTP|RTSP)/\d", re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEADER = r"(?:^|\n){}[ \t]*:"
_CURL = re.compile(rb"(?:[*>{}] |< (?:HTTP|RTSP)/)")
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_DER = b"\x30\x82"
_ICONS = (b"\x00\x00\x01\x00", b"\x89PNG\r\n\x1a\n", b"GIF8", b"\xff\xd8\xff")
# Codecs that read the answer to an HTTP request: one that was saved without its head gets a plain one.
_OVER_HTTP = frozenset(
    {"onvif", "favicon", "properties", "axis_basicdeviceinfo", "hanwha_status", "upnp_description"}
)  # fmt: skip
_WITH_HEADS = frozenset({"http", "rtsp", "ssdp"})
_LOST_WITH_THE_LINE_ENDS = ("body-", "bare-lf")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was read: the codec that did, and its observations."""

    protocol: str
    observations: tuple[Observation, ...]


def readers() -> tuple[str, ...]:
    """Return the names of the codecs that read an answer, in alphabetical order."""
    names = (module.name for module in iter_modules(codec.__path__))
    return tuple(sorted(name for name in names if hasattr(import_module(f"scanner.codec.{name}"), "read")))


def read_pasted(data: bytes, protocol: str | None = None, path: str | None = None, name: str = "x1") -> Pasted:
    """Read an answer. `protocol` names its codec and leaves line ends as they are; `path` is what was asked for.

    Without `protocol` that is guessed. Never raises; a protocol that no codec reads observes nothing.
    """
    question, answer = _apart(_without_marks(data))
    chosen = protocol or guessed(answer)
    asked = _question(chosen, question, answer, path)
    restored = protocol is None and b"\r" not in answer
    received = _framed(chosen, _with_line_ends(answer, chosen) if restored else answer)
    found = codec.observations_of(_exchange(chosen, asked, received, name))
    return Pasted(chosen, tuple(dict.fromkeys(_told(found) if restored else found)))


def observed(field: str, value: str, name: str = "x1") -> list[Observation]:
    """Return a field's value as an observation; a whole challenge also gives its parts."""
    facts = [Fact(field, value)]
    if field.endswith(".challenge"):
        facts = challenge_facts(value, field.removesuffix(".challenge"))
    return [Observation(fact.field, fact.value, SOMEWHERE, name) for fact in facts]


def guessed(answer: bytes) -> str:
    """Name the codec that reads these bytes, by how they begin; `greeting` where nothing else claims them."""
    text = answer[:4096].decode("latin-1").lstrip()
    if text.startswith("HTTP/"):
        return _guessed_of_http(text, answer)
    if text.startswith("RTSP/"):
        return "rtsp"
    if text.startswith(("NOTIFY * ", "M-SEARCH * ")):
        return "ssdp"
    return _guessed_of_markup(text, answer) if text.startswith("<") else _guessed_of_bytes(answer)


def _guessed_of_http(text: str, answer: bytes) -> str:
    head = text.replace("\r", "").partition("\n\n")[0]
    if re.search(_HEADER.format("USN"), head, re.IGNORECASE) or re.search(_HEADER.format("ST"), head, re.IGNORECASE):
        return "ssdp"
    end = _HEAD_END.search(answer)
    body = answer[end.end() :] if end else b""
    if body.startswith(_ICONS):
        return "favicon"
    inner = _guessed_of_markup(body[:4096].decode("latin-1").lstrip(), body)
    return "onvif" if inner == "wsdiscovery" else inner


def _guessed_of_markup(text: str, answer: bytes) -> str:
    if re.search(r"<(?:[\w-]+:)?Envelope\b", text):
        spoken = r"<(?:[\w-]+:)?(?:ProbeMatch(?:es)?|ResolveMatch(?:es)?|Hello)\b"
        return "wsdiscovery" if re.search(spoken, text) else "onvif"
    if "urn:schemas-upnp-org:device" in text:
        return "upnp_description"
    return next((name for name in ("sadp", "finder") if _reads(name, answer)), "http")


def _guessed_of_bytes(answer: bytes) -> str:
    if answer.startswith(_ICONS):
        return "favicon"
    if _PEM.search(answer) or answer.startswith(_DER):
        return "tls"
    if answer[:2] == b"\0\0" and answer[2:3] >= b"\x80" and _reads("mdns", answer):
        return "mdns"
    return next((name for name in ("dhip", "tdp", "finder") if _reads(name, answer)), "greeting")


def _reads(protocol: str, answer: bytes) -> bool:
    """Whether a search protocol's codec finds an answer in the bytes."""
    return bool(codec.observations_of(_exchange(protocol, "search", answer)))


def _exchange(protocol: str, question: str, received: bytes, name: str = "x1") -> Exchange:
    target = Target(SOMEWHERE.address)
    return Exchange(name, target, SOMEWHERE, protocol, question, 0, 0, Outcome.ANSWERED, b"", received)


def _without_marks(data: bytes) -> bytes:
    """Return what `curl -v` showed of the answer: its head behind `< `, and the body."""
    start = data.lstrip(b"\r\n\t ")
    if not _CURL.match(start):
        return start if start[:5] in (b"HTTP/", b"RTSP/") or start[:1] == b"<" else data
    kept: list[bytes] = []
    in_head = True
    for line in start.splitlines(keepends=True):
        if in_head and line[:1] == b"<":
            kept.append(line[1:].lstrip(b" "))
            in_head = bool(line[1:].strip())
        elif not in_head and line[:2] not in (b"* ", b"{ ", b"} "):
            kept.append(line)
    return b"".join(kept)


def _apart(data: bytes) -> tuple[re.Match[bytes] | None, bytes]:
    """Part a question that was saved with its answer from it."""
    question = _QUESTION.match(data)
    answer = _ANSWER.search(data, question.end()) if question else None
    return (question, data[answer.start() :]) if question and answer else (None, data)


def _question(protocol: str, question: re.Match[bytes] | None, answer: bytes, path: str | None) -> str:
    method, place = (question["method"].decode(), question["place"].decode("latin-1")) if question else ("", "")
    if protocol == "rtsp":
        return method or _rtsp_question(answer)
    if protocol == "onvif":
        return "GetDeviceInformation" if b"GetDeviceInformation" in answer else "GetSystemDateAndTime"
    return f"{(method or 'get').lower()} {path or place or '/'}"


def _rtsp_question(answer: bytes) -> str:
    described = (b"\nwww-authenticate:", b"application/sdp", b"\nv=0")
    lower = answer.lower()
    return "DESCRIBE" if b"\npublic:" not in lower and any(word in lower for word in described) else "OPTIONS"


def _framed(protocol: str, answer: bytes) -> bytes:
    if protocol in _OVER_HTTP and not answer.startswith(b"HTTP/"):
        return b"HTTP/1.1 200 OK\r\n\r\n" + answer
    pem = _PEM.search(answer) if protocol == "tls" else None
    return _der(pem[1]) if pem else answer


def _der(base64: bytes) -> bytes:
    try:
        return a2b_base64(base64)
    except NotBase64:
        return b""


def _with_line_ends(answer: bytes, protocol: str) -> bytes:
    """Give a head, or a greeting, the carriage returns that its protocol asks for."""
    if protocol not in _WITH_HEADS and protocol != "greeting":
        return answer
    end = answer.find(b"\n\n")
    if protocol == "greeting" or end < 0:
        return answer.replace(b"\n", b"\r\n")
    return answer[: end + 2].replace(b"\n", b"\r\n") + answer[end + 2 :]


def _told(found: Iterable[Observation]) -> Iterable[Observation]:
    """Leave out what only says that line ends were lost."""
    lost = _LOST_WITH_THE_LINE_ENDS
    return (item for item in found if item.field != "http.anomaly" or not item.value.startswith(lost))
