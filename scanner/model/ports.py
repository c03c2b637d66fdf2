"""Port lists in nmap's syntax: `80,443,8000-8010`, `T:80,U:3702`."""

from dataclasses import dataclass

from scanner.model.errors import UsageError


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
    found: dict[str, dict[int, None]] = {"T": {}, "U": {}}
    transport = "T"
    for part in text.replace(" ", "").split(","):
        if part[:2].upper() in ("T:", "U:"):
            transport, part = part[0].upper(), part[2:]
        found[transport].update(dict.fromkeys(_numbers(part, text)))
    return Ports(tuple(found["T"]), tuple(found["U"]))


def _numbers(part: str, whole: str) -> range:
    first, dash, last = part.partition("-")
    if not (first.isascii() and first.isdigit() and (not dash or (last.isascii() and last.isdigit()))):
        raise UsageError(f"`{whole}`: `{part}` is not a port or a range of ports such as 8000-8010")
    low, high = int(first), int(last) if dash else int(first)
    if not 1 <= low <= high <= 65_535:
        raise UsageError(f"`{whole}`: `{part}`: ports run from 1 to 65535, the lower one first")
    return range(low, high + 1)
