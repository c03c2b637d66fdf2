"""The one gate: every send passes it. Fence, allow-list, pace, in this order."""

from dataclasses import dataclass
from ipaddress import ip_address

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.model.scope import Scope
from scanner.net import allowed
from scanner.net.interfaces import Interface
from scanner.net.pace import GlobalPace


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not sent."""

    outcome: Outcome
    reason: str


class Gate:
    """Decides over every packet. What it refuses is never sent; what it admits has waited for its turn."""

    def __init__(self, scope: Scope, rate_per_s: float, named_interfaces: frozenset[str] = frozenset()) -> None:
        self.scope = scope
        self.pace = GlobalPace(rate_per_s)
        self._named_interfaces = named_interfaces

    def refusal(self, endpoint: Endpoint, payload: bytes) -> Refusal | None:
        """Say why a payload may not go to an endpoint, or None. An empty payload is a connection attempt."""
        if not self.scope.permits(endpoint):
            return Refusal(Outcome.OUT_OF_SCOPE, f"{endpoint} is outside the declared scope")
        if reason := allowed.refusal(endpoint.transport, payload):
            return Refusal(Outcome.NOT_SENT, reason)
        return None

    def link_refusal(self, interface: Interface) -> str:
        """Say why multicast stays off on an interface; nothing where it may leave.

        It leaves only by interfaces that the user named, or whose subnet lies wholly in scope.
        """
        if interface.name in self._named_interfaces or self.scope.permits_subnet(interface.subnet):
            return ""
        return f"{interface.subnet} is not wholly in scope, and the interface was not named"

    def multicast_refusal(self, interface: Interface, group: str, payload: bytes) -> Refusal | None:
        """Say why a payload may not go to a group on an interface, or None."""
        if not ip_address(group).is_multicast:
            return Refusal(Outcome.NOT_SENT, f"{group} is not a multicast group")
        if off := self.link_refusal(interface):
            return Refusal(Outcome.OUT_OF_SCOPE, off)
        if reason := allowed.refusal("udp", payload):
            return Refusal(Outcome.NOT_SENT, reason)
        return None

    async def admit(self, endpoint: Endpoint, payload: bytes = b"") -> Refusal | None:
        """Return a refusal at once, or None when the send's turn has come."""
        if refused := self.refusal(endpoint, payload):
            return refused
        await self.pace.take()
        return None

    async def admit_multicast(self, interface: Interface, group: str, payload: bytes) -> Refusal | None:
        """The same for a send to a group."""
        if refused := self.multicast_refusal(interface, group, payload):
            return refused
        await self.pace.take()
        return None
