"""One UDP socket: sends questions, hears every answer with its source, and counts what it had no room for."""

import asyncio
import contextlib
import errno
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net.interfaces import Interface
from scanner.net.limits import DROPPED, Limits
from scanner.net.tcp import outcome_of_error

# A datagram for an address without an ARP entry waits in the sender's buffer: with the usual 212 kB, three in five
# sends to an attached /23 failed. Replies to one multicast come all at once.
BUFFER_BYTES = 8 * 1024 * 1024
_LARGEST = 65_535
# Read in one go, so that nine hundred answers at once do not wait in a small buffer; the loop gets its turn between.
_AT_ONCE = 256
_SEND_WAIT_S = 1.0
_LINUX = sys.platform == "linux"
_SO_RCVBUFFORCE, _SO_SNDBUFFORCE, _SO_RXQ_OVFL = 33, 32, 40  # asm-generic/socket.h; no names in Python
_IP_MULTICAST_ALL, _IPV6_MULTICAST_ALL = 49, 29  # linux/in.h, linux/in6.h
_COUNTER = struct.Struct("=I")

Heard = Callable[[Endpoint, bytes], None]


@dataclass(frozen=True, slots=True)
class Binding:
    """Where a socket hears: an interface (None: all), a port (0: any free one), an IP version, and groups joined."""

    interface: Interface | None
    port: int = 0
    version: int = 4
    groups: tuple[str, ...] = ()


class UdpEndpoint:
    """An open socket. Made by `open_endpoint`."""

    def __init__(self, made: socket.socket, binding: Binding, heard: Heard, limits: Limits) -> None:
        self._socket, self._binding, self._heard, self._limits = made, binding, heard, limits
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.DatagramTransport | None = None
        self.dropped = 0

    async def start(self) -> None:
        """Begin to hear."""
        if _LINUX:
            self._loop.add_reader(self._socket.fileno(), self._readable)
        else:
            self._transport, _ = await self._loop.create_datagram_endpoint(
                lambda: _Receiver(self._heard, self._failed), sock=self._socket
            )

    def send(self, endpoint: Endpoint, payload: bytes) -> Outcome:
        """Send one datagram at once; ANSWERED means only that it left."""
        try:
            if self._transport:
                self._transport.sendto(payload, self._address(endpoint))
            else:
                self._socket.sendto(payload, self._address(endpoint))
        except OSError as error:
            self._failed(error)
            return outcome_of_error(error.errno or errno.EIO)
        return Outcome.ANSWERED

    async def send_soon(self, endpoint: Endpoint, payload: bytes) -> Outcome:
        """Send one datagram, waiting a while for room in the buffer, which unresolved neighbours fill."""
        if self._transport:
            return self.send(endpoint, payload)
        try:
            async with asyncio.timeout(_SEND_WAIT_S):
                await self._loop.sock_sendto(self._socket, payload, self._address(endpoint))
        except TimeoutError:
            self._limits.failed(errno.EAGAIN)
            return Outcome.NOT_SENT
        except OSError as error:
            self._failed(error)
            return outcome_of_error(error.errno or errno.EIO)
        return Outcome.ANSWERED

    @property
    def local_port(self) -> int:
        """The port that answers come to."""
        return int(self._socket.getsockname()[1])

    def close(self) -> None:
        """Read what has come, close the socket and report what was lost."""
        if self._transport:
            self._transport.close()
        elif self._socket.fileno() >= 0:
            self._readable()
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()
        self._limits.not_heard(DROPPED, self.dropped)

    def _address(self, endpoint: Endpoint) -> tuple[Any, ...]:
        if ":" not in endpoint.address:
            return endpoint.address, endpoint.port
        index = self._binding.interface.index if self._binding.interface else 0
        return endpoint.address, endpoint.port, 0, index

    def _readable(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                data, extra, _, source = self._socket.recvmsg(_LARGEST, socket.CMSG_SPACE(_COUNTER.size))
            except BlockingIOError:
                return
            except OSError:
                # ICMP port unreachable for some earlier datagram: says nothing about which.
                continue
            for level, kind, value in extra:
                if (level, kind) == (socket.SOL_SOCKET, _SO_RXQ_OVFL):
                    self.dropped = _COUNTER.unpack(value[: _COUNTER.size])[0]
            self._heard(Endpoint(source[0].partition("%")[0], source[1], "udp"), data)

    def _failed(self, error: Exception) -> None:
        # A link-local address that is still being claimed cannot be sent from (RFC 4862): IPv4 asks the same.
        if isinstance(error, OSError) and error.errno and self._binding.version == 4:
            self._limits.failed(error.errno)


async def open_endpoint(binding: Binding, heard: Heard, limits: Limits) -> UdpEndpoint:
    """Open a socket. `heard` is called with the source of each datagram, IPv6 without its zone. Raises OSError."""
    made = socket.socket(socket.AF_INET6 if binding.version == 6 else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        _set_buffers(made)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        if binding.port:
            _share_port(made)
        bound = _bind_to_interface(made, binding)
        (_set_version_6 if binding.version == 6 else _set_version_4)(made, binding)
        made.bind(_local_address(binding, bound=bound))
    except OSError:
        made.close()
        raise
    endpoint = UdpEndpoint(made, binding, heard, limits)
    await endpoint.start()
    return endpoint


def _set_buffers(made: socket.socket) -> None:
    for plain, forced in ((socket.SO_RCVBUF, _SO_RCVBUFFORCE), (socket.SO_SNDBUF, _SO_SNDBUFFORCE)):
        with contextlib.suppress(OSError):
            made.setsockopt(socket.SOL_SOCKET, plain, BUFFER_BYTES)
        if _LINUX:
            with contextlib.suppress(OSError):  # with CAP_NET_ADMIN alone: past net.core.rmem_max
                made.setsockopt(socket.SOL_SOCKET, forced, BUFFER_BYTES)
    if _LINUX:
        made.setsockopt(socket.SOL_SOCKET, _SO_RXQ_OVFL, 1)


def _share_port(made: socket.socket) -> None:
    """Let other programs, such as avahi, keep listening at the same port."""
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT") and not _LINUX:  # on Linux it would share out the datagrams between us
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)


def _bind_to_interface(made: socket.socket, binding: Binding) -> bool:
    if not _LINUX or binding.interface is None:
        return False
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, binding.interface.name.encode())
    except OSError:
        return False
    return True


