"""Where a device is asked: transport, address, port."""

from dataclasses import dataclass
from typing import Literal

# `arp`: told below IP, port 0. `record`: told by a list that somebody else keeps, port 0.
Transport = Literal["tcp", "udp", "arp", "record"]


@dataclass(frozen=True, slots=True, order=True)
class Endpoint:
    """One socket address of a device. `address` is text without a zone, IPv4 or IPv6."""

    address: str
    port: int
    transport: Transport = "tcp"

    def __str__(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.transport}://{host}:{self.port}"


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What the user named as one place to look: an address, and ports where these were given with it.

    An address with ports (`192.0.2.1:8001,8002`) is a unit of its own: behind one forwarded address several may stand.
    """

    address: str
    tcp_ports: tuple[int, ...] = ()
    udp_ports: tuple[int, ...] = ()

    def __str__(self) -> str:
        ports = [str(port) for port in self.tcp_ports] + [f"U:{port}" for port in self.udp_ports]
        host = f"[{self.address}]" if ports and ":" in self.address else self.address
        return f"{host}:{','.join(ports)}" if ports else host
