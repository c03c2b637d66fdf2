"""How a UDP socket is set before it is bound: its interface, its groups, its buffers, and the kernel's count of drops.

Numbers without a name in Python: asm-generic/socket.h, linux/in.h, linux/in6.h, linux/sock_diag.h.
"""

import contextlib
import socket
import struct
import sys
from dataclasses import dataclass
from typing import Any

from scanner.net.interfaces import Interface

# A datagram for an address without an ARP entry waits in the sender's buffer: with the usual 212 kB, three in five
# sends to an attached /23 failed. Replies to one multicast come all at once.
BUFFER_BYTES = 8 * 1024 * 1024
_LINUX = sys.platform == "linux"
_SO_RCVBUFFORCE, _SO_SNDBUFFORCE, _SO_RXQ_OVFL, _SO_MEMINFO = 33, 32, 40, 55
_IP_PKTINFO, _IP_MULTICAST_ALL, _IP_UNICAST_IF, _IPV6_MULTICAST_ALL = 8, 49, 50, 29
_MEMINFO = struct.Struct("=9I")
_DROPS = 8  # SK_MEMINFO_DROPS
_COUNTER = struct.Struct("=I")
_PKTINFO = struct.Struct("=i8x")
_PKTINFO_6 = struct.Struct("=16xI")
ANCILLARY_BYTES = 128

Extra = tuple[int, int, bytes]  # of ancillary data: level, kind, value


@dataclass(frozen=True, slots=True)
class Binding:
    """Where a socket hears: an interface (None: all), a port (0: any free one), an IP version, and groups joined."""

    interface: Interface | None
    port: int = 0
    version: int = 4
    groups: tuple[str, ...] = ()

    @property
    def index(self) -> int:
        """The interface's number, 0 where there is none."""
        return self.interface.index if self.interface else 0


def bound_socket(binding: Binding) -> socket.socket:
    """Open and bind a socket. It hears its interface alone, also broadcasts and groups. Raises OSError."""
    made = socket.socket(socket.AF_INET6 if binding.version == 6 else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        _set_buffers(made)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        if binding.port:
            share_port(made)
        kept = _keep_to_interface(made, binding)
        (_set_version_6 if binding.version == 6 else _set_version_4)(made, binding)
        made.bind(_local_address(binding, kept=kept))
    except OSError:
        made.close()
        raise
    return made


def share_port(made: socket.socket) -> None:
    """Let other programs, such as avahi, keep listening at the same port."""
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT") and not _LINUX:  # on Linux it would share out the datagrams between us
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)


def dropped_by_kernel(made: socket.socket) -> int:
    """Return how many datagrams the kernel had no room for; 0 where it does not tell.

    SO_RXQ_OVFL comes with the next datagram that is read: of a burst's lost end it tells nothing.
    """
    if not _LINUX:
        return 0
    try:
        return int(_MEMINFO.unpack(made.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _MEMINFO.size))[_DROPS])
    except (OSError, struct.error):  # before Linux 4.12
        return 0


def dropped_before(extra: list[Extra]) -> int:
    """Return the count of drops that came with a datagram, 0 where none did."""
    told = (value for level, kind, value in extra if (level, kind) == (socket.SOL_SOCKET, _SO_RXQ_OVFL))
    return max((_COUNTER.unpack_from(value)[0] for value in told if len(value) >= _COUNTER.size), default=0)


def came_by(extra: list[Extra]) -> int:
    """Return the number of the interface that a datagram came by, 0 where the kernel was not asked."""
    for level, kind, value in extra:
        if (level, kind) == (socket.IPPROTO_IP, _IP_PKTINFO) and len(value) >= _PKTINFO.size:
            return int(_PKTINFO.unpack_from(value)[0])
        if (level, kind) == (socket.IPPROTO_IPV6, socket.IPV6_PKTINFO) and len(value) >= _PKTINFO_6.size:
            return int(_PKTINFO_6.unpack_from(value)[0])
    return 0


def _set_buffers(made: socket.socket) -> None:
    for plain, forced in ((socket.SO_RCVBUF, _SO_RCVBUFFORCE), (socket.SO_SNDBUF, _SO_SNDBUFFORCE)):
        with contextlib.suppress(OSError):
            made.setsockopt(socket.SOL_SOCKET, plain, BUFFER_BYTES)
        if _LINUX:
            with contextlib.suppress(OSError):  # with CAP_NET_ADMIN alone: past net.core.rmem_max
                made.setsockopt(socket.SOL_SOCKET, forced, BUFFER_BYTES)
    if _LINUX:
        made.setsockopt(socket.SOL_SOCKET, _SO_RXQ_OVFL, 1)


def _keep_to_interface(made: socket.socket, binding: Binding) -> bool:
    """Keep other interfaces' datagrams out and send by this one; returns whether that was possible."""
    if not _LINUX or binding.interface is None:
        return False
    if not _bind_to_device(made, binding.interface):
        _tell_interface(made, binding)
    return True


def _bind_to_device(made: socket.socket, interface: Interface) -> bool:
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.name.encode())
    except OSError:  # before Linux 5.7 it needs CAP_NET_RAW
        return False
    return True


def _tell_interface(made: socket.socket, binding: Binding) -> None:
    """Have each datagram say by which interface it came, and name the one to send by."""
    if binding.version == 6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        return
    made.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
    made.setsockopt(socket.IPPROTO_IP, _IP_UNICAST_IF, struct.pack("!I", binding.index))


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
    made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, binding.index)
    for group in binding.groups:
        joined = socket.inet_pton(socket.AF_INET6, group) + struct.pack("@I", binding.index)
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, joined)


def _local_address(binding: Binding, *, kept: bool) -> tuple[Any, ...]:
    """Return what to bind to: any address where the interface is kept to, so that broadcasts are heard too."""
    interface = binding.interface
    if binding.version == 6:
        # Not to the link-local address: while it is new, it cannot be bound to (RFC 4862, tentative).
        return "::", binding.port, 0, 0
    # Some answer to everybody, at the port that asked. Where nothing keeps to the interface, who sends to
    # 255.255.255.255 must say from where, because the source address picks the link.
    if kept or interface is None or (binding.groups and binding.port):
        return "0.0.0.0", binding.port  # noqa: S104
    return interface.address, binding.port
