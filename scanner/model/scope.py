"""What the user declared as theirs: the only addresses that anything may be sent to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from scanner.model.addresses import AddressRange, AddressSet, holds_non_hosts, is_private, range_of_network
from scanner.model.endpoint import Endpoint, Target
from scanner.model.errors import ScopeError, UsageError
from scanner.model.targets import parse_target

_NO_TARGETS = "no targets: name at least one address or network, such as 10.1.2.0/24"
_NOTHING_LEFT = "nothing is left to scan: the exclusions hold every target"


@dataclass(frozen=True, slots=True)
class DeclaredNetwork:
    """One target as the user wrote it, and what is left of it after exclusions."""

    text: str
    addresses: AddressSet


class Scope:
    """Declared addresses minus exclusions. Exclusions win over everything."""

    def __init__(
        self, networks: Sequence[DeclaredNetwork], groups: Sequence[Target], excluded: AddressSet, public_allowed: bool
    ) -> None:
        self.networks = tuple(networks)
        self.groups = tuple(groups)
        self.excluded = excluded
        self.public_allowed = public_allowed
        self.addresses = AddressSet(item for network in networks for item in network.addresses.ranges)
        self._group_endpoints = {Endpoint(group.address, port) for group in groups for port in group.tcp_ports}
        self._group_endpoints |= {Endpoint(group.address, port, "udp") for group in groups for port in group.udp_ports}

    def permits(self, endpoint: Endpoint) -> bool:
        """Whether a packet may go there. Addresses given with ports are in scope at these only; names never are."""
        try:
            ip_address(endpoint.address)
        except ValueError:
            return False
        return endpoint.address in self.addresses or endpoint in self._group_endpoints

    def permits_subnet(self, subnet: str) -> bool:
        """Whether a whole subnet is in scope with no exclusion in it: what multicast on its link needs."""
        return self.addresses.holds(range_of_network(subnet))

    @property
    def size(self) -> int:
        """How many addresses, counting each address with ports as one."""
        return self.addresses.size + len(self.groups)


def parse_scope(targets: Iterable[str], excluded: Iterable[str] = (), *, public_allowed: bool = False) -> Scope:
    """Build the scope from what people wrote.

    Raises UsageError for what cannot be read or holds no host and where exclusions leave nothing, ScopeError for a
    public address without the flag.
    """
    out = AddressSet(item for text in excluded for item in _excluded_ranges(text))
    networks, groups = [], []
    named = tuple(targets)
    for text in named:
        parsed = parse_target(text)
        ranges = (_single(parsed.address),) if isinstance(parsed, Target) else parsed
        _check(text, ranges, public_allowed)
        if isinstance(parsed, Target):
            if parsed.address not in out:
                groups.append(parsed)
        else:
            networks.append(DeclaredNetwork(text.strip(), AddressSet(parsed).minus(out)))
    scope = Scope(networks, groups, out, public_allowed)
    if not scope.size:
        raise UsageError(_NOTHING_LEFT if named else _NO_TARGETS)
    return scope


def _single(address: str) -> AddressRange:
    return range_of_network(address)


def _excluded_ranges(text: str) -> tuple[AddressRange, ...]:
    parsed = parse_target(text)
    return (_single(parsed.address),) if isinstance(parsed, Target) else parsed


def _check(text: str, ranges: Sequence[AddressRange], public_allowed: bool) -> None:
    for item in ranges:
        if holds_non_hosts(item):
            raise UsageError(f"`{text}` holds multicast or reserved addresses: no device has one of these")
        if not public_allowed and not is_private(item):
            raise ScopeError(
                f"`{text}` holds public addresses. If they are yours, say so with --public; the record will show it"
            )