def _set_version_4(made: socket.socket, binding: Binding) -> None:
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
    if _LINUX:
        made.setsockopt(socket.IPPROTO_IP, _IP_MULTICAST_ALL, 0)
    if binding.interface is None:
        return
    own = socket.inet_aton(binding.interface.address)
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
    for group in binding.groups:
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + own)


def _set_version_6(made: socket.socket, binding: Binding) -> None:
    made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 1)
    made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
    if _LINUX:
        made.setsockopt(socket.IPPROTO_IPV6, _IPV6_MULTICAST_ALL, 0)
    index = binding.interface.index if binding.interface else 0
    made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    for group in binding.groups:
        joined = socket.inet_pton(socket.AF_INET6, group) + struct.pack("@I", index)
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, joined)


def _local_address(binding: Binding, *, bound: bool) -> tuple[Any, ...]:
    """Return what to bind to: with the device bound, any address of it, so that broadcasts are heard too."""
    interface = binding.interface
    if binding.version == 6:
        # Not to the link-local address: while it is new, it cannot be bound to (RFC 4862, tentative).
        return "::", binding.port, 0, 0
    # With the device bound, any address: some answer to everybody, at the port that asked. Elsewhere who sends to
    # 255.255.255.255 must say from where, because the source address picks the link.
    if bound or interface is None or (binding.groups and binding.port):
        return "0.0.0.0", binding.port  # noqa: S104
    return interface.address, binding.port


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, heard: Heard, failed: Callable[[Exception], None]) -> None:
        self._heard, self._failed = heard, failed

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self._heard(Endpoint(source[0].partition("%")[0], source[1], "udp"), data)

    def error_received(self, error: Exception) -> None:
        self._failed(error)
