"""SSDP: an answer to M-SEARCH or a NOTIFY, and where the UPnP description stands.

Source: UPnP Device Architecture 1.1, clauses 1.2.2 (NOTIFY) and 1.3.3 (the answer). Header names are written in every
case. Another's M-SEARCH and a farewell (`ssdp:byebye`) describe no device that is there.
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from scanner.codec.http_head import Head, parse_head
from scanner.codec.xml import MAX_TEXT, allowed
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 1900
GROUPS = ("239.255.255.250", "ff02::c")
# One target for whatever has a description, one for Axis, whose cameras answer to it by name. `ssdp:all` would have
# every device answer once for each of its services. Sources: julienblitte/UniversalScanner (SSDP.cs) and
# FantasticFiasco/axis-js (packages/axis-discovery-ssdp/src/sockets/MSearch.ts).
TARGETS = {"root": "upnp:rootdevice", "axis": "urn:axis-com:service:BasicService:1"}
# Clause 1.3.2 wants no MX where one device is searched, but the library that many cameras are built with drops whatever
# has none, whoever it went to (pupnp/pupnp, upnp/src/ssdp/ssdp_device.c).
_SEARCH = 'M-SEARCH * HTTP/1.1\r\nHOST: {host}:1900\r\nMAN: "ssdp:discover"\r\nMX: 2\r\nST: {target}\r\n\r\n'
MAX_DATAGRAM = 8_192
MAX_HEADERS = 64

_LINE_END = re.compile(rb"\r\n|\r|\n")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return a search for each of TARGETS, which holds nothing random, as it goes to the IPv4 group."""
    return questions_to(GROUPS[0])


def questions_to(address: str) -> tuple[tuple[str, bytes], ...]:
    """Return the searches as they go to one of GROUPS or to a single device. Raises ValueError for no IP address.

    Those to a single device are no `is_question`: nobody asks one by SSDP, so none may leave.
    """
    host = _host(address)
    return tuple((name, _SEARCH.format(host=host, target=target).encode()) for name, target in TARGETS.items())


def is_question(data: bytes) -> bool:
    """Whether this is one of these searches to one of GROUPS, and nothing else."""
    return any(data == question for group in GROUPS for _, question in questions_to(group))


def location(data: bytes) -> str:
    """Return the description's address as written, for whoever knows the fence.

    Nothing where a device takes leave or names none, or one that is too long or unprintable to be kept as it is.
    """
    head = _head(data)
    written = next((value for value in head.values("location") if value), "").strip()
    kept = _describes_a_device(head) and len(written) <= MAX_TEXT and allowed(written) == written
    return written if kept else ""


def _host(address: str) -> str:
    """Return an address as HOST names it: the IPv6 group in capitals, as annex A writes it, and never a zone."""
    parsed = ip_address(address.partition("%")[0])
    written = str(parsed).upper() if parsed.is_multicast else str(parsed)
    return f"[{written}]" if parsed.version == 6 else written


def read(exchange: Exchange) -> list[Fact]:
    """Read server, target, name and the description's path; what names neither a target nor a USN gives nothing."""
    head = _head(exchange.received)
    told = {
        "ssdp.server": _value(head, "server"),
        "ssdp.target": _value(head, "st") or _value(head, "nt"),
        "ssdp.usn": _value(head, "usn"),
        "ssdp.location": _path(_value(head, "location")),
    }
    if not _describes_a_device(head) or not (told["ssdp.target"] or told["ssdp.usn"]):
        return []
    return [Fact(field, value) for field, value in told.items() if value]


def _head(data: bytes) -> Head:
    return parse_head(_LINE_END.split(data[:MAX_DATAGRAM].strip(b"\0\r\n "), MAX_HEADERS)[:MAX_HEADERS])


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
