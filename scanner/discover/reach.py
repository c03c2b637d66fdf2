"""How far a scan reached, counted while it goes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from scanner.discover.tally import Tally
from scanner.model.addresses import AddressSet, range_of_network
from scanner.model.coverage import Coverage, LinkCoverage, LocalLimit, NetworkCoverage, NotProbed
from scanner.model.endpoint import Target
from scanner.model.exchange import Exchange
from scanner.model.scope import Scope

# How the coverage names what an exchange was heard by; other protocols are asked over connections.
_BY_PROTOCOL = {"tcp": "tcp", "arp": "arp", "neighbour_table": "arp"}

_MOST_OUTSIDERS = 100_000  # a flood from made-up addresses is not counted to its end


class Reach:
    """Collects who answered and what could not be asked; `coverage` draws the sum."""

    def __init__(self, scope: Scope, attached: AddressSet | None = None) -> None:
        self.tally = Tally(scope.addresses)
        self._scope, self._attached = scope, attached or AddressSet()
        self._alive: set[Target] = set()
        self._accepted: set[Target] = set()
        self._heard_by: dict[str, set[str]] = defaultdict(set)
        self._not_asked: set[str] = set()
        self._multicast: set[str] = set()
        self._outsiders: set[str] = set()
        self._misaddressed: set[str] = set()
        self._left_out: dict[str, str] = {}
        self._cut_short: Counter[str] = Counter()

    def alive(self, target: Target) -> None:
        """Note that a target answered something: a refusal counts. What is out of scope does not."""
        if self.is_in_scope(target):
            self._alive.add(target)

    def accepted(self, exchange: Exchange) -> None:
        """Note that a target accepted a connection, answered a question or spoke up."""
        if self.is_in_scope(exchange.target):
            self._alive.add(exchange.target)
            # That its network card answers is no word of the device.
            if exchange.endpoint.transport != "arp":
                self._accepted.add(exchange.target)
            means = exchange.protocol if exchange.endpoint.transport == "udp" else _BY_PROTOCOL.get(exchange.protocol)
            if means:
                self._heard_by[means].add(exchange.target.address)
        elif "misaddressed" in exchange.details:
            self._misaddressed.add(exchange.target.address)

    def is_in_scope(self, target: Target) -> bool:
        """Whether a target is one that the user declared."""
        return target in self._scope.groups or target.address in self._scope.addresses

    def is_alive(self, address: str) -> bool:
        """Whether an address answered anything."""
        return Target(address) in self._alive

    def not_asked(self, addresses: Iterable[str]) -> None:
        """Note addresses that this machine failed to send to."""
        self._not_asked.update(addresses)

    def left_out(self, addresses: Iterable[str], why: str) -> None:
        """Note addresses that are no devices to ask."""
        self._left_out.update(dict.fromkeys(addresses, why))

    def heard_by_multicast(self, subnet: str) -> None:
        """Note that devices of a link answered to its group."""
        self._multicast.add(subnet)

    def outsiders(self, addresses: Iterable[str]) -> None:
        """Note devices that were heard, belong to the link and are outside the scope."""
        for address in addresses:
            if len(self._outsiders) < _MOST_OUTSIDERS:
                self._outsiders.add(address)

    def cut_short(self, why: str) -> None:
        """Note a device that was not asked everything."""
        self._cut_short[why] += 1

    def coverage(
        self, blind_spots: Iterable[str], links: Sequence[LinkCoverage] = (), limits: Sequence[LocalLimit] = ()
    ) -> Coverage:
        """Draw the sum of what was asked until now."""
        networks = tuple(self._networks())
        probed = self._probed(self._scope.addresses) + len(self._scope.groups)
        answered = len(self._alive)
        return Coverage(
            in_scope=self._scope.size,
            probed=probed,
            answered=answered,
            refused_only=len(self._alive - self._accepted),
            silent=max(0, probed - answered),
            not_probed=tuple(self._not_probed(self._scope.size - probed)),
            networks=networks,
            blind_spots=(*blind_spots, *self._outsider_note(), *self._cut_short_notes()),
            links=tuple(links),
            limits=tuple(limits),
            misaddressed=len(self._misaddressed),
        )

    def _not_probed(self, missing: int) -> Iterable[NotProbed]:
        for item in self._scope.excluded.ranges:
            yield NotProbed(str(item), "excluded by the user")
        for why, count in sorted(Counter(self._left_out.values()).items()):
            missing -= count
            yield NotProbed(_addresses(count), why)
        if unasked := self._unasked():
            missing -= len(unasked)
            yield NotProbed(_addresses(len(unasked)), "this machine could not send to them")
        if missing > 0:
            yield NotProbed(_addresses(missing), "the scan ended before their turn")

    def _unasked(self) -> set[str]:
        """Return the addresses that nothing could be sent to, though it was tried."""
        return {
            address for address in self._not_asked if Target(address) not in self._alive and not self.tally.has(address)
        }

    def _probed(self, addresses: AddressSet) -> int:
        """Count the addresses that anything was sent to, or that spoke first."""
        silent_ones = {target.address for target in self._alive if target == Target(target.address)}
        for address in silent_ones:
            self.tally.mark("heard", address)
        return self.tally.probed(addresses)

    def _networks(self) -> Iterable[NetworkCoverage]:
        self._probed(self._scope.addresses)
        alive = [target.address for target in self._alive if target == Target(target.address)]
        for network in self._scope.networks:
            addresses = network.addresses
            probed = self.tally.probed(addresses)
            answered = sum(address in addresses for address in alive)
            by_means = {means: count for means, count in self.tally.by_means(addresses).items() if means != "heard"}
            heard = {means: sum(address in addresses for address in who) for means, who in self._heard_by.items()}
            yield NetworkCoverage(
                network.text,
                addresses.size,
                probed,
                answered,
                max(0, probed - answered),
                any(addresses.touches(range_of_network(subnet)) for subnet in self._multicast),
                any(self._attached.touches(item) for item in addresses.ranges),
                by_means,
                {means: count for means, count in sorted(heard.items()) if count},
            )
        for group in self._scope.groups:
            answered = int(group in self._alive)
            yield NetworkCoverage(str(group), 1, 1, answered, 1 - answered, multicast_heard=False)

    def _outsider_note(self) -> Iterable[str]:
        if self._outsiders:
            count = len(self._outsiders)
            more = " or more" if count == _MOST_OUTSIDERS else ""
            yield f"{count}{more} devices were heard on a link from addresses outside the scope; they were not asked"

    def _cut_short_notes(self) -> Iterable[str]:
        for why, count in sorted(self._cut_short.items()):
            yield f"{count} of the devices were not asked everything, because: {why}"


def _addresses(count: int) -> str:
    return "1 address" if count == 1 else f"{count} addresses"
