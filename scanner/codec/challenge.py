"""WWW-Authenticate (RFC 9110 clause 11, RFC 7616): which schemes a device offers, and the style in which it asks.

The nonce itself is never the same twice; its structure is the platform's own:

    hex-of-base64-pair   hex that spells the base64 of two hex numbers joined by a colon
    hex-of-colon-text    hex that spells two hex numbers, each ended by a colon, and then anything
    hex32-epoch-ms       32 hex digits, a colon, milliseconds since the epoch
    base64-of-hex32      base64 of 32 hex digits
    onvif-digest         base64 of `onvif-digest:` and digits
    hex32, hex64         that many hex digits
    base64, other        what is left
"""

import binascii
import re
from dataclasses import dataclass

from scanner.model.observation import Fact
from scanner.model.vocabulary import FIELDS

MAX_HEADER = 4_096
MAX_CHALLENGES = 16
MAX_PARAMETERS = 32
MAX_VALUE = 512

_WORD = re.compile(r"[^\s,=\"]+")
_GAP = re.compile(r"[\s,;]*")
_EQUALS = re.compile(r"\s*=\s*")
_TOKEN68_END = re.compile(r"=*\s*(?=,|$)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)("|\\?$)', re.DOTALL)
_UNQUOTED = re.compile(r"[^,\s]*")
_CLOSED = re.compile(r"\s*(?:[,;]|$)|\s+[A-Za-z][\w-]{0,31}\s*=", re.ASCII)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_NEXT_PARAMETER = re.compile(r",\s*[A-Za-z][\w-]{0,31}\s*=\s*$", re.ASCII)
_NEXT_WITHIN = 64

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_BASE64 = re.compile(
    r"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}="
)
_PAIR = re.compile(rb"[0-9A-Fa-f]{1,8}:[0-9A-Fa-f]{1,8}")
_COLON_TEXT = re.compile(rb"[0-9A-Fa-f]{1,8}:[0-9A-Fa-f]{1,8}:")
_HEX32 = re.compile(rb"[0-9A-Fa-f]{32}")
_HEX32_EPOCH = re.compile(r"[0-9A-Fa-f]{32}:[0-9]{13}")
_ONVIF_DIGEST = re.compile(rb"onvif-digest:[0-9]+")


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: its scheme and its parameters in order, as written, quotes and escapes undone."""

    scheme: str
    parameters: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """Return a parameter's value, or None where it is absent; `name` in lower case."""
        return next((value for written, value in self.parameters if written.lower() == name), None)


def challenge_facts(header_value: str, prefix: str) -> list[Fact]:
    """Return the facts of one WWW-Authenticate header; `prefix` is `http`, `rtsp` or `onvif`.

    Only fields that the vocabulary has for the prefix are given. An empty header gives nothing.
    """
    base = f"{prefix.rstrip('.')}.challenge"
    facts = [Fact(base, header_value[:MAX_HEADER])] if header_value else []
    for challenge in parse_challenges(header_value):
        facts += [Fact(f"{base}.{name}", value) for name, value in _traits(challenge)]
    return [fact for fact in facts if fact.field in FIELDS]


def parse_challenges(header_value: str) -> list[Challenge]:
    """Read a header that may hold several challenges. Never raises; reads at most MAX_HEADER characters."""
    text = header_value[:MAX_HEADER]
    found: list[tuple[str, list[tuple[str, str]]]] = []
    position = _skip(_GAP, text, 0)
    while position < len(text) and len(found) <= MAX_CHALLENGES:
        position = _skip(_GAP, text, _take(text, position, found))
    return [Challenge(scheme, tuple(parameters[:MAX_PARAMETERS])) for scheme, parameters in found[:MAX_CHALLENGES]]


def nonce_form(nonce: str) -> str:
    """Name the structure of a nonce, as listed above."""
    if _HEX32_EPOCH.fullmatch(nonce):
        return "hex32-epoch-ms"
    if _HEX.fullmatch(nonce):
        return _hex_form(nonce)
    if not _BASE64.fullmatch(nonce):
        return "other"
    plain = binascii.a2b_base64(nonce)
    if _ONVIF_DIGEST.fullmatch(plain):
        return "onvif-digest"
    return "base64-of-hex32" if _HEX32.fullmatch(plain) else "base64"


def _hex_form(nonce: str) -> str:
    plain = bytes.fromhex(nonce)
    if _COLON_TEXT.match(plain):
        return "hex-of-colon-text"
    if _BASE64.fullmatch(plain.decode("latin-1")) and _PAIR.fullmatch(binascii.a2b_base64(plain)):
        return "hex-of-base64-pair"
    return {32: "hex32", 64: "hex64"}.get(len(nonce), "other")


def _traits(challenge: Challenge) -> list[tuple[str, str]]:
    traits = [("scheme", challenge.scheme)] if challenge.scheme else []
    for name in ("realm", "domain"):
        if value := challenge.get(name):
            traits.append((name, value))
    if challenge.parameters:
        traits.append(("parameters", ",".join(name for name, _ in challenge.parameters)))
    if nonce := challenge.get("nonce"):
        traits.append(("nonce_form", nonce_form(nonce)))
    return traits


def _take(text: str, position: int, found: list[tuple[str, list[tuple[str, str]]]]) -> int:
    """Take a scheme or a parameter at `position`; returns where the next may begin."""
    word = _WORD.match(text, position)
    if word is None:
        return position + 1  # a stray quote or equals sign
    end = word.end()
    if found and not found[-1][1] and (token68 := _TOKEN68_END.match(text, end)) and text[end : end + 1] == "=":
        return token68.end()  # `Negotiate abc=`: opaque data, no parameter
    equals = _EQUALS.match(text, end)
    if equals is None:
        found.append((word[0][:MAX_VALUE], []))
        return end
    if not found:
        found.append(("", []))
    value, end = _value(text, equals.end())
    found[-1][1].append((word[0][:MAX_VALUE], value[:MAX_VALUE]))
    return end


def _value(text: str, position: int) -> tuple[str, int]:
    if text[position : position + 1] != '"':
        match = _UNQUOTED.match(text, position)
        return (match[0], match.end()) if match else ("", position)
    start = position + 1
    scan = position
    while match := _QUOTED.match(text, scan):
        end = match.end()
        raw = text[start : match.end(1)]
        if _CLOSED.match(text, end):
            return _ESCAPE.sub(r"\1", raw), end
        # This quote closes nothing: either it opens the next parameter's value, or it is a stray.
        tail = text[max(start, match.end(1) - _NEXT_WITHIN) : match.end(1)]
        if following := _NEXT_PARAMETER.search(tail):
            cut = match.end(1) - len(tail) + following.start()
            return _ESCAPE.sub(r"\1", text[start:cut]), cut
        scan = match.end(1)
    return _ESCAPE.sub(r"\1", text[start:]), len(text)


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
