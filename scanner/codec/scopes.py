"""ONVIF scopes: `onvif://www.onvif.org/category/value`, and the many ways in which firmware writes them.

Source: ONVIF Core Specification, Device discovery, Scopes. The order of the categories is a platform's own.
"""

import re
from urllib.parse import unquote_to_bytes

from scanner.codec.xml import MAX_TEXT, decode
from scanner.model.observation import Fact

_PREFIX = re.compile(r"onvif://(?:www\.)?onvif\.org/", re.IGNORECASE)

_MAC_CATEGORIES = frozenset({"mac", "macaddr", "macaddress"})
# Categories whose value belongs to one unit, release or label: the shape leaves it out.
_PRIVATE = _MAC_CATEGORIES | frozenset(
    {"name", "hardware", "model", "manufacturer", "mfr", "serial", "serialnumber", "version", "firmware", "uuid"}
)
MAX_SHAPE = 1024
_FIELDS = {
    "name": "wsd.scope.name",
    "hardware": "wsd.scope.hardware",
    "location": "wsd.scope.location",
    "type": "wsd.scope.type",
    "profile": "wsd.scope.profile",
    "extension": "wsd.scope.extension",
    "serial": "wsd.scope.serial",
    "serialnumber": "wsd.scope.serial",
    "version": "wsd.scope.version",
    "firmware": "wsd.scope.version",
}


def scope_facts(scopes: list[str]) -> list[Fact]:
    """Return each scope as written, what its category tells, and the shape of the whole list."""
    facts = []
    for scope in scopes:
        facts += [Fact("wsd.scope", scope), *_category_facts(scope)]
    shape = ",".join(map(_shape, scopes))[:MAX_SHAPE]
    return [*facts, Fact("wsd.scopes", shape)] if shape else facts


def scope_macs(scopes: list[str]) -> list[str]:
    """Return the MACs that the scopes tell, normalised."""
    return [fact.value for scope in scopes for fact in _category_facts(scope) if fact.field == "wsd.scope.mac"]


def normal_mac(text: str) -> str:
    """Return six octets in lower case with colons, or nothing for a text that is no MAC."""
    digits = re.sub(r"[:.\-\s]", "", text.lower())
    if not re.fullmatch(r"[0-9a-f]{12}", digits) or digits == "0" * 12:
        return ""
    return ":".join(digits[index : index + 2] for index in range(0, 12, 2))


def _segments(scope: str) -> list[str]:
    """Return the path's segments. A scope of another authority keeps its own segments; one without a path has one."""
    return _PREFIX.sub("", scope).split("/")


def _category_facts(scope: str) -> list[Fact]:
    """Read one scope: by its first segment, else by the last but one (`/acc/mac/…`, `/A1C2B3/mac/…`)."""
    if not _PREFIX.match(scope):
        return []
    first, *rest = _segments(scope)
    last_but_one, last = ([first, *rest][-2:]) if rest else (first, "")
    if last_but_one.lower() in _MAC_CATEGORIES:
        mac = normal_mac(_decoded(last))
        return [Fact("wsd.scope.mac", mac)] if mac else []
    field = _FIELDS.get(first.lower())
    value = _decoded("/".join(rest))
    if field is None:
        field, value = _FIELDS.get(last_but_one.lower()), _decoded(last)
    return [Fact(field, value)] if field and value else []


def _decoded(value: str) -> str:
    return decode(unquote_to_bytes(value)).strip()[:MAX_TEXT]


def _shape(scope: str) -> str:
    """Return the scope without what differs from unit to unit: `location/country`, `name`, `type/video_encoder`."""
    segments = _segments(scope)
    for index, segment in enumerate(segments):
        if segment.lower() in _PRIVATE:
            return "/".join(segments[: index + 1])
    if segments[0].lower() == "location":
        return "/".join(segments[:-1]) if len(segments) > 1 else segments[0]
    return "/".join(segments)
