"""One device being served: its sockets, its connections, and its end when it falls over."""

import asyncio
import contextlib
import socket
import ssl
import struct
import sys
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from scanner.lab import greeting, hostile, http, rtsp, tls, wsdiscovery
from scanner.lab.device import Device
from scanner.lab.health import Health
from scanner.lab.journal import Journal, shown
from scanner.lab.line import HEAD_CAP_BYTES, Line

MULTICAST = "239.255.255.250"
BACKLOG = 64


class Desk:
    """Serves one device. `open` makes its sockets, `start` answers on them, `stop` closes everything."""

    def __init__(self, device: Device, journal: Journal, folder: Path) -> None:
        self.device = device
        self.health = Health(device.unit.dies_at, self._die)
        self._journal = journal
        self._listeners: list[tuple[int, socket.socket]] = []
        self._heard: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._datagrams: list[asyncio.DatagramTransport] = []
        self._contexts = self._certificates(folder)

    def _certificates(self, folder: Path) -> dict[int, ssl.SSLContext]:
        answer = self.device.unit.answers.https
        if not answer:
            return {}
        made = tls.context(answer, self.device, folder)
        made.sni_callback = self._hello
        return {answer.port: made}

    def _hello(self, *_: object) -> int | None:
        """Count a TLS hello, which OpenSSL tells with or without a name; a dead device ends the handshake."""
        self.health.counted("tls_hellos")
        return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR if self.health.dead else None

    def open(self, interface: str | None = None) -> None:
        """Make the listening sockets, bound to `interface` and its multicast where one is named. Raises OSError."""
        place = self.device.place
        try:
            for port, actual in place.tcp.items():
                listener = _bound(socket.SOCK_STREAM, (place.address, actual), interface)
                self._listeners.append((port, listener))
                listener.listen(BACKLOG)
            for actual in place.udp.values():
                self._heard.append(_bound(socket.SOCK_DGRAM, (place.address, actual), interface))
                if interface:
                    self._heard.append(_group(actual, interface))
        except OSError:
            self._close_sockets()
            raise

    async def start(self) -> None:
        """Begin to answer."""
        loop = asyncio.get_running_loop()
        for port, listener in self._listeners:
            self._spawn(self._accept(port, listener))
        for heard in self._heard:
            port = heard.getsockname()[1]
            transport, _ = await loop.create_datagram_endpoint(partial(_Hearer, self, port), sock=heard)
            self._datagrams.append(transport)

    async def stop(self) -> None:
        """Close every socket and wait until no task is left."""
        self._abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for transport in self._datagrams:
            transport.close()
        self._close_sockets()
        # An aborted transport lets go of its socket in the loop's next rounds, one of TLS in two of them.
        for _ in range(3):
            await asyncio.sleep(0)

    def _close_sockets(self) -> None:
        for _, listener in self._listeners:
            listener.close()
        for heard in self._heard:
            heard.close()

    def _abort(self) -> None:
        for task in self._tasks:
            task.cancel()
        for writer in self._writers:
            writer.transport.abort()

    def _die(self, why: str) -> None:
        """Stop answering. The sockets stay open and unserved, so that connections hang as on a crashed device."""
        self._journal.note(self.device, "died", why=why)
        asyncio.get_running_loop().call_soon(self._abort)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, port: int, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while not self.health.dead:
            try:
                connection, peer = await loop.sock_accept(listener)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            self._spawn(self._serve(port, connection, peer[1]))

    async def _serve(self, port: int, connection: socket.socket, peer: int) -> None:
        actual = self.device.place.tcp[port]
        self._journal.note(self.device, "connect", transport="tcp", port=actual, peer=peer)
        self.health.connected()
        try:
            await self._converse(port, connection, peer)
        except (OSError, TimeoutError, EOFError) as error:
            self._journal.note(self.device, "broken", transport="tcp", port=actual, peer=peer, why=type(error).__name__)
        except Exception as error:  # whatever the other side sent, the lab goes on; tests look for this record
            self._journal.note(self.device, "lab_error", transport="tcp", port=actual, peer=peer, why=repr(error))
        finally:
            self.health.disconnected()
            connection.close()
            self._journal.note(self.device, "closed", transport="tcp", port=actual, peer=peer)

    async def _converse(self, port: int, connection: socket.socket, peer: int) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=HEAD_CAP_BYTES)
        protocol = asyncio.StreamReaderProtocol(reader)
        context = self._contexts.get(port)
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection, ssl=context)
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        self._writers.add(writer)
        line = Line(
            self.device, self._journal, self.health, (reader, writer), (port, self.device.place.tcp[port], peer)
        )
        try:
            await self._speaker(port)(line)
        finally:
            self._writers.discard(writer)
            writer.close()
            with contextlib.suppress(OSError, TimeoutError, asyncio.CancelledError):
                async with asyncio.timeout(1):
                    await writer.wait_closed()
            # A peer that never answers TLS's goodbye would keep the transport open.
            transport.abort()

    def _speaker(self, port: int) -> hostile.Behaviour:
        answers = self.device.unit.answers
        for nuisance in answers.nuisances:
            if nuisance.port == port:
                return hostile.NUISANCES[nuisance.does]
        if any(each.port == port for each in answers.greetings):
            return greeting.converse
        if answers.rtsp and answers.rtsp.port == port:
            return rtsp.converse
        return http.converse

    def hear(self, data: bytes, sender: tuple[str, int], port: int) -> None:
        """Take a datagram: record it, and answer it after the device's think time."""
        told = {"port": port, "peer": sender[1], "size": len(data), "body": shown(data)}
        self._journal.note(self.device, "datagram", transport="udp", **told)
        self.health.counted("datagrams")
        wsd = self.device.unit.answers.wsd
        reply = wsdiscovery.answer(wsd, self.device, data) if wsd and not self.health.dead else None
        if reply:
            asyncio.get_running_loop().call_later(self.device.think_s, self._reply, reply, sender)

    def _reply(self, reply: bytes, sender: tuple[str, int]) -> None:
        if not self.health.dead and self._datagrams and not self._datagrams[0].is_closing():
            self._datagrams[0].sendto(reply, sender)


class _Hearer(asyncio.DatagramProtocol):
    """Hands datagrams to the desk."""

    def __init__(self, desk: Desk, port: int) -> None:
        self._desk = desk
        self._port = port

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._desk.hear(data, addr, self._port)


def _bound(kind: socket.SocketKind, address: tuple[str, int], interface: str | None) -> socket.socket:
    made = socket.socket(socket.AF_INET, kind)
    try:
        made.setblocking(False)
        if kind is socket.SOCK_STREAM and sys.platform != "win32":  # there it would let two labs share a port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if interface:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        made.bind(address)
    except OSError as error:
        made.close()
        raise OSError(error.errno, f"{address[0]} port {address[1]}: {error.strerror}") from error
    return made


def _group(port: int, interface: str) -> socket.socket:
    made = _bound(socket.SOCK_DGRAM, (MULTICAST, port), interface)
    index = socket.if_nametoindex(interface)
    joined = struct.pack("@4s4si", socket.inet_aton(MULTICAST), bytes(4), index)
    made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, joined)
    return made
