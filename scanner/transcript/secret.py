"""One value that a shared copy must not hold, and how it may be written."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from ipaddress import ip_address
from typing import Literal
from urllib.parse import quote

Kind = Literal["ipv4", "ipv6", "mac", "uuid", "hex", "text"]

# How a certificate writes an address: the tag of an alternative name's iPAddress and the length (RFC 5280, 4.2.1.6).
PACKED = {4: b"\x87\x04", 6: b"\x87\x10"}

_SHORTEST_SERIAL = 5
_ALONE_BELOW = 8
_MAKERS_PART = 3
_SHORTEST_WITH_MAKERS_PART = 10
# What Arecont writes for the last half of a MAC address.
_ARECONT = re.compile(r"av[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Secret:
    """One value to hide, in lower case. `alone`: only where it stands as a word. `kept` first characters may stay."""

    kind: Kind
    value: bytes
    alone: bool = False
    kept: int = 0


def octets_of(text: str) -> bytes:
    """Return a text's bytes, also where it holds halves of surrogate pairs."""
    return text.encode("utf-8", "surrogatepass")


def interface_id(mac: bytes) -> bytes:
    """Return the end of the IPv6 address that is made of a MAC address of six octets (RFC 4291, Appendix A)."""
    return bytes((mac[0] ^ 2, *mac[1:3], 0xFF, 0xFE, *mac[3:]))


def mac_of(address: bytes) -> bytes:
    """Return the digits of the MAC address that an IPv6 address was made of; nothing for any other."""
    end = ip_address(address.decode("ascii")).packed[8:]
    mac = bytes((end[0] ^ 2, *end[1:3], *end[5:]))
    return mac.hex().encode() if interface_id(mac) == end else b""


def name_secret(name: str) -> Secret:
    """Make a name's secret. A short or plain word is hidden only where it stands alone."""
    return Secret("text", octets_of(name).lower(), alone=name.isalnum() or len(name) < _ALONE_BELOW)


def serial_secret(value: str, models: set[str]) -> Secret | None:
    """Make a serial's secret. A model in front of it stays, and so do the characters that tell the maker."""
    for model in sorted(models, key=len, reverse=True):
        if model and value.startswith(model):
            value = value[len(model) :]
    if len(value) < _SHORTEST_SERIAL or len(set(value)) == 1 or not any(map(str.isdigit, value)):
        return None
    plain = octets_of(value).lower()
    if re.fullmatch(r"[0-9a-f]{12}", value.lower()):
        return Secret("mac", plain)
    if _ARECONT.fullmatch(value):
        return Secret("hex", plain, kept=2)
    if re.fullmatch(r"(?=.*[a-f])[0-9a-f]{8,}", value.lower()):
        return Secret("hex", plain)
    kept = _MAKERS_PART if len(value) >= _SHORTEST_WITH_MAKERS_PART else 0
    return Secret("text", plain, alone=len(value) < _ALONE_BELOW, kept=kept)


def spellings(secret: Secret) -> Iterator[bytes]:
    """Yield the ways in which text, certificates and URLs write it."""
    value = secret.value
    yield value
    if secret.kind == "mac":
        pairs = [value[start : start + 2] for start in range(0, 12, 2)]
        yield from (joined.join(pairs) for joined in (b":", b"-", b"%3a"))
        yield b".".join(value[start : start + 4] for start in range(0, 12, 4))
    elif secret.kind in ("ipv4", "ipv6"):
        address = ip_address(value.decode("ascii"))
        yield PACKED[address.version] + address.packed
    elif secret.kind == "text":
        text = value.decode("utf-8", "surrogatepass")
        yield from (quote(value).encode(), quote(value, safe="").encode(), octets_of(escape(text)))
        in_json = json.dumps(text)[1:-1].encode()
        yield from (in_json, in_json.replace(b"/", b"\\/"))
        if text.isprintable() and all(ord(character) < 256 for character in text):
            yield text.encode("latin-1")
