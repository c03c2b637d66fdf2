"""Named values in the answer to a documented read: `name=value` lines, script variables, XML elements or JSON members.

An XML element's `id` or `name` is its name where it has one; a JSON object stands as `{}` before what is in it.

One codec for the many makers who answer a follow-up in one of these forms. Each value is told together with the path
that was asked, `/common/info.cgi model=DCS-932L`, so that a fingerprint reads one maker's answer and no other's. The
status stands beside them as `:status`: a path that wants a login is there, one that is not found is not.
"""

import json
import re
from collections.abc import Iterator

from scanner.codec import http, xml
from scanner.codec.challenge import challenge_facts
from scanner.codec.xml import decode
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

MAX_PROPERTIES = 64
MAX_VALUE = 128
MAX_CHARACTERS = 65_536
_DEEPEST = 8

# `hardware:=Canon VB-M40`, `var ModelName="SNC-RZ25N";`, `model=DCS-932L`, `"version": "v1.0.251"`, `version: 5.51`
_PAIR = re.compile(
    r"""(?:^|[\s;{,&])["']?(?P<name>[A-Za-z_][\w.-]{0,63})["']?[ \t]{0,8}(?::=|[:=])[ \t]{0,8}"""
    r"""(?:"(?P<double>[^"\r\n]{0,128})"|'(?P<single>[^'\r\n]{0,128})'|(?P<bare>[^\s"'<>;&{[(][^\r\n"'<>;&]{0,127}))"""
)


def read(exchange: Exchange) -> list[Fact]:
    """Read the status and what is named. An answer in no known form tells its status alone."""
    answer = http.parse(exchange.received, http.is_complete(exchange))
    if answer is None or not answer.status:
        return []
    path = exchange.question.partition(" ")[2] or "/"
    pairs = [(":status", str(answer.status))]
    if answer.status == 200:
        pairs += [pair for pair in _pairs(decode(answer.body)[:MAX_CHARACTERS]) if pair[1]]
    facts = [Fact("http.property", f"{path} {name}={value}") for name, value in dict.fromkeys(pairs)]
    for value in answer.values("www-authenticate"):
        facts += challenge_facts(value, "http")
    return facts[:MAX_PROPERTIES]


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        try:
            yield from _members(json.loads(start), 0)
            return
        except (ValueError, RecursionError):
            pass
    root = xml.parse(start.encode("utf-8", "replace")) if start.startswith("<") else None
    if root is not None and xml.local_name(root).lower() != "html":
        yield from _elements(root)
        return
    for found in _PAIR.finditer(text):
        yield found["name"], (found["double"] or found["single"] or found["bare"] or "").strip()


def _members(value: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:MAX_PROPERTIES]:
            yield from _members(item, depth + 1)
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str | int | float):
                yield xml.allowed(name)[:MAX_VALUE], xml.allowed(str(inner)).strip()[:MAX_VALUE]
            else:
                if isinstance(inner, dict):
                    yield xml.allowed(name)[:MAX_VALUE], "{}"
                yield from _members(inner, depth + 1)


def _elements(root: xml.Element) -> Iterator[tuple[str, str]]:
    for element in xml.elements(root):
        if not len(element):
            named = element.get("id") or element.get("name") or xml.local_name(element)
            yield xml.allowed(named)[:MAX_VALUE], xml.text_of(element)[:MAX_VALUE]
