"""What an address told already: devices repeat themselves, and a babbling one must not fill the record."""

from collections.abc import Callable, Sequence

from scanner.model.observation import Observation

# Different things that one address may tell in one protocol.
_MOST_TOLD = 16


class News:
    """Remembers what was told. `takes` says whether something is new, and remembers it where it is."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], set[frozenset[tuple[str, str]]]] = {}

    def takes(
        self,
        address: str,
        protocol: str,
        seen: Sequence[Observation],
        has_room: Callable[[], bool] = lambda: True,
        *,
        empty: bool = False,
    ) -> bool:
        """Whether an address tells something new. `has_room` is asked of news alone; `empty`: saying nothing counts."""
        told = frozenset((item.field, item.value) for item in seen)
        key = address, protocol
        known = self._told.get(key, set())
        if told in known or len(known) >= _MOST_TOLD or not (told or empty) or not has_room():
            return False
        self._told.setdefault(key, known).add(told)
        return True
