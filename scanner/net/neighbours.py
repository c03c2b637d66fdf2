"""The kernel's neighbour table, read without privilege over rtnetlink; and a guard that keeps it from overflowing.

Source: rtnetlink(7), linux/neighbour.h. Other systems than Linux give nothing.
"""

import asyncio
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner.codec.neighbour_table import line

_FAMILIES = {2: 4, 10: 16}  # AF_INET, AF_INET6: octets of an address
_STATES = {1: "incomplete", 2: "reachable", 4: "stale", 8: "delay", 16: "probe", 32: "failed", 64: "noarp"}
_GETNEIGH, _NEWNEIGH, _DONE = 30, 28, 3
_DUMP_REQUEST = 0x301  # NLM_F_REQUEST | NLM_F_DUMP
_DESTINATION, _LINK_ADDRESS = 1, 2
_HEADER = struct.Struct("=IHHII")
_NEIGHBOUR = struct.Struct("=BxxxiHBB")
_ATTRIBUTE = struct.Struct("=HH")
_BUFFER_BYTES = 1 << 18
_MOST_MESSAGES = 4_096
_READ_WAIT_S = 0.5
# The kernel holds an address that nobody answers for three questions a second apart, and then marks it failed.
_UNRESOLVED_S = 3.2
_LIMIT = 250  # of the 300 that a shared table of 1,024 may be asked to hold
_READ_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One entry: `mac` is empty while nobody answered."""

    address: str
    mac: str
    interface: str
    state: str

    @property
    def is_fresh(self) -> bool:
        """Whether it answered lately: an old entry says that somebody was there once."""
        return self.state in ("reachable", "delay", "probe")

    @property
    def line(self) -> bytes:
        """The entry as it is kept in a record."""
        return line(self.address, self.mac, self.interface, self.state)


def neighbours() -> list[Neighbour]:
    """Return the IPv4 and IPv6 entries. Nothing where this cannot be read."""
    if sys.platform != "linux":
        return []
    try:
        return [item for message in _dump() for item in parse(message)]
    except OSError:
        return []


def unresolved() -> int:
    """Return how many entries wait for an answer."""
    return sum(item.state == "incomplete" for item in neighbours())


def table_size() -> int:
    """Return how many entries the kernel's table holds at most; 0 where this cannot be read."""
    try:
        return int(Path("/proc/sys/net/ipv4/neigh/default/gc_thresh3").read_text())
    except (OSError, ValueError):
        return 0


def parse(message: bytes) -> Iterator[Neighbour]:
    """Yield the entries of one netlink datagram; what is cut short ends it."""
    position = 0
    while position + _HEADER.size <= len(message):
        length, kind, *_ = _HEADER.unpack_from(message, position)
        if length < _HEADER.size or position + length > len(message):
            return
        body = message[position + _HEADER.size : position + length]
        if kind == _NEWNEIGH and len(body) >= _NEIGHBOUR.size and (found := _entry(body)):
            yield found
        position += (length + 3) & ~3


def _entry(body: bytes) -> Neighbour | None:
    family, index, state, _, _ = _NEIGHBOUR.unpack_from(body)
    told = dict(_attributes(body[_NEIGHBOUR.size :]))
    address, mac = told.get(_DESTINATION, b""), told.get(_LINK_ADDRESS, b"")
    if family not in _FAMILIES or len(address) != _FAMILIES[family]:
        return None
    text = socket.inet_ntop(socket.AF_INET if family == 2 else socket.AF_INET6, address)
    return Neighbour(text, mac.hex(":") if len(mac) == 6 else "", _name(index), _STATES.get(state, "other"))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, position)
        if length < _ATTRIBUTE.size:
            return
        yield kind, data[position + _ATTRIBUTE.size : position + length]
        position += (length + 3) & ~3


def _name(index: int) -> str:
    try:
        return socket.if_indextoname(index)
    except OSError:
        return str(index)


def _dump() -> Iterator[bytes]:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as made:
        made.settimeout(_READ_WAIT_S)
        made.bind((0, 0))
        body = _NEIGHBOUR.pack(0, 0, 0, 0, 0)
        made.send(_HEADER.pack(_HEADER.size + len(body), _GETNEIGH, _DUMP_REQUEST, 1, 0) + body)
        for _ in range(_MOST_MESSAGES):
            message = made.recv(_BUFFER_BYTES)
            yield message
            if _HEADER.unpack_from(message)[1] == _DONE or _ends(message):
                return


def _ends(message: bytes) -> bool:
    """Whether the dump's last message stands in this datagram behind others."""
    position = 0
    while position + _HEADER.size <= len(message):
        length, kind, *_ = _HEADER.unpack_from(message, position)
        if kind == _DONE:
            return True
        if length < _HEADER.size:
            return True
        position += (length + 3) & ~3
    return False


class NeighbourGuard:
    """Keeps the addresses that wait for an ARP answer under a limit, so that the machine's own traffic goes on."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._touched: dict[str, float] = {}  # address -> when it counts no more
        self._waiting = 0
        self._read_at = float("-inf")

    async def ready(self, address: str) -> None:
        """Wait until one more address may be sent to. An address that was touched lately is ready at once."""
        loop = asyncio.get_running_loop()
        # The kernel tells nobody when an address is resolved.
        while address not in self._touched and self._in_flight(loop.time()) >= self._limit:  # noqa: ASYNC110
            await asyncio.sleep(_READ_EVERY_S)
        self._touched.setdefault(address, loop.time() + _UNRESOLVED_S)

    def _in_flight(self, now: float) -> int:
        """Return how many may be waiting: those touched within the kernel's time, less those seen resolved."""
        if now - self._read_at >= _READ_EVERY_S:
            self._read_at = now
            settled = {item.address for item in neighbours() if item.state != "incomplete"}
            self._touched = {
                address: until for address, until in self._touched.items() if until > now and address not in settled
            }
        return len(self._touched)
