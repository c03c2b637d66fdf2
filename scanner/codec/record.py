"""A line of somebody's record, as it is kept: a JSON object of what it says and how it was written."""

import json
from collections.abc import Iterable

from scanner.codec.scopes import normal_mac
from scanner.codec.xml import MAX_TEXT, allowed
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

MAX_BYTES = 65_536
MAX_FACTS = 320
# Of a line as written: with six octets to escape each character, it leaves room for what is told.
MAX_WRITTEN = 6_000
_FIELDS = {
    "mac": "mac",
    "lease_hostname": "dhcp.hostname",
    "vendor_class": "dhcp.vendor_class",
    "hostname": "record.hostname",
    "port": "record.port",
    "make": "record.make",
    "model": "record.model",
    "serial": "record.serial",
    "location": "record.location",
}


def kept(told: Iterable[tuple[str, str]], as_written: str) -> bytes:
    """Write a record as it is kept, of a long line the beginning."""
    record = {"told": [list(pair) for pair in told], "as_written": as_written[:MAX_WRITTEN]}
    return json.dumps(record, ensure_ascii=False).encode()


def read(exchange: Exchange) -> list[Fact]:
    """Read what a kept record says; anything else gives nothing."""
    try:
        told = json.loads(exchange.received[:MAX_BYTES])["told"]
        pairs = [(str(name), str(value)) for name, value in told]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    facts = []
    for name, value in pairs[:MAX_FACTS]:
        text = normal_mac(value) if name == "mac" else allowed(value).strip()[:MAX_TEXT]
        if name in _FIELDS and text:
            facts.append(Fact(_FIELDS[name], text))
    return facts
