"""Plain lists: an address a line, or an asset register as CSV with headings for address, make, model and place."""

import re
from collections.abc import Iterator

from scanner.imports import tables
from scanner.imports.lines import numbered
from scanner.imports.sighting import Found, Sighting, address_of, mac_of, no_address, no_mac, told

_SEPARATORS = re.compile(r"[\s,;]+")


def read(text: str) -> Iterator[Found]:
    """Read a list. Make, model and serial number are its writer's word, and prove nothing."""
    heading = tables.heading_of(text)
    yield from (_row(*row) for row in tables.rows(text, heading)) if heading else _plain(text)


def _row(line: int, row: dict[str, str], written: str) -> Found:
    address = address_of(row.get("address", ""))
    if not address:
        return no_address(line, row.get("address", ""))
    mac = mac_of(row.get("mac", ""))
    if row.get("mac") and not mac:
        return no_mac(line, row["mac"])
    names = ("hostname", "make", "model", "serial", "location")
    return Sighting(line, address, told(mac=mac, **{name: row.get(name, "") for name in names}), written)


def _plain(text: str) -> Iterator[Found]:
    """Read `address [MAC] [name]` lines; what follows a `#` is a remark."""
    for number, line in numbered(text):
        words = _SEPARATORS.split(line.partition("#")[0].strip())
        if words == [""]:
            continue
        address = address_of(words[0])
        if not address:
            yield no_address(number, words[0])
            continue
        mac = mac_of(words[1]) if len(words) > 1 else ""
        name = " ".join(words[2 if mac else 1 :])
        yield Sighting(number, address, told(mac=mac, hostname=name), line)
