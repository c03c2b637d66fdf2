"""The lab's listening sockets: bound to an address, or to an interface with its broadcasts and multicast groups."""

import socket
import struct
import sys


def bound(kind: socket.SocketKind, address: tuple[str, int], interface: str | None) -> socket.socket:
    """Return a socket bound to an address, and to an interface where one is named. Raises OSError."""
    made = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET, kind)
    try:
        made.setblocking(False)
        if kind is socket.SOCK_STREAM and sys.platform != "win32":  # there it would let two labs share a port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if interface:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        if made.family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError as error:
        made.close()
        raise OSError(error.errno, f"{address[0]} port {address[1]}: {error.strerror}") from error
    return made


def ears(address: tuple[str, int], groups: tuple[str, ...], interface: str | None) -> list[socket.socket]:
    """Return the UDP sockets for one port: on an interface one of each address family that has groups, or IPv4 alone.

    What is bound to an address hears neither broadcast nor group, so on an interface it is bound to none.
    Raises OSError.
    """
    if not interface:
        return [bound(socket.SOCK_DGRAM, address, None)]
    made = [bound(socket.SOCK_DGRAM, ("0.0.0.0", address[1]), interface)]
    if any(":" in group for group in groups):
        made.append(bound(socket.SOCK_DGRAM, ("::", address[1]), interface))
    for ear in made:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for group in groups:
            _join(ear, group, socket.if_nametoindex(interface))
    return made


def _join(ear: socket.socket, group: str, index: int) -> None:
    """Join the group if it is of the socket's family, and send what is for groups by the same interface."""
    if ear.family == socket.AF_INET6 and ":" in group:
        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        joined = struct.pack("@16si", socket.inet_pton(socket.AF_INET6, group), index)
        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, joined)
    elif ear.family == socket.AF_INET and ":" not in group:
        by = struct.pack("@4s4si", bytes(4), bytes(4), index)
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, by)
        ear.setsockopt(
            socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("@4s4si", socket.inet_aton(group), bytes(4), index)
        )
