"""Servers on loopback for tests: what they say is a function of the request, or a list of malformed replies."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from malformed import CASES, Malformed

from scanner.model.endpoint import Endpoint

Handler = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def serving(handler: Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[Endpoint]:
    """Serve one request a connection: `handler` gets the request's head and writes what it likes."""
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        try:
            await handler(await reader.readuntil(b"\r\n\r\n"), writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    try:
        yield Endpoint("127.0.0.1", server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def serving_malformed() -> contextlib.AbstractAsyncContextManager[Endpoint]:
    """Serve every malformed reply at `/its-name`."""
    cases: Mapping[str, Malformed] = {case.name: case for case in CASES}

    async def reply(head: bytes, writer: asyncio.StreamWriter) -> None:
        case = cases[head.split()[1].decode().removeprefix("/")]
        writer.write(case.reply)
        await writer.drain()
        if case.ending == "reset":
            await asyncio.sleep(0.1)
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return serving(reply)


def is_survived(case: Malformed, status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a client read what the case says that there is to read."""
    right_headers = all(headers.get(name) == value for name, value in case.headers.items())
    return status == case.status and right_headers and case.body in (None, body)
