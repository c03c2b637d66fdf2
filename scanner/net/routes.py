"""By which interface this machine would send to an address: asked of the kernel, and nothing is sent."""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from scanner.net.interfaces import Interface

_DISCARD = 9  # any port does: connecting a UDP socket only looks the route up


@dataclass(frozen=True, slots=True)
class Route:
    """How an address is reached: from which of our addresses, by which interface, and whether without a router.

    `why_not` says why it cannot be; then the rest is empty. Of IPv6 the subnets are not known: `attached` is never
    true, and `interface` is empty.
    """

    source: str = ""
    interface: str = ""
    attached: bool = False
    why_not: str = ""


def route_to(address: str, known: Sequence[Interface]) -> Route:
    """Ask the kernel for the route to an address. `known` are this machine's interfaces."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as made:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            made.connect((address, _DISCARD))
            source = str(made.getsockname()[0]).partition("%")[0]
    except OSError as error:
        return Route(why_not=os.strerror(error.errno) if error.errno else str(error))
    return _route(address, source, known)


def _route(address: str, source: str, known: Sequence[Interface]) -> Route:
    ours = [interface for interface in known if source == interface.address]
    attached = any(ip_address(address) in ip_network(interface.subnet) for interface in ours)
    return Route(source, ours[0].name if ours else "", attached)
