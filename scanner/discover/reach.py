"""How far a scan reached, counted while it goes."""

from collections import Counter
from collections.abc import Iterable

from scanner.model.addresses import AddressSet, range_of_network
from scanner.model.coverage import Coverage, NetworkCoverage, NotProbed
from scanner.model.endpoint import Target
from scanner.model.scope import Scope


class Reach:
    """Collects who answered and what could not be asked; `coverage` draws the sum."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._alive: set[Target] = set()
        self._accepted: set[Target] = set()
        self._not_asked: set[str] = set()
        self._multicast: set[str] = set()
        self._outsiders: set[str] = set()
        self._cut_short: Counter[str] = Counter()

    def alive(self, target: Target) -> None:
        """Note that a target answered something: a refusal counts. What is out of scope does not."""
        if target in self._scope.groups or target.address in self._scope.addresses:
            self._alive.add(target)

    def accepted(self, target: Target) -> None:
        """Note that it accepted a connection or answered a question."""
        self.alive(target)
        self._accepted.add(target)

    def not_asked(self, addresses: Iterable[str]) -> None:
        """Note addresses that this machine failed to send to."""
        self._not_asked.update(addresses)

    def heard_by_multicast(self, subnet: str) -> None:
        """Note that devices of a link answered to its group."""
        self._multicast.add(subnet)

    def outsider(self, address: str) -> None:
        """Note a device that was heard and is outside the scope."""
        self._outsiders.add(address)

    def cut_short(self, why: str) -> None:
        """Note a device that was not asked everything."""
        self._cut_short[why] += 1

    def coverage(self, swept: int, blind_spots: Iterable[str]) -> Coverage:
        """Draw the sum. `swept` addresses had been asked when the scan ended."""
        scope = self._scope
        size = scope.addresses.size
        missing = max(0, size - swept)
        unasked = self._not_asked - {target.address for target in self._alive}
        probed = size - missing - len(unasked) + len(scope.groups)
        answered = len(self._alive)
        return Coverage(
            in_scope=scope.size,
            probed=probed,
            answered=answered,
            refused_only=len(self._alive - self._accepted),
            silent=max(0, probed - answered),
            not_probed=tuple(self._left_out(missing, len(unasked))),
            networks=tuple(self._networks(unasked, complete=not missing)),
            blind_spots=(*blind_spots, *self._outsider_note(), *self._cut_short_notes()),
        )

    def _left_out(self, missing: int, unasked: int) -> Iterable[NotProbed]:
        for item in self._scope.excluded.ranges:
            yield NotProbed(str(item), "excluded by the user")
        if missing:
            yield NotProbed(f"{missing} addresses", "the scan ended before their turn")
        if unasked:
            yield NotProbed(f"{unasked} addresses", "this machine could not send to them")

    def _networks(self, unasked: set[str], *, complete: bool) -> Iterable[NetworkCoverage]:
        for network in self._scope.networks:
            addresses = network.addresses
            failed = sum(address in addresses for address in unasked)
            probed = addresses.size - failed if complete else 0
            answered = sum(target.address in addresses for target in self._alive if target == Target(target.address))
            heard = any(_touches(addresses, subnet) for subnet in self._multicast)
            silent = max(0, probed - answered)
            yield NetworkCoverage(network.text, addresses.size, probed, answered, silent, heard)
        for group in self._scope.groups:
            answered = int(group in self._alive)
            yield NetworkCoverage(str(group), 1, 1, answered, 1 - answered, multicast_heard=False)

    def _outsider_note(self) -> Iterable[str]:
        if self._outsiders:
            count = len(self._outsiders)
            yield f"{count} devices were heard on a link from addresses outside the scope; they were not asked"

    def _cut_short_notes(self) -> Iterable[str]:
        for why, count in sorted(self._cut_short.items()):
            yield f"{count} of the devices were not asked everything, because: {why}"


def _touches(addresses: AddressSet, subnet: str) -> bool:
    return addresses.touches(range_of_network(subnet))
