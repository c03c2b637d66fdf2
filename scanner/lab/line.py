"""One connection to one device: bounded reads, sends after the device's think time, and notes in the journal."""

import asyncio
from typing import Any

from scanner.lab.device import Device
from scanner.lab.health import Health
from scanner.lab.journal import Journal

IDLE_S = 60.0
HEAD_CAP_BYTES = 16_384
BODY_CAP_BYTES = 65_536


class Line:
    """What a service speaks on. `port` is the real unit's port, `actual` the one that is open here."""

    def __init__(
        self,
        device: Device,
        journal: Journal,
        health: Health,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        ports: tuple[int, int, int],
    ) -> None:
        self.device = device
        self.health = health
        self._journal = journal
        self._reader, self._writer = streams
        self.port, self.actual, self.peer = ports

    def note(self, event: str, **details: Any) -> None:
        """Record an event of this connection."""
        self._journal.note(self.device, event, transport="tcp", port=self.actual, peer=self.peer, **details)

    async def head(self) -> bytes:
        """Read up to the empty line. Returns what came, whole or not; b"" when the other side is done or silent."""
        got = b""
        try:
            async with asyncio.timeout(IDLE_S):
                while len(got) < HEAD_CAP_BYTES:
                    line = await self._reader.readline()
                    got += line
                    if not line or (line in (b"\r\n", b"\n") and got.strip()):
                        break
        except (TimeoutError, OSError, ValueError):
            return got
        return got

    async def body(self, length: int) -> bytes:
        """Read at most `length` bytes, and never more than the cap."""
        got = b""
        wanted = max(0, min(length, BODY_CAP_BYTES))
        try:
            async with asyncio.timeout(IDLE_S):
                while len(got) < wanted and (part := await self._reader.read(wanted - len(got))):
                    got += part
        except (TimeoutError, OSError):
            return got
        return got

    async def some(self, cap: int = HEAD_CAP_BYTES) -> bytes:
        """Read whatever comes next; b"" when the other side is done or silent."""
        try:
            async with asyncio.timeout(IDLE_S):
                return await self._reader.read(cap)
        except (TimeoutError, OSError):
            return b""

    async def think(self) -> None:
        """Wait as long as this device takes to answer anything."""
        if self.device.think_s:
            await asyncio.sleep(self.device.think_s)

    async def send(self, data: bytes) -> None:
        """Send, and wait until the socket takes it. Raises OSError when the other side is gone."""
        self._writer.write(data)
        async with asyncio.timeout(IDLE_S):
            await self._writer.drain()
