"""DHCP as a client speaks it: its MAC address, its host name and the class of its maker.

Sources: RFC 2131 (the message), RFC 2132 (options 12, 50, 53, 60).
"""

from ipaddress import IPv4Address

from scanner.codec.finder_answer import first_of
from scanner.codec.octets import mac, text
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - a word of the protocol
_COOKIE = bytes.fromhex("63825363")
_OPTIONS_AT = 240
_REQUEST, _REPLY = 1, 2
_HOST_NAME, _REQUESTED, _MESSAGE_TYPE, _CLASS = 12, 50, 53, 60
_ACK = 5
_ENDS = frozenset({0, 255})


def read(exchange: Exchange) -> list[Fact]:
    """Read what a client tells of itself, or a server's acknowledgement of it; anything else gives nothing."""
    data = exchange.received
    options = _options(data)
    if options is None or (data[0] == _REPLY and options.get(_MESSAGE_TYPE) != bytes([_ACK])):
        return []
    told = {"mac": mac(data[28:34])}
    if data[0] == _REQUEST:
        told["dhcp.hostname"] = text(options.get(_HOST_NAME, b""))
        told["dhcp.vendor_class"] = text(options.get(_CLASS, b""))
    return [Fact(field, value) for field, value in told.items() if value]


def client_address(data: bytes) -> str:
    """Return the address that a client has, was given or asks for; NO_ADDRESS where none is told."""
    options = _options(data)
    if options is None:
        return NO_ADDRESS
    requested = options.get(_REQUESTED, b"")
    for octets in (data[12:16], data[16:20], requested):
        if len(octets) == 4 and octets != bytes(4):
            return str(IPv4Address(octets))
    return NO_ADDRESS


def _options(data: bytes) -> dict[int, bytes] | None:
    ethernet = data[:3] in (bytes([_REQUEST, 1, 6]), bytes([_REPLY, 1, 6]))
    if not ethernet or data[236:_OPTIONS_AT] != _COOKIE:
        return None
    options = data[_OPTIONS_AT:]
    while options[:1] and options[0] in _ENDS:  # padding before the first option
        options = options[1:]
    return first_of(options, 1, 1)
