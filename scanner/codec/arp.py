"""ARP for IPv4 over Ethernet: a message's sender has this MAC address, whether it asks or answers.

Source: RFC 826; RFC 5227 for probes, whose sender has no address yet, and announcements.
"""

from scanner.codec.octets import mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

_HEAD = b"\0\1\x08\0\6\4"
_LENGTH = 28


def read(exchange: Exchange) -> list[Fact]:
    """Read the sender's MAC address; a probe, and what is no ARP message, give nothing."""
    body = exchange.received[:_LENGTH]
    if len(body) < _LENGTH or not body.startswith(_HEAD) or body[14:18] == bytes(4):
        return []
    address = mac(body[8:14])
    return [Fact("mac", address)] if address else []
