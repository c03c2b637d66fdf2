"""Which addresses of the scope were sent what: one bit for each, so that a /8 costs two megabytes a question."""

from collections.abc import Iterator, Mapping

from scanner.model.addresses import AddressRange, AddressSet


class Tally:
    """Marks addresses of a set by what was sent to them, and counts them by network."""

    def __init__(self, addresses: AddressSet) -> None:
        self._addresses = addresses
        self._marked: dict[str, bytearray] = {}

    def mark(self, means: str, address: str) -> None:
        """Note that an address was sent this. What is not in the set is not counted."""
        index = self._addresses.index_of(address)
        if index >= 0:
            marked = self._marked.setdefault(means, bytearray(self._addresses.size // 8 + 1))
            marked[index >> 3] |= 1 << (index & 7)

    def has(self, address: str) -> bool:
        """Whether an address was sent anything."""
        index = self._addresses.index_of(address)
        return any(marked[index >> 3] >> (index & 7) & 1 for marked in self._marked.values())

    def by_means(self, network: AddressSet) -> Mapping[str, int]:
        """Return how many addresses of a network were sent each thing, in alphabetical order of the things."""
        spans = list(self._spans(network))
        counts = {means: _count(marked, spans) for means, marked in sorted(self._marked.items())}
        return {means: count for means, count in counts.items() if count}

    def probed(self, network: AddressSet) -> int:
        """Return how many addresses of a network were sent anything."""
        whole = 0
        for marked in self._marked.values():
            whole |= int.from_bytes(marked, "little")
        return sum(((whole >> first) & ((1 << length) - 1)).bit_count() for first, length in self._spans(network))

    def _spans(self, network: AddressSet) -> Iterator[tuple[int, int]]:
        """Yield where the network's ranges lie among the bits: first and length. The network is part of the set."""
        for item in network.ranges:
            first = self._addresses.index_of(_first(item))
            if first >= 0:
                yield first, item.size


def _first(item: AddressRange) -> str:
    return AddressSet((item,)).address_at(0)


def _count(marked: bytearray, spans: list[tuple[int, int]]) -> int:
    whole = int.from_bytes(marked, "little")
    return sum(((whole >> first) & ((1 << length) - 1)).bit_count() for first, length in spans)
