"""DHCP leases: ISC's dhcpd.leases, Kea's memfile, and what Windows exports.

Sources: dhcpd.leases(5); Kea Administrator Reference Manual, "Memfile - Basic Storage for Leases" (the columns of the
CSV file; state 0 is an assigned lease); Get-DhcpServerv4Lease in Microsoft's DhcpServer module (the properties that
Export-Csv writes). The last entry of an address counts: the files are journals.
"""

import re
from collections.abc import Iterator

from scanner.imports import tables
from scanner.imports.sighting import Fault, Found, Sighting, address_of, mac_of, seconds_of, told

_LEASE = re.compile(r"lease\s+(\S+)\s*\{")
_ENDED = frozenset({"free", "expired", "released", "abandoned", "reset", "backup"})
_ASSIGNED = "0"
_MOST_LINES = 60  # of one lease


def read(text: str) -> Iterator[Found]:
    """Read leases in whichever of the three forms they are."""
    yield from _isc(text) if _LEASE.search(text) else _table(text)


def _isc(text: str) -> Iterator[Found]:
    newest: dict[str, Sighting] = {}
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        match = _LEASE.match(lines[number].strip())
        if match is None:
            number += 1
            continue
        end = _end_of(lines, number)
        if end is None:
            yield Fault(number + 1, "a lease that is never closed by `}`")
            return
        found = _isc_lease(number + 1, match[1], lines[number : end + 1])
        if isinstance(found, Fault):
            yield found
        else:
            newest.pop(found.address, None)
            newest[found.address] = found
        number = end + 1
    yield from newest.values()


def _end_of(lines: list[str], start: int) -> int | None:
    for number in range(start, min(len(lines), start + _MOST_LINES)):
        if lines[number].strip() == "}" or lines[number].rstrip().endswith(" }"):
            return number
    return None


def _isc_lease(line: int, address: str, lines: list[str]) -> Found:
    known = address_of(address)
    if not known:
        return Fault(line, f"`{address}` is no IP address")
    words: dict[str, str] = {}
    for text in lines[1:]:
        for statement in text.strip().rstrip("}").split(";"):
            name, _, value = _statement(statement.strip())
            if name:
                words[name] = value
    mac = mac_of(words.get("hardware ethernet", ""))
    if "hardware ethernet" in words and not mac:
        return Fault(line, f"`{words['hardware ethernet']}` is no MAC address")
    values = told(
        mac=mac,
        lease_hostname=words.get("client-hostname", ""),
        vendor_class=words.get("set vendor-class-identifier", ""),
    )
    ended = words.get("binding state", "active") in _ENDED
    at = next((seconds_of(words[name]) for name in ("cltt", "starts") if name in words), None)
    return Sighting(line, known, values, "\n".join(lines), at, over=ended)


def _statement(text: str) -> tuple[str, str, str]:
    for name in ("hardware ethernet", "client-hostname", "set vendor-class-identifier", "binding state"):
        if text.startswith(name):
            return name, " ", text[len(name) :].strip(" =").strip('"')
    return text.partition(" ") if text.split(" ")[0] in ("starts", "ends", "cltt") else ("", "", "")


def _table(text: str) -> Iterator[Found]:
    newest: dict[str, Sighting] = {}
    for line, row, written in tables.rows(text):
        address = address_of(row.get("address", ""))
        if not address:
            yield Fault(line, f"`{row.get('address', '')}` is no IP address")
            continue
        mac = mac_of(row.get("mac", ""))
        if row.get("mac") and not mac:
            yield Fault(line, f"`{row['mac'][:60]}` is no MAC address")
            continue
        values = told(mac=mac, lease_hostname=row.get("hostname", ""))
        newest.pop(address, None)
        newest[address] = Sighting(line, address, values, written, _seen(row), over=_is_over(row))
    yield from newest.values()


def _seen(row: dict[str, str]) -> float | None:
    """Return when a Kea lease was last given: its end less its length. Windows' times depend on the server's region."""
    expires, lifetime = seconds_of(row.get("expires", "")), row.get("lifetime", "")
    return expires - int(lifetime) if expires is not None and lifetime.isdecimal() else None


def _is_over(row: dict[str, str]) -> bool:
    state = row.get("state", "").lower()
    if state.isdecimal():
        return state != _ASSIGNED
    return bool(state) and not state.startswith(("active", "inactivereservation"))
