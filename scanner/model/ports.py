"""Port lists in nmap's syntax: `80,443,8000-8010`, `T:80,U:3702`."""

import re
from dataclasses import dataclass

from scanner.model.errors import UsageError

# Ten digits are plenty to say that a number is too large, and few enough for int().
_PORT_OR_RANGE = re.compile(r"([0-9]{1,10})(?:-([0-9]{1,10}))?")


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP and UDP ports in the order in which they were given, without repeats."""

    tcp: tuple[int, ...] = ()
    udp: tuple[int, ...] = ()

    def __str__(self) -> str:
        parts = [str(port) for port in self.tcp] + [f"U:{port}" for port in self.udp]
        return ",".join(parts)


def parse_ports(text: str) -> Ports:
    """Read a port list. `T:` and `U:` hold until the next one, as in nmap. Raises UsageError."""
    if not text.strip():
        raise UsageError("no ports are named: write them as 80,443,8000-8010,U:3702")
    found: dict[str, dict[int, None]] = {"T": {}, "U": {}}
    transport = "T"
    for part in text.replace(" ", "").split(","):
        if part[:2].upper() in ("T:", "U:"):
            transport, part = part[0].upper(), part[2:]
        found[transport].update(dict.fromkeys(_numbers(part, text)))
    return Ports(tuple(found["T"]), tuple(found["U"]))


def _numbers(part: str, whole: str) -> range:
    where = f"`{part}`" if part == whole else f"`{whole}`: `{part}`"
    match = _PORT_OR_RANGE.fullmatch(part)
    if match is None:
        raise UsageError(f"{where} is not a port or a range of ports such as 8000-8010")
    low, high = int(match[1]), int(match[2] or match[1])
    if not 1 <= low <= high <= 65_535:
        raise UsageError(f"{where}: ports run from 1 to 65535, the lower one first")
    return range(low, high + 1)
