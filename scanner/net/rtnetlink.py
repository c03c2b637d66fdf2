"""The kernel's neighbour messages: how all entries are asked for, and what one datagram of the answer says. Pure.

Sources: rtnetlink(7), netlink(7); linux/rtnetlink.h and linux/neighbour.h for the numbers.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

_OCTETS = {2: 4, 10: 16}  # AF_INET, AF_INET6
_STATES = {1: "incomplete", 2: "reachable", 4: "stale", 8: "delay", 16: "probe", 32: "failed", 64: "noarp"}
_GETNEIGH, _NEWNEIGH, _ERROR, _DONE = 30, 28, 2, 3
_DUMP_REQUEST = 0x301  # NLM_F_REQUEST | NLM_F_DUMP
_DESTINATION, _LINK_ADDRESS = 1, 2
_HEADER = struct.Struct("=IHHII")
_NEIGHBOUR = struct.Struct("=BxxxiHBB")
_ATTRIBUTE = struct.Struct("=HH")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `mac` is empty while nobody answered, `index` is the interface's number."""

    address: str
    mac: str
    index: int
    state: str


def request() -> bytes:
    """Return the message that asks for all entries, IPv4 and IPv6."""
    body = _NEIGHBOUR.pack(0, 0, 0, 0, 0)
    return _HEADER.pack(_HEADER.size + len(body), _GETNEIGH, _DUMP_REQUEST, 1, 0) + body


def entries(datagram: bytes) -> Iterator[Entry]:
    """Yield the entries of one datagram; what is cut short ends it."""
    for kind, body in _messages(datagram):
        if kind == _NEWNEIGH and len(body) >= _NEIGHBOUR.size and (found := _entry(body)):
            yield found


def is_last(datagram: bytes) -> bool:
    """Whether nothing follows: the end of the list is in it, an error, or nothing that can be read."""
    kinds = [kind for kind, _ in _messages(datagram)]
    return not kinds or bool({_DONE, _ERROR} & set(kinds))


def _messages(datagram: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + _HEADER.size <= len(datagram):
        length, kind, *_ = _HEADER.unpack_from(datagram, position)
        if length < _HEADER.size or position + length > len(datagram):
            return
        yield kind, datagram[position + _HEADER.size : position + length]
        position += _aligned(length)


def _entry(body: bytes) -> Entry | None:
    family, index, state, _, _ = _NEIGHBOUR.unpack_from(body)
    told = dict(_attributes(body[_NEIGHBOUR.size :]))
    address, mac = told.get(_DESTINATION, b""), told.get(_LINK_ADDRESS, b"")
    if len(address) != _OCTETS.get(family):
        return None
    return Entry(str(ip_address(address)), mac.hex(":") if len(mac) == 6 else "", index, _STATES.get(state, "other"))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, position)
        if length < _ATTRIBUTE.size or position + length > len(data):
            return
        yield kind, data[position + _ATTRIBUTE.size : position + length]
        position += _aligned(length)


def _aligned(length: int) -> int:
    return (length + 3) & ~3
