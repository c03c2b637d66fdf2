"""A scan's means of sending against little servers on 127.0.0.1, with the transcript in a temporary folder."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.scope import parse_scope
from scanner.net.budget import HostLimits
from scanner.net.gate import Gate
from scanner.net.limits import Limits
from scanner.net.network import Network, open_network
from scanner.net.recorder import Recorder
from scanner.net.session import HostSession
from scanner.transcript.records import ScanHeader
from scanner.transcript.write import TranscriptWriter

HEADER = ScanHeader("scan-1", 1.0, "", "", "", (), (), "normal", False, "0", "0")
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Bench:
    """An open network and what was recorded through it."""

    network: Network
    path: Path
    exchanges: list[Exchange] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    sessions: list[HostSession] = field(default_factory=list)

    def session(self, target: Target, limits: HostLimits) -> HostSession:
        """Begin a session that is closed with the bench."""
        self.sessions.append(self.network.session(target, limits))
        return self.sessions[-1]


@asynccontextmanager
async def bench(
    folder: Path, *targets: str, rate_per_s: float = 5_000, excluded: tuple[str, ...] = ()
) -> AsyncIterator[Bench]:
    """Open a network with these targets in scope."""
    path = folder / "transcript.jsonl"
    gate = Gate(parse_scope(targets or ("127.0.0.1",), excluded), rate_per_s)
    with TranscriptWriter(path, HEADER) as writer:
        exchanges: list[Exchange] = []
        observations: list[Observation] = []

        def listen(exchange: Exchange, seen: list[Observation]) -> None:
            exchanges.append(exchange)
            observations.extend(seen)

        async with open_network(gate, Recorder(writer, listen), Limits()) as network:
            made = Bench(network, path, exchanges, observations)
            try:
                yield made
            finally:
                for session in made.sessions:
                    await session.close()


@dataclass
class Server:
    """A TCP server on 127.0.0.1 that notes when it was connected to and what it was sent."""

    endpoint: Endpoint
    connected: list[float] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    open_now: int = 0
    stop: Callable[[], None] = lambda: None


@asynccontextmanager
async def served(answer: Serve) -> AsyncIterator[Server]:
    """Serve until the block ends."""
    tasks: set[asyncio.Task[None]] = set()
    server = Server(Endpoint("127.0.0.1", 0))

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        server.connected.append(asyncio.get_running_loop().time())
        server.open_now += 1
        try:
            await answer(_Noting(reader, server.received), writer)  # type: ignore[arg-type]
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            server.open_now -= 1
            writer.close()
            tasks.discard(task)

    listening = await asyncio.start_server(handle, "127.0.0.1", 0)
    server.stop = listening.close
    server.endpoint = Endpoint("127.0.0.1", listening.sockets[0].getsockname()[1])
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Noting:
    def __init__(self, reader: asyncio.StreamReader, received: list[bytes]) -> None:
        self._reader, self._received = reader, received

    async def readuntil(self, end: bytes) -> bytes:
        data = await self._reader.readuntil(end)
        self._received.append(data)
        return data

    async def read(self, count: int) -> bytes:
        data = await self._reader.read(count)
        self._received.append(data)
        return data


def http_answers(*bodies: bytes, close: bool = False) -> Serve:
    """Answer each request on a connection with the next body, the last one again and again."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number in range(100):
            await reader.readuntil(b"\r\n\r\n")
            body = bodies[min(number, len(bodies) - 1)]
            head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(body)
            writer.write(head + (b"Connection: close\r\n" if close else b"") + b"\r\n" + body)
            await writer.drain()
            if close:
                return

    return answer
