"""The kernel's neighbour table, read without privilege; and a guard that keeps a sweep from filling it. Linux.

Other systems give no entries, and `why_no_table` says so.
"""

import asyncio
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner.codec.neighbour_table import line
from scanner.net import rtnetlink

_SETTINGS = Path("/proc/sys/net/ipv4/neigh/default")
_BUFFER_BYTES = 1 << 18
_MOST_DATAGRAMS = 4_096
_READ_WAIT_S = 0.5
# The kernel asks three times, a second apart, for an address that nobody answers, and then marks it failed.
_UNRESOLVED_S = 3.2
_LEAST_UNRESOLVED_S = 2.5
# Of the 1,024 entries that a table usually holds, and that all programs share.
MOST_UNRESOLVED = 300
# What may be sent between two looks at the table, and what other programs may ask for.
_MARGIN = 30
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


@dataclass(frozen=True, slots=True)
class TableLimits:
    """The kernel's thresholds: below `kept` nothing is thrown out, above `crowded` soon, and `most` is the end."""

    kept: int
    crowded: int
    most: int


def why_no_table() -> str:
    """Say why this machine's table cannot be read; nothing where it can."""
    if sys.platform != "linux":
        return f"on {sys.platform} it is not read"
    try:
        list(_dump())
    except OSError as error:
        return f"the kernel does not show it: {error.strerror or error}"
    return ""


def neighbours() -> list[Neighbour]:
    """Return the IPv4 and IPv6 entries. Nothing where this cannot be read."""
    if sys.platform != "linux":
        return []
    names: dict[int, str] = {}
    try:
        found = [entry for datagram in _dump() for entry in rtnetlink.entries(datagram)]
    except OSError:
        return []
    for index in {entry.index for entry in found}:
        names[index] = _name(index)
    return [Neighbour(entry.address, entry.mac, names[entry.index], entry.state) for entry in found]


def unresolved() -> int:
    """Return how many entries wait for an answer."""
    return sum(item.state == "incomplete" for item in neighbours())


def table_limits() -> TableLimits | None:
    """Return the IPv4 table's thresholds; None where they cannot be read: the first namespace alone has them."""
    try:
        return TableLimits(*(int((_SETTINGS / f"gc_thresh{number}").read_text()) for number in (1, 2, 3)))
    except (OSError, ValueError):
        return None


def _name(index: int) -> str:
    try:
        return socket.if_indextoname(index)
    except OSError:
        return str(index)


def _dump() -> Iterator[bytes]:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as made:
        made.settimeout(_READ_WAIT_S)
        made.bind((0, 0))
        made.send(rtnetlink.request())
        for _ in range(_MOST_DATAGRAMS):
            datagram = made.recv(_BUFFER_BYTES)
            yield datagram
            if rtnetlink.is_last(datagram):
                return


class NeighbourGuard:
    """Keeps the addresses that wait for an ARP answer at or under a limit, so that the machine's own traffic goes on.

    An address counts from when it is touched until the kernel knows its MAC or gives up, and as long as the kernel's
    own table says that it waits. Where that table cannot be read, time alone counts.
    """

    def __init__(self, limit: int = MOST_UNRESOLVED) -> None:
        self._limit = max(1, limit - _MARGIN)
        if (table := table_limits()) is not None:
            self._limit = max(1, min(self._limit, table.most // 3))
        self._touched: dict[str, float] = {}  # address -> when it was
        self._waiting: set[str] = set()  # what the kernel's table said last
        self._read_at = float("-inf")

    async def ready(self, address: str) -> None:
        """Wait until one more address may be sent to. An address that was touched lately is ready at once."""
        loop = asyncio.get_running_loop()
        self._look(loop.time())
        # The kernel tells nobody when an address is resolved.
        while address not in self._touched and self._count() >= self._limit:
            await asyncio.sleep(_READ_EVERY_S)
            self._look(loop.time())
        self._touched.setdefault(address, loop.time())

    def _count(self) -> int:
        return len(self._waiting | self._touched.keys())

    def _look(self, now: float) -> None:
        """Forget who has been resolved and who must have been given up, at most every tenth of a second."""
        if now - self._read_at < _READ_EVERY_S:
            return
        self._read_at = now
        table = {item.address: item for item in neighbours()}
        self._waiting = {address for address, item in table.items() if item.state == "incomplete"}
        self._touched = {
            address: at for address, at in self._touched.items() if not _settled(table.get(address), now - at)
        }


def _settled(entry: Neighbour | None, age_s: float) -> bool:
    """Whether an address that was touched so long ago waits no more. A failure may be that of an earlier question."""
    if age_s >= _UNRESOLVED_S or (entry is not None and entry.mac != ""):
        return True
    return entry is not None and entry.state == "failed" and age_s >= _LEAST_UNRESOLVED_S
