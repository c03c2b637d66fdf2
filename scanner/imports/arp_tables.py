"""ARP and MAC tables: CSV under any of the usual headings, or the text that systems and switches print.

Sources: the printed forms of `ip neigh` (iproute2), `arp -a` and `arp -an` (net-tools, BSD and macOS, Windows), and
`show ip arp` (Cisco IOS). A MAC table of a switch without IP addresses names no device that could be found again here.
"""

import re
from collections.abc import Iterator

from scanner.imports import tables
from scanner.imports.lines import numbered
from scanner.imports.sighting import Fault, Found, Sighting, address_of, mac_of, no_address, no_mac, told

_LONGEST_LINE = 500
_MAC = r"(?:[0-9A-Fa-f]{1,2}[:-]){5}[0-9A-Fa-f]{1,2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}"
_ADDRESS = (
    r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])|(?<![\w:])(?=[0-9A-Fa-f:]{0,37}::)[0-9A-Fa-f:]{3,39}+(?![\w:])"
)
_PAIR = re.compile(rf"(?P<address>{_ADDRESS}).{{0,80}}?(?<![\w:.-])(?P<mac>{_MAC})(?![\w:-])")
_BSD_NAME = re.compile(r"(\S+) \(")
_UNANSWERED = re.compile(r"incomplete|failed|<none>|unreachable", re.IGNORECASE)
_HAS_ADDRESS = re.compile(_ADDRESS)


def read(text: str) -> Iterator[Found]:
    """Read a table. Entries that nobody answered tell of no device; broadcast and group addresses neither."""
    heading = tables.heading_of(text)
    if heading and "mac" in heading.names:
        yield from (_row(*row) for row in tables.rows(text, heading))
    else:
        yield from _printed(text)


def _row(line: int, row: dict[str, str], written: str) -> Found:
    address, mac = address_of(row.get("address", "")), mac_of(row.get("mac", ""))
    if not address:
        return no_address(line, row.get("address", ""))
    if not mac:
        return no_mac(line, row.get("mac", ""))
    return Sighting(line, address, told(mac=mac, hostname=row.get("hostname", "")), written)


def _printed(text: str) -> Iterator[Found]:
    for number, line in numbered(text):
        match = _PAIR.search(line[:_LONGEST_LINE])
        if match is None:
            if _HAS_ADDRESS.search(line[:_LONGEST_LINE]) and not _UNANSWERED.search(line) and not _is_title(line):
                yield Fault(number, "an address without a MAC address")
            continue
        address, mac = address_of(match["address"]), mac_of(match["mac"])
        if not address:
            yield no_address(number, match["address"])
        elif mac and not int(mac[:2], 16) & 1:
            named = _BSD_NAME.match(line)
            name = named[1] if named and named[1] != "?" else ""
            yield Sighting(number, address, told(mac=mac, hostname=name), line)


def _is_title(line: str) -> bool:
    """Whether a line names the interface of the lines below it, as Windows prints it."""
    return line.lstrip().lower().startswith(("interface:", "schnittstelle:"))
