"""DHCP leases: ISC's dhcpd.leases, Kea's memfile, and what Windows exports.

Sources: dhcpd.leases(5); Kea Administrator Reference Manual, "Memfile - Basic Storage for Leases" (the columns of the
CSV file; state 0 is an assigned lease); Get-DhcpServerv4Lease in Microsoft's DhcpServer module (the properties that
Export-Csv writes). The last entry of an address counts: the files are journals.
"""

import re
from collections.abc import Iterator

from scanner.imports import tables
from scanner.imports.lines import numbered
from scanner.imports.sighting import (
    Fault,
    Found,
    Sighting,
    address_of,
    bearable,
    mac_of,
    no_address,
    no_mac,
    seconds_of,
    told,
)

# At the beginning of a line only: a host may be called `lease x {`.
_LEASE = re.compile(r"^[ \t]*+lease[ \t]++([^\s{]++)[ \t]*+\{", re.MULTILINE)
# A device chooses its name, and dhcpd writes it in quotes: what stands in these ends no statement.
_STATEMENT = re.compile(r'(?:"(?:[^"\\]++|\\.)*+"|[^";{}]++)++')
_NEVER_CLOSED = "a lease that is never closed by `}`"
_ENDED = frozenset({"free", "expired", "released", "abandoned", "reset", "backup"})
_ASSIGNED = "0"
_MOST_LINES = 60  # of one lease


def read(text: str) -> Iterator[Found]:
    """Read leases in whichever of the three forms they are: what stands first decides, a heading or a lease."""
    lease, heading = _LEASE.search(text), tables.heading_of(text)
    is_table = heading and "mac" in heading.names and heading.line <= text.count("\n", 0, lease.start() if lease else 0)
    if lease and not is_table:
        yield from _isc(text)
    elif heading:
        yield from _table(text, heading)


def _isc(text: str) -> Iterator[Found]:
    newest: dict[str, Sighting] = {}
    started, body = 0, list[str]()
    for number, line in numbered(text):
        if _LEASE.match(line):
            if started:
                yield Fault(started, _NEVER_CLOSED)
            started, body = number, []
        if not started:
            continue
        body.append(line)
        if line.strip() == "}" or line.rstrip().endswith(" }"):
            found = _isc_lease(started, body)
            if isinstance(found, Fault):
                yield found
            else:
                newest.pop(found.address, None)
                newest[found.address] = found
            started = 0
        elif len(body) >= _MOST_LINES:
            yield Fault(started, _NEVER_CLOSED)
            started = 0
    if started:
        yield Fault(started, _NEVER_CLOSED)
    yield from newest.values()


def _isc_lease(line: int, lines: list[str]) -> Found:
    begins = _LEASE.match(lines[0])
    assert begins
    known = address_of(begins[1])
    if not known:
        return no_address(line, begins[1])
    words: dict[str, str] = {}
    for text in (lines[0][begins.end() :], *lines[1:]):
        for statement in _STATEMENT.findall(text):
            name, _, value = _statement(statement.strip())
            if name:
                words.setdefault(name, value)
    mac = mac_of(words.get("hardware ethernet", ""))
    if "hardware ethernet" in words and not mac:
        return no_mac(line, words["hardware ethernet"])
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


def _table(text: str, heading: tables.Heading) -> Iterator[Found]:
    newest: dict[str, Sighting] = {}
    for line, row, written in tables.rows(text, heading):
        address = address_of(row.get("address", ""))
        if not address:
            yield no_address(line, row.get("address", ""))
            continue
        mac = mac_of(row.get("mac", ""))
        if row.get("mac") and not mac:
            yield no_mac(line, row["mac"])
            continue
        values = told(mac=mac, lease_hostname=row.get("hostname", ""))
        newest.pop(address, None)
        newest[address] = Sighting(line, address, values, written, _seen(row), over=_is_over(row))
    yield from newest.values()


def _seen(row: dict[str, str]) -> float | None:
    """Return when a Kea lease was last given: its end less its length. Windows' times depend on the server's region."""
    expires, lifetime = seconds_of(row.get("expires", "")), row.get("lifetime", "")
    if expires is None or not re.fullmatch(r"[0-9]{1,10}", lifetime):
        return None
    return bearable(expires - int(lifetime))


def _is_over(row: dict[str, str]) -> bool:
    state = row.get("state", "").lower()
    if state.isdecimal():
        return state != _ASSIGNED
    return bool(state) and not state.startswith(("active", "inactivereservation"))
