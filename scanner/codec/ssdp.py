"""SSDP: an answer to M-SEARCH or a NOTIFY, and where the UPnP description stands.

Source: UPnP Device Architecture 1.1, clauses 1.2.2 (NOTIFY) and 1.3.3 (the answer). Header names are written in every
case. Another's M-SEARCH and a farewell (`ssdp:byebye`) describe no device that is there.
"""

import re
from urllib.parse import urlsplit

from scanner.codec.http_head import Head, parse_head
from scanner.codec.xml import MAX_TEXT, allowed
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 1900
GROUPS = ("239.255.255.250", "ff02::c")
# One target for whatever has a description, one for Axis, whose cameras answer to it by name. `ssdp:all` would have
# every device answer once for each of its services.
TARGETS = {"root": "upnp:rootdevice", "axis": "urn:axis-com:service:BasicService:1"}
_SEARCH = 'M-SEARCH * HTTP/1.1\r\nHOST: {host}:1900\r\nMAN: "ssdp:discover"\r\nMX: 2\r\nST: {target}\r\n\r\n'
MAX_DATAGRAM = 8_192
MAX_HEADERS = 64

_LINE_END = re.compile(rb"\r\n|\r|\n")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return a search for each of TARGETS, which holds nothing random."""
    return tuple((name, _search(target)) for name, target in TARGETS.items())


def is_question(data: bytes) -> bool:
    """Whether this is one of these searches and nothing else."""
    return any(data == _search(target) for target in TARGETS.values())


def location(data: bytes) -> str:
    """Return the description's address as written, for whoever knows the fence; nothing where none is named."""
    lines = _LINE_END.split(data[:MAX_DATAGRAM].strip(b"\0\r\n "), MAX_HEADERS)[:MAX_HEADERS]
    return _value(parse_head(lines), "location")


def _search(target: str) -> bytes:
    return _SEARCH.format(host=GROUPS[0], target=target).encode()


def read(exchange: Exchange) -> list[Fact]:
    """Read server, target, name and the description's path; what names neither a target nor a USN gives nothing."""
    lines = _LINE_END.split(exchange.received[:MAX_DATAGRAM].strip(b"\0\r\n "), MAX_HEADERS)[:MAX_HEADERS]
    head = parse_head(lines)
    told = {
        "ssdp.server": _value(head, "server"),
        "ssdp.target": _value(head, "st") or _value(head, "nt"),
        "ssdp.usn": _value(head, "usn"),
        "ssdp.location": _path(_value(head, "location")),
    }
    if not _describes_a_device(head) or not (told["ssdp.target"] or told["ssdp.usn"]):
        return []
    return [Fact(field, value) for field, value in told.items() if value]


def _describes_a_device(head: Head) -> bool:
    if head.status:
        return head.status == 200
    return head.reason.upper().startswith("NOTIFY ") and _value(head, "nts").lower() != "ssdp:byebye"


def _value(head: Head, name: str) -> str:
    written = next((value for value in head.values(name) if value), "")
    return allowed(written).strip()[:MAX_TEXT].rstrip()


def _path(location: str) -> str:
    """Return the path alone: the host is the device's word, and nobody goes there because of it."""
    try:
        parts = urlsplit(location)
    except ValueError:
        return ""
    return (parts.path or "/") if parts.scheme in ("http", "https") else ""
