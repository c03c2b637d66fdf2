"""One UDP socket: sends questions, hears every answer with its source, and counts what it had no room for."""

import asyncio
import errno
import socket
import sys
from collections import Counter, deque
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net.batch import COUNT, Batch
from scanner.net.drain import drain_of, release
from scanner.net.limits import DROPPED, Limits
from scanner.net.tcp import outcome_of_start
from scanner.net.udp_socket import Binding as Binding
from scanner.net.udp_socket import bound_socket, came_by, dropped_before, dropped_by_kernel

# Before another socket gets its turn.
_BATCHES_AT_ONCE = 8
# In one turn of the loop, so that connects and deadlines get theirs.
_HAND_ON_AT_ONCE = 32
# A flood must not fill the memory while the loop is busy.
MOST_WAITING_BYTES = 64 * 1024 * 1024
# The kernel holds a datagram for an address that nobody answers for, at most three seconds: then there is room again.
SEND_WAIT_S = 4.0
_LINUX = sys.platform == "linux"
# A link-local address that is still being claimed cannot be sent from (RFC 4862): IPv4 asks the same.
_NO_FAULT_OF_VERSION_6 = frozenset({errno.EADDRNOTAVAIL, errno.ENETUNREACH, errno.EHOSTUNREACH})

Heard = Callable[[Endpoint, bytes], None]


class UdpEndpoint:
    """An open socket. Made by `open_endpoint`. `unsent` counts sends that failed here, by the name of their errno."""

    def __init__(self, made: socket.socket, binding: Binding, heard: Heard, limits: Limits) -> None:
        self._socket, self._binding, self._heard, self._limits = made, binding, heard, limits
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.DatagramTransport | None = None
        # The loop knows one waiting writer of a socket: a second would make it forget the first.
        self._turn = asyncio.Lock()
        self._dropped = 0
        self._closed = False
        # The first two are written by the thread that reads alone, the third by the loop alone.
        self._overflowed = 0
        self._bytes_read = 0
        self._bytes_handed_on = 0
        self._waiting: deque[tuple[Endpoint, bytes]] = deque()
        self._called = False
        self.unsent: Counter[str] = Counter()

    async def start(self) -> None:
        """Begin to hear."""
        if _LINUX:
            drain_of(self._loop).add(self._socket, self._empty)
        else:
            self._transport, _ = await self._loop.create_datagram_endpoint(
                lambda: _Receiver(self._heard, self._told), sock=self._socket
            )

    def send(self, endpoint: Endpoint, payload: bytes) -> Outcome:
        """Send one datagram at once; ANSWERED means only that it left."""
        try:
            if self._transport:
                self._transport.sendto(payload, self._address(endpoint))
            else:
                self._socket.sendto(payload, self._address(endpoint))
        except OSError as error:
            return self._failed(error, endpoint.address)
        return Outcome.ANSWERED

    async def send_soon(self, endpoint: Endpoint, payload: bytes) -> Outcome:
        """Send one datagram, waiting a while for room in the buffer, which unresolved neighbours fill."""
        if self._transport:
            return self.send(endpoint, payload)
        try:
            async with asyncio.timeout(SEND_WAIT_S), self._turn:
                await self._loop.sock_sendto(self._socket, payload, self._address(endpoint))
        except TimeoutError:
            return self._failed(BlockingIOError(errno.EAGAIN, "no room to send"), endpoint.address)
        except OSError as error:
            return self._failed(error, endpoint.address)
        return Outcome.ANSWERED

    @property
    def local_port(self) -> int:
        """The port that answers come to."""
        return int(self._socket.getsockname()[1])

    @property
    def dropped(self) -> int:
        """How many datagrams came that there was no room for. Linux; 0 elsewhere."""
        if not self._closed:
            self._dropped = max(self._dropped, dropped_by_kernel(self._socket))
        return self._dropped + self._overflowed

    def close(self) -> None:
        """Read what has come, close the socket and report what was lost."""
        if self._closed:
            return
        if self._transport:
            self._limits.not_heard(DROPPED, self.dropped)
            self._transport.close()
        else:
            release(self._loop, self._socket)
            self._give(len(self._waiting))
            self._limits.not_heard(DROPPED, self.dropped)
            self._socket.close()
        self._closed = True

    def _address(self, endpoint: Endpoint) -> tuple[Any, ...]:
        if ":" not in endpoint.address:
            return endpoint.address, endpoint.port
        address = ip_address(endpoint.address)
        zoned = address.is_link_local or address.is_multicast
        return endpoint.address, endpoint.port, 0, self._binding.index if zoned else 0

    def _empty(self, batch: Batch) -> bool:
        """Read what has come, call the loop to hand it on, and return whether more may wait: the drain's `empty`."""
        more = all(self._read(batch) for _ in range(_BATCHES_AT_ONCE))
        if self._waiting and not self._called:
            self._called = True
            self._loop.call_soon_threadsafe(self._hand_on)
        return more

    def _read(self, batch: Batch) -> bool:
        """Read a batch; return whether more may wait."""
        try:
            found = batch.read(self._socket.fileno())
        except OSError:
            # ICMP port unreachable for some earlier datagram: says nothing about which.
            return True
        for datagram in found:
            self._dropped = max(self._dropped, dropped_before(datagram.extra))
            if came_by(datagram.extra) in (0, self._binding.index):
                self._keep(Endpoint(datagram.address, datagram.port, "udp"), datagram.data)
        return len(found) == COUNT

    def _keep(self, source: Endpoint, data: bytes) -> None:
        if self._bytes_read - self._bytes_handed_on > MOST_WAITING_BYTES:
            self._overflowed += 1
            return
        self._bytes_read += len(data)
        self._waiting.append((source, data))

    def _hand_on(self) -> None:
        try:
            self._give(_HAND_ON_AT_ONCE)
        finally:
            if not self._waiting:
                self._called = False
            if self._waiting:  # also what the thread put there just now, when it saw that the loop was called
                self._called = True
                self._loop.call_soon(self._hand_on)

    def _give(self, most: int) -> None:
        for _ in range(min(most, len(self._waiting))):
            source, data = self._waiting.popleft()
            self._bytes_handed_on += len(data)
            self._heard(source, data)

    def _told(self, error: Exception) -> None:
        # That no host is reachable may be a router's word about an earlier datagram.
        if isinstance(error, OSError) and error.errno not in (errno.EHOSTUNREACH, None):
            self._failed(error)

    def _failed(self, error: OSError, address: str = "") -> Outcome:
        number = error.errno or errno.EIO
        self.unsent[errno.errorcode.get(number, str(number))] += 1
        if self._binding.version == 4 or number not in _NO_FAULT_OF_VERSION_6:
            self._limits.failed(number, address)
        return outcome_of_start(number)


async def open_endpoint(binding: Binding, heard: Heard, limits: Limits) -> UdpEndpoint:
    """Open a socket. `heard` is called with the source of each datagram, IPv6 without its zone. Raises OSError."""
    endpoint = UdpEndpoint(bound_socket(binding), binding, heard, limits)
    await endpoint.start()
    return endpoint


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, heard: Heard, told: Callable[[Exception], None]) -> None:
        self._heard, self._told = heard, told

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self._heard(Endpoint(source[0].partition("%")[0], source[1], "udp"), data)

    def error_received(self, error: Exception) -> None:
        self._told(error)
