"""Which serial numbers tell one unit from another."""

import re

# Numbers that factories leave in: one repeated character, a run such as 123456789.
_RUNS = "01234567890123456789"
_SHORTEST_SERIAL = 6


def is_telling(serial: str) -> bool:
    """Whether a serial number can be one unit's only: not a placeholder."""
    bare = re.sub(r"[^0-9A-Za-z]", "", serial)
    return len(bare) >= _SHORTEST_SERIAL and len(set(bare)) > 1 and bare not in _RUNS
