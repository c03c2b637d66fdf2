"""The one gate: every send passes it. Fence, allow-list, pace, in this order."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from scanner.model.addresses import holds_non_hosts, range_of_network
from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.model.scope import Scope
from scanner.net import allowed
from scanner.net.interfaces import Interface
from scanner.net.pace import GlobalPace

BROADCAST = allowed.EVERYBODY
_LINK_LOCAL = tuple(ip_network(text) for text in ("169.254.0.0/16", "fe80::/10"))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not sent."""

    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """What to make of the sender of something heard on a link: keep its words, ask it, call it misaddressed."""

    kept: bool
    may_ask: bool = False
    misaddressed: bool = False


class Gate:
    """Decides over every packet. What it refuses is never sent; what it admits has waited for its turn."""

    def __init__(self, scope: Scope, rate_per_s: float, named_interfaces: frozenset[str] = frozenset()) -> None:
        self.scope = scope
        self.pace = GlobalPace(rate_per_s)
        self._named_interfaces = named_interfaces

    def refusal(self, endpoint: Endpoint, payload: bytes) -> Refusal | None:
        """Say why a payload may not go to an endpoint, or None. An empty payload is a connection attempt."""
        # A zone would send the packet by an interface of its own choice.
        if "%" in endpoint.address or not self.scope.permits(endpoint):
            return Refusal(Outcome.OUT_OF_SCOPE, f"{endpoint} is outside the declared scope")
        if reason := allowed.refusal(endpoint.transport, payload, endpoint.port):
            return Refusal(Outcome.NOT_SENT, reason)
        return None

    def link_refusal(self, interface: Interface) -> str:
        """Say why multicast, broadcast and ARP stay off on an interface; nothing where they may leave.

        They leave only by interfaces that the user named, or whose subnet lies wholly in scope.
        """
        if interface.name in self._named_interfaces or self.scope.permits_subnet(interface.subnet):
            return ""
        return f"{interface.subnet} is not wholly in scope, and the interface was not named"

    def multicast_refusal(self, interface: Interface, group: Endpoint, payload: bytes) -> Refusal | None:
        """Say why a payload may not go to a group, or to everybody, on an interface, or None."""
        if not ip_address(group.address).is_multicast and group.address != BROADCAST:
            return Refusal(Outcome.NOT_SENT, f"{group.address} is not a multicast group")
        if off := self.link_refusal(interface):
            return Refusal(Outcome.OUT_OF_SCOPE, off)
        if reason := allowed.group_refusal(payload, group):
            return Refusal(Outcome.NOT_SENT, reason)
        return None

    def arp_refusal(self, interface: Interface, address: str) -> Refusal | None:
        """Say why an address may not be asked for by ARP on an interface, or None."""
        if off := self.link_refusal(interface):
            return Refusal(Outcome.OUT_OF_SCOPE, off)
        if address not in self.scope.addresses or ip_address(address) not in ip_network(interface.subnet):
            return Refusal(Outcome.OUT_OF_SCOPE, f"{address} is outside the declared scope, or not of {interface.name}")
        return None

    def hearing(self, source: str, subnets: Iterable[str]) -> Hearing:
        """Judge the sender of something heard on a link with these subnets.

        What is excluded, or belongs to the link and was not declared, is none of ours. What belongs elsewhere is a
        device on our link with a wrong address: its words count, and it is never asked. An address that no host can
        have is nobody's: to 255.255.255.255 the kernel lets senders say 0.0.0.0.
        """
        scope, address = self.scope, ip_address(source)
        if source in scope.excluded or holds_non_hosts(range_of_network(source)):
            return Hearing(kept=False)
        if address.is_loopback and source not in scope.addresses:
            return Hearing(kept=False)
        networks = [ip_network(subnet) for subnet in subnets]
        if any(_is_an_end(address, network) for network in networks):
            return Hearing(kept=False)
        at_home = any(address in network for network in networks)
        if any(address in network for network in _LINK_LOCAL):
            return Hearing(kept=True, may_ask=source in scope.addresses)
        if source in scope.addresses:
            return Hearing(kept=True, may_ask=True, misaddressed=not at_home)
        return Hearing(kept=not at_home, misaddressed=not at_home)

    async def admit(self, endpoint: Endpoint, payload: bytes = b"") -> Refusal | None:
        """Return a refusal at once, or None when the send's turn has come."""
        if refused := self.refusal(endpoint, payload):
            return refused
        await self.pace.take()
        return None

    async def admit_multicast(self, interface: Interface, group: Endpoint, payload: bytes) -> Refusal | None:
        """The same for a send to a group."""
        if refused := self.multicast_refusal(interface, group, payload):
            return refused
        await self.pace.take()
        return None

    async def admit_arp(self, interface: Interface, address: str) -> Refusal | None:
        """The same for a question by ARP."""
        if refused := self.arp_refusal(interface, address):
            return refused
        await self.pace.take()
        return None


def _is_an_end(address: IPv4Address | IPv6Address, network: IPv4Network | IPv6Network) -> bool:
    """Whether an address is the network's own or its broadcast address, which no host has (a /31 has neither)."""
    ends = (network.network_address, network.broadcast_address)
    return network.version == 4 and network.num_addresses > 2 and address in ends
