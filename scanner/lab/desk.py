"""One device being served: its sockets, its connections, and its end when it falls over."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any, cast

from scanner.lab import greeting, hostile, http, rtsp, tls
from scanner.lab.device import Device
from scanner.lab.health import Health
from scanner.lab.journal import Journal, shown
from scanner.lab.line import HEAD_CAP_BYTES, Line
from scanner.lab.listening import bound, ears
from scanner.lab.placement import udp_services
from scanner.lab.searches.hearing import BROADCAST, Heard, Reply
from scanner.lab.searches.registry import Search, searches_of

BACKLOG = 64
# A device that starts waits up to this long before it says so (WS-Discovery April 2005, 2.4: APP_MAX_DELAY).
HELLO_WITHIN_S = 0.5


class Desk:
    """Serves one device. `open` makes its sockets, `start` answers on them, `stop` closes everything.

    `neighbours` are the addresses of the lab's own devices: what they say to groups is nobody's question.
    """

    def __init__(
        self, device: Device, journal: Journal, folder: Path, neighbours: frozenset[str] = frozenset()
    ) -> None:
        self.device = device
        self.health = Health(device.unit.dies_at, self._die)
        self._journal = journal
        self._neighbours = neighbours
        self._listeners: list[tuple[int, socket.socket]] = []
        self._heard: list[tuple[int, socket.socket]] = []
        self._interface: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._datagrams: list[tuple[int, asyncio.DatagramTransport]] = []
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
        groups = dict(udp_services(self.device.unit))
        self._interface = interface
        try:
            for port, actual in place.tcp.items():
                listener = bound(socket.SOCK_STREAM, (place.address, actual), interface)
                self._listeners.append((port, listener))
                listener.listen(BACKLOG)
            for port, actual in place.udp.items():
                self._heard += [(port, ear) for ear in ears((place.address, actual), groups[port], interface)]
        except OSError:
            self._close_sockets()
            raise

    async def start(self) -> None:
        """Begin to answer."""
        loop = asyncio.get_running_loop()
        for port, listener in self._listeners:
            self._spawn(self._accept(port, listener))
        for port, heard in self._heard:
            transport, _ = await loop.create_datagram_endpoint(partial(_Hearer, self, port), sock=heard)
            self._datagrams.append((port, transport))
        if self._interface:
            loop.call_later(self.device.chance.uniform(0, HELLO_WITHIN_S), self.announce)

    def announce(self, *, begins: bool = True) -> None:
        """Say to the groups of each search that the device starts, or ends. Without an interface there are none."""
        if self.health.dead or not self._interface:
            return
        for _, search, own in searches_of(self.device.unit):
            for reply in search.announce(own, self.device, begins=begins):
                for port, transport in self._datagrams:
                    if port in search.ports and not transport.is_closing():
                        self._send(reply, search, transport, ("", 0))

    async def stop(self) -> None:
        """Say goodbye, close every socket and wait until no task is left."""
        self.announce(begins=False)
        self._abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for _, transport in self._datagrams:
            transport.close()
        self._close_sockets()
        # An aborted transport lets go of its socket in the loop's next rounds, one of TLS in two of them.
        for _ in range(3):
            await asyncio.sleep(0)

    def _close_sockets(self) -> None:
        for _, listener in self._listeners:
            listener.close()
        for _, heard in self._heard:
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

    def hear(self, data: bytes, sender: tuple[str, int], port: int, transport: asyncio.DatagramTransport) -> None:
        """Take a datagram: record it, and let each search of this port answer it after the device's think time."""
        if sender[0].partition("%")[0] in self._neighbours:
            return
        told = {"port": port, "peer": sender[1], "size": len(data), "body": shown(data)}
        self._journal.note(self.device, "datagram", transport="udp", **told)
        self.health.counted("datagrams")
        for protocol, search, own in searches_of(self.device.unit):
            if port in search.ports and not self.health.dead:
                self._ask(protocol, (search, own), Heard(data, port, *sender[:2]), transport, sender)

    def _ask(
        self,
        protocol: str,
        search: tuple[Search, Any],
        heard: Heard,
        transport: asyncio.DatagramTransport,
        sender: tuple[str, int],
    ) -> None:
        hearing = search[0].hear(search[1], self.device, heard)
        if hearing.forbidden:
            told = {"protocol": protocol, "command": hearing.forbidden, "peer": sender[1], "body": shown(heard.data)}
            self._journal.note(self.device, "forbidden", transport="udp", port=heard.port, **told)
        loop = asyncio.get_running_loop()
        for reply in hearing.replies:
            loop.call_later(self.device.think_s + reply.after_s, self._send, reply, search[0], transport, sender)

    def _send(
        self, reply: Reply, search: Search, transport: asyncio.DatagramTransport, sender: tuple[str, int]
    ) -> None:
        """Send by the socket that heard. Where there is no link, what is for all goes to the asker alone."""
        if self.health.dead or transport.is_closing():
            return
        port = reply.port or sender[1]
        if reply.to == "asker" or not self._interface:
            transport.sendto(reply.data, (sender[0], port if reply.to != "group" else sender[1], *sender[2:]))
            return
        by_ipv6 = transport.get_extra_info("socket").family == socket.AF_INET6
        group = next((each for each in search.groups if (":" in each) == by_ipv6), "")
        if address := group if reply.to == "group" or by_ipv6 else BROADCAST:
            transport.sendto(reply.data, (address, port))


class _Hearer(asyncio.DatagramProtocol):
    """Hands datagrams to the desk."""

    def __init__(self, desk: Desk, port: int) -> None:
        self._desk = desk
        self._port = port
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own transport of datagrams is not derived from DatagramTransport in Python 3.11.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        self._desk.hear(data, addr, self._port, self._transport)
