"""Tables as people export them: comma, semicolon or tab, with a heading row in any of the usual words."""

import csv
import re
from collections.abc import Iterator, Mapping

MOST_COLUMNS = 200
_LONGEST_CELL = 10_000

# What a column is called, by what it holds. Compared without case, blanks and punctuation.
NAMES: Mapping[str, tuple[str, ...]] = {
    "address": ("ipaddress", "ip", "address", "ipv4address", "ipv4", "ipaddr", "hostaddress", "internetaddress"),
    "mac": ("macaddress", "mac", "hwaddress", "hwaddr", "clientid", "physicaladdress", "hardwareaddress", "lladdr"),
    "hostname": ("hostname", "host", "name", "devicename", "dnsname", "fqdn", "computername"),
    "description": ("description", "notes", "comment", "remarks"),
    "make": ("make", "manufacturer", "brand", "vendor"),
    "model": ("model", "modelnumber", "modelname", "type"),
    "serial": ("serial", "serialnumber", "serialno", "sn"),
    "location": ("location", "site", "place", "building", "position"),
    "expires": ("leaseexpirytime", "leaseexpires", "expire", "expires", "leaseexpiration", "expiry"),
    "state": ("addressstate", "state", "status"),
    "lifetime": ("validlifetime",),
    "seen": ("lastseen", "seen", "timestamp", "date", "time"),
}


def rows(text: str) -> Iterator[tuple[int, dict[str, str], str]]:
    """Yield each row under a heading: its line, its cells by the names of NAMES, and the row as written.

    A file without a heading that names an address yields nothing.
    """
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if _is_heading(line)), None)
    if start is None:
        return
    separator = separator_of(lines[start])
    names = [known(cell) for cell in cells(lines[start], separator)[:MOST_COLUMNS]]
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if not line.strip() or line.startswith("#") or _is_rule(line):
            continue
        found: dict[str, str] = {}
        for name, cell in zip(names, cells(line, separator), strict=False):
            if name and cell.strip():
                found.setdefault(name, cell.strip())
        yield number, found, line


def separator_of(line: str) -> str:
    """Return the separator that a line uses most."""
    return max(",;\t", key=line.count)


def cells(line: str, separator: str) -> list[str]:
    """Return a line's cells; a quote that is never closed ends with the line."""
    if len(line) > _LONGEST_CELL:
        line = line[:_LONGEST_CELL]
    return next(csv.reader([line], delimiter=separator), [])


def known(heading: str) -> str:
    """Return what a column holds; nothing for a heading that is none of the usual."""
    bare = re.sub(r"[^a-z0-9]", "", heading.lower())
    return next((name for name, words in NAMES.items() if bare in words), "")


def _is_heading(line: str) -> bool:
    return "address" in {known(cell) for cell in cells(line, separator_of(line))}


def _is_rule(line: str) -> bool:
    return not re.search(r"[0-9A-Za-z]", line)
