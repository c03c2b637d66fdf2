"""JSON objects in datagrams: behind a binary header, before stray bytes, cut short or wrongly quoted."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from scanner.codec.scopes import normal_mac
from scanner.codec.xml import MAX_TEXT, allowed, decode
from scanner.model.observation import Fact

MAX_BYTES = 65_536
MAX_HEADER = 256
MAX_MEMBERS = 512
_DEEPEST = 8

_DECODER = json.JSONDecoder(strict=False)
# What is left to read where a quote is missing or the end is: names with a text of their own.
_MEMBER = re.compile(r'"([A-Za-z_][\w.]{0,63})"\s{0,8}:\s{0,8}"((?:[^"\\\r\n]|\\.){0,256})"')


def strings_in(data: bytes) -> dict[str, str]:
    """Return each name's first text in the object that begins at the first brace, however deep; else nothing.

    A header of at most MAX_HEADER bytes may stand before it. Values are trimmed and cut at MAX_TEXT characters.
    """
    start = data.find(b"{", 0, MAX_HEADER)
    if start < 0:
        return {}
    found: dict[str, str] = {}
    for name, value in islice(_members(decode(data[start : start + MAX_BYTES])), MAX_MEMBERS):
        found.setdefault(name, allowed(value).strip()[:MAX_TEXT].rstrip())
    return found


def facts_of(told: Mapping[str, str], fields: Mapping[str, str]) -> list[Fact]:
    """Return what was told as facts, by field and name, and the MAC address under `mac`."""
    facts = [Fact(field, told[name]) for field, name in fields.items() if told.get(name)]
    mac = normal_mac(told.get("mac", ""))
    return [*facts, Fact("mac", mac)] if mac else facts


def _members(text: str) -> Iterator[tuple[str, str]]:
    try:
        value, _ = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        for match in _MEMBER.finditer(text):
            yield match[1], match[2].replace("\\/", "/")
    else:
        yield from _texts(value, 0)


def _texts(value: object, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < _DEEPEST:
        for name, inner in value.items():
            if isinstance(inner, str):
                yield name, inner
            else:
                yield from _texts(inner, depth + 1)
