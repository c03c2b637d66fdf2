"""The kernel's neighbour table, one neighbour a line: `10.1.2.3 44:19:b6:00:11:22 eth0 reachable`."""

import re

from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

_LINE = re.compile(rb"[0-9a-f.:]{2,45} (?P<mac>[0-9a-f:]{17}) \S{1,32} [a-z]{1,16}")


def line(address: str, mac: str, interface: str, state: str) -> bytes:
    """Write a neighbour as it is kept."""
    return f"{address} {mac} {interface} {state}".encode()


def read(exchange: Exchange) -> list[Fact]:
    """Read the MAC address; what is no such line gives nothing."""
    match = _LINE.fullmatch(exchange.received[:128])
    mac = normal_mac(match["mac"].decode()) if match else ""
    return [Fact("mac", mac)] if mac else []
