"""Frames of a wire or a capture: which carry an announcement, and what of it: sender, addresses, ports, payload.

Sources: IEEE 802.3 and 802.1Q, RFC 791, RFC 826, RFC 768, RFC 8200; LINKTYPE_ values of tcpdump.org (1 Ethernet,
0 and 108 BSD loopback, 101 raw IP, 113 Linux cooked, 276 Linux cooked v2).
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Literal

from scanner.model.endpoint import Endpoint

ETHERNET, NULL, LOOP, RAW, COOKED, COOKED_V2 = 1, 0, 108, 101, 113, 276
_ARP, _IPV4, _IPV6 = 0x0806, 0x0800, 0x86DD
_TAGS = frozenset({0x8100, 0x88A8})
_UDP, _FRAGMENT = 17, 44
_MOST_TAGS = 2
# Where devices announce themselves or answer a search, by either port.
PORTS = frozenset(
    {67, 68, 1758, 1900, 2380, 3000, 3600, 3702, 5050, 5353, 7711, 8097, 9999, 10000, 10001, 10669, 20002}
    | {34569, 37020, 37810, 62976}
)


@dataclass(frozen=True, slots=True)
class Packet:
    """One datagram, or one ARP message whose 28 octets are the payload. `mac` sent the frame: a router, where routed.

    `at` is seconds since the epoch; `vlan` 0 where there is no tag; `ttl` 0 for ARP. The endpoints of ARP have port 0.
    """

    at: float
    interface: str
    vlan: int
    mac: str
    transport: Literal["udp", "arp"]
    source: Endpoint
    destination: Endpoint
    ttl: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a datagram: `key` is the same for all parts, `offset` in octets, `last` says that none follows."""

    key: tuple[str, str, int]
    offset: int
    last: bool
    data: bytes
    whole: Packet  # as it will be, its ports and payload still unknown


def is_wanted(frame: bytes, link_type: int) -> bool:
    """Whether a frame may announce something: a quick look, for those of busy wires that cannot."""
    if link_type == ETHERNET and frame[12:14] == b"\x08\x00" and frame[23:24] != b"\x11":
        return False
    return read_frame(frame, link_type) is not None


def read_frame(frame: bytes, link_type: int, at: float = 0.0, interface: str = "") -> Packet | Fragment | None:
    """Read a frame; what is cut, of another protocol or at another port gives None."""
    kind, position, mac, vlan = _network_layer(frame, link_type)
    if kind == _ARP:
        return _arp(frame[position : position + 28], (at, interface, vlan, mac))
    if kind == _IPV4:
        return _version_4(frame, position, (at, interface, vlan, mac))
    if kind == _IPV6:
        return _version_6(frame, position, (at, interface, vlan, mac))
    return None


def datagram(whole: Packet, data: bytes) -> Packet | None:
    """Return a packet with the ports and the payload of its UDP data; None where nobody announces himself there."""
    if len(data) < 8:
        return None
    source, destination = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
    length = int.from_bytes(data[4:6], "big")
    if source not in PORTS and destination not in PORTS:
        return None
    return Packet(
        whole.at,
        whole.interface,
        whole.vlan,
        whole.mac,
        "udp",
        Endpoint(whole.source.address, source, "udp"),
        Endpoint(whole.destination.address, destination, "udp"),
        whole.ttl,
        data[8 : length if length >= 8 else len(data)],
    )


_Where = tuple[float, str, int, str]


def _network_layer(frame: bytes, link_type: int) -> tuple[int, int, str, int]:
    """Return EtherType, where its data begins, who sent the frame, and its VLAN."""
    if link_type == ETHERNET:
        return _ethernet(frame)
    if link_type == COOKED:
        return int.from_bytes(frame[14:16], "big"), 16, _address(frame[6:12]), 0
    if link_type == COOKED_V2:
        return int.from_bytes(frame[0:2], "big"), 20, _address(frame[12:18]), 0
    start = 4 if link_type in (NULL, LOOP) else 0
    version = frame[start] >> 4 if len(frame) > start else 0
    return {4: _IPV4, 6: _IPV6}.get(version, 0), start, "", 0


def _ethernet(frame: bytes) -> tuple[int, int, str, int]:
    kind, position, vlan = int.from_bytes(frame[12:14], "big"), 14, 0
    for _ in range(_MOST_TAGS):
        if kind not in _TAGS:
            break
        vlan = int.from_bytes(frame[position : position + 2], "big") & 0xFFF
        kind = int.from_bytes(frame[position + 2 : position + 4], "big")
        position += 4
    return kind, position, _address(frame[6:12]), vlan


def _arp(body: bytes, where: _Where) -> Packet | None:
    if len(body) < 28 or body[:6] != b"\0\1\x08\0\6\4":
        return None
    sender, asked = str(IPv4Address(body[14:18])), str(IPv4Address(body[24:28]))
    return Packet(*where, "arp", Endpoint(sender, 0, "arp"), Endpoint(asked, 0, "arp"), 0, body)


def _version_4(frame: bytes, start: int, where: _Where) -> Packet | Fragment | None:
    head = frame[start : start + 20]
    if len(head) < 20 or head[0] >> 4 != 4 or head[9] != _UDP:
        return None
    size, total = (head[0] & 0xF) * 4, int.from_bytes(head[2:4], "big")
    if size < len(head):
        return None
    data = frame[start + size : start + total] if total else frame[start + size :]
    source, destination = str(IPv4Address(head[12:16])), str(IPv4Address(head[16:20]))
    whole = Packet(*where, "udp", Endpoint(source, 0, "udp"), Endpoint(destination, 0, "udp"), head[8], b"")
    flags = int.from_bytes(head[6:8], "big")
    if flags & 0x3FFF:
        key = (source, destination, int.from_bytes(head[4:6], "big"))
        return Fragment(key, (flags & 0x1FFF) * 8, not flags & 0x2000, data, whole)
    return datagram(whole, data)


def _version_6(frame: bytes, start: int, where: _Where) -> Packet | Fragment | None:
    head = frame[start : start + 40]
    if len(head) < 40 or head[0] >> 4 != 6:
        return None
    data = frame[start + 40 : start + 40 + int.from_bytes(head[4:6], "big")]
    source, destination = str(IPv6Address(head[8:24])), str(IPv6Address(head[24:40]))
    whole = Packet(*where, "udp", Endpoint(source, 0, "udp"), Endpoint(destination, 0, "udp"), head[7], b"")
    if head[6] == _UDP:
        return datagram(whole, data)
    if head[6] == _FRAGMENT and len(data) >= 8 and data[0] == _UDP:
        flags = int.from_bytes(data[2:4], "big")
        key = (source, destination, int.from_bytes(data[4:8], "big"))
        return Fragment(key, flags & 0xFFF8, not flags & 1, data[8:], whole)
    return None


def _address(octets: bytes) -> str:
    return octets.hex(":") if len(octets) == 6 else ""
