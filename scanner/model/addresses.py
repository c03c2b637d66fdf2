"""Sets of IP addresses as sorted ranges: membership, size and the n-th address, without ever listing them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address, ip_network
from itertools import islice


@dataclass(frozen=True, slots=True, order=True)
class AddressRange:
    """Addresses `first` to `last`, both included, of one IP version."""

    version: int
    first: int
    last: int

    @property
    def size(self) -> int:
        """How many addresses it holds."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        first, last = address_text(self.version, self.first), address_text(self.version, self.last)
        return first if first == last else f"{first}-{last}"


def address_text(version: int, value: int) -> str:
    """Write an address given as a number."""
    return str(ip_address(value.to_bytes(4 if version == 4 else 16, "big")))


def range_of_network(text: str) -> AddressRange:
    """Read `10.0.0.0/24` or a single address. Host bits may be set, as nmap allows. Raises ValueError."""
    network = ip_network(text, strict=False)
    return AddressRange(network.version, int(network.network_address), int(network.broadcast_address))


# Addresses that a council's own networks use. Everything else, documentation ranges included, is somebody else's
# until the user says otherwise. 100.64.0.0/10 is carrier-grade NAT: 4G routers of temporary cameras stand there.
_PRIVATE = tuple(
    range_of_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "::1/128",
        "fe80::/10",
        "fc00::/7",
    )
)
# ::ffff:0:0/96 is IPv4 in IPv6 clothes: the kernel sends such a packet to the IPv4 address, past its exclusion.
_NO_HOSTS = tuple(
    range_of_network(text) for text in ("0.0.0.0/8", "224.0.0.0/3", "::/128", "::ffff:0:0/96", "ff00::/8")
)


def is_private(addresses: AddressRange) -> bool:
    """Whether the whole range lies in networks that nobody else can own."""
    return any(_inside(addresses, network) for network in _PRIVATE)


def holds_non_hosts(addresses: AddressRange) -> bool:
    """Whether the range touches multicast, reserved, unspecified or IPv4-mapped addresses."""
    return any(_overlap(addresses, network) for network in _NO_HOSTS)


class AddressSet:
    """A set of addresses that costs as much memory as it has ranges."""

    def __init__(self, ranges: Iterable[AddressRange] = ()) -> None:
        self.ranges = tuple(_merged(ranges))
        self._firsts = [(item.version, item.first) for item in self.ranges]

    def __contains__(self, address: str) -> bool:
        parsed = ip_address(address)
        index = bisect_right(self._firsts, (parsed.version, int(parsed))) - 1
        if index < 0:
            return False
        found = self.ranges[index]
        return found.version == parsed.version and found.first <= int(parsed) <= found.last

    @property
    def size(self) -> int:
        """How many addresses it holds: no `len()`, which stops at 2**63 and an IPv6 /64 does not."""
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[str]:
        return (self.address_at(index) for index in range(self.size))

    @cached_property
    def _ends(self) -> list[int]:
        ends, total = [], 0
        for item in self.ranges:
            total += item.size
            ends.append(total)
        return ends

    def address_at(self, index: int) -> str:
        """Return the address number `index`, from 0. Raises IndexError beyond the end."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        position = bisect_right(self._ends, index)
        before = self._ends[position - 1] if position else 0
        found = self.ranges[position]
        return address_text(found.version, found.first + index - before)

    def index_of(self, address: str) -> int:
        """Return the number of an address, so that `address_at` gives it back; -1 for one that is not in the set."""
        parsed = ip_address(address)
        position = bisect_right(self._firsts, (parsed.version, int(parsed))) - 1
        if position < 0 or self.ranges[position].version != parsed.version:
            return -1
        found = self.ranges[position]
        before = self._ends[position - 1] if position else 0
        return before + int(parsed) - found.first if int(parsed) <= found.last else -1

    def within(self, addresses: AddressRange) -> "AddressSet":
        """Return the addresses that the range holds too."""
        return AddressSet(
            AddressRange(item.version, max(item.first, addresses.first), min(item.last, addresses.last))
            for item in self._overlapping(addresses)
        )

    def minus(self, other: "AddressSet") -> "AddressSet":
        """Return the addresses that `other` does not hold."""
        return AddressSet(piece for item in self.ranges for piece in _without(item, other._overlapping(item)))

    def holds(self, addresses: AddressRange) -> bool:
        """Whether every address of the range is in the set."""
        return any(_inside(addresses, item) for item in self._overlapping(addresses))

    def touches(self, addresses: AddressRange) -> bool:
        """Whether any address of the range is in the set."""
        return any(True for _ in self._overlapping(addresses))

    def _overlapping(self, addresses: AddressRange) -> Iterator[AddressRange]:
        """Yield the ranges that share an address with this one, in order."""
        start = max(0, bisect_right(self._firsts, (addresses.version, addresses.first)) - 1)
        for item in islice(self.ranges, start, None):
            if (item.version, item.first) > (addresses.version, addresses.last):
                return
            if _overlap(addresses, item):
                yield item


def _inside(inner: AddressRange, outer: AddressRange) -> bool:
    return inner.version == outer.version and outer.first <= inner.first and inner.last <= outer.last


def _overlap(one: AddressRange, other: AddressRange) -> bool:
    return one.version == other.version and one.first <= other.last and other.first <= one.last


def _without(item: AddressRange, taken: Iterable[AddressRange]) -> Iterator[AddressRange]:
    first = item.first
    for hole in taken:
        if first < hole.first:
            yield AddressRange(item.version, first, hole.first - 1)
        first = max(first, hole.last + 1)
    if first <= item.last:
        yield AddressRange(item.version, first, item.last)


def _merged(ranges: Iterable[AddressRange]) -> Iterator[AddressRange]:
    current: AddressRange | None = None
    for item in sorted(ranges):
        if current and current.version == item.version and item.first <= current.last + 1:
            current = AddressRange(current.version, current.first, max(current.last, item.last))
            continue
        if current:
            yield current
        current = item
    if current:
        yield current
