"""A subnet of the lab, and how one device stands in it."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network


@dataclass(frozen=True, slots=True)
class Subnet:
    """One link. `attached` ones hold the scanner itself, the others lie behind the router.

    `latency_ms` is what a round trip from the scanner takes beside the devices' own time, `loss` the share of IP
    packets that are lost each way. A datagram of several fragments is lost with any of them.
    """

    network: IPv4Network
    attached: bool = True
    latency_ms: float = 0.0
    loss: float = 0.0

    @property
    def first(self) -> str:
        """The scanner's own address where the subnet is attached, else the router's."""
        return str(self.network.network_address + 1)

    @property
    def last(self) -> str:
        """The router's address where the subnet is attached."""
        return str(self.network.broadcast_address - 1)

    def hosts(self) -> list[str]:
        """Return the addresses that are free for devices; none ends in 0 or 255."""
        numbers = range(int(self.network.network_address) + 2, int(self.network.broadcast_address) - 1)
        return [str(IPv4Address(number)) for number in numbers if number & 0xFF not in (0, 255)]


@dataclass(frozen=True, slots=True)
class Stand:
    """How a device stands in its subnet. `oddities` names what is odd about it (see oddities.py).

    `drops` says that ports without a service say nothing instead of refusing, `dropped` which TCP ports say nothing
    although a service is there. What stands `apart` has a network stack of its own, so that it can share an address.
    """

    subnet: Subnet
    oddities: tuple[str, ...] = ()
    drops: bool = False
    dropped: tuple[int, ...] = ()
    apart: bool = False
