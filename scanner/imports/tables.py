"""Tables as people export them: comma, semicolon or tab, with a heading row in any of the usual words."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from scanner.imports.lines import LONGEST_LINE, numbered

MOST_COLUMNS = 200
_MOST_BEFORE = 100  # lines above the heading: a title, a date, who exported it
_MOST_LINES_A_ROW = 20
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')

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


@dataclass(frozen=True, slots=True)
class Heading:
    """The line that names the columns: its number, what separates them, and what each holds, empty where unknown."""

    line: int
    separator: str
    names: tuple[str, ...]


def heading_of(text: str) -> Heading | None:
    """Return the heading that names an address, which stands near the top; None where there is none."""
    for number, line in islice(numbered(text), _MOST_BEFORE):
        separator = separator_of(line)
        names = tuple(map(known, cells(line, separator)))
        if "address" in names:
            return Heading(number, separator, names)
    return None


def rows(text: str, heading: Heading) -> Iterator[tuple[int, dict[str, str], str]]:
    """Yield each row under a heading: its line, its cells by the names of NAMES, and the row as written."""
    for number, line in _records(text, heading.separator):
        if number <= heading.line or not line.strip() or line.startswith("#") or _is_rule(line):
            continue
        found: dict[str, str] = {}
        for name, cell in zip(heading.names, cells(line, heading.separator), strict=False):
            if name and cell.strip():
                found.setdefault(name, cell.strip())
        yield number, found, line


def separator_of(line: str) -> str:
    """Return the separator that a line uses most."""
    return max(",;\t", key=line.count)


def cells(line: str, separator: str) -> list[str]:
    """Return a row's cells, at most MOST_COLUMNS; a quote that is never closed ends with the row."""
    try:
        return next(csv.reader([line[:LONGEST_LINE]], delimiter=separator), [])[:MOST_COLUMNS]
    except csv.Error:
        return []


def known(heading: str) -> str:
    """Return what a column holds; nothing for a heading that is none of the usual."""
    bare = re.sub(r"[^a-z0-9]", "", heading.lower())
    return next((name for name, words in NAMES.items() if bare in words), "")


def _records(text: str, separator: str) -> Iterator[tuple[int, str]]:
    """Yield lines, joined where a quoted cell spans several: what a device put behind a line end begins no row."""
    source, ahead = numbered(text), deque[tuple[int, str]]()
    while following := ahead.popleft() if ahead else next(source, None):
        number, line = following
        if _is_open(line, separator):
            ahead.extend(islice(source, _MOST_LINES_A_ROW - len(ahead)))
            line = _joined(line, ahead, separator)
        yield number, line


def _joined(line: str, ahead: deque[tuple[int, str]], separator: str) -> str:
    """Take from `ahead` the lines that close a row's quote; leave them where none of them does."""
    whole = line
    for count, (_, more) in enumerate(tuple(ahead), 1):
        whole += f"\n{more}"
        if not _is_open(whole, separator):
            for _ in range(count):
                ahead.popleft()
            return whole
    return line


def _is_open(line: str, separator: str) -> bool:
    """Whether a cell that begins with a quote is still open at the end."""
    at = 0
    while line.find('"', at) >= 0:
        if line[at] == '"':
            cell = _QUOTED.match(line, at)
            if cell is None:
                return True
            at = cell.end()
        at = line.find(separator, at) + 1
        if not at:
            return False
    return False


def _is_rule(line: str) -> bool:
    return not re.search(r"[0-9A-Za-z]", line)
