"""One line of somebody's record that tells of a device; or what is wrong with the line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address

from scanner.codec.scopes import normal_mac

LONGEST_TEXT = 256
_LONGEST_SHOWN = 60
# Before 2100: what lies beyond is a mistake or a trick, and calendars end somewhere.
_LATEST_S = 4_102_444_800.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """`told` holds what the line says, by the names of codec/record.py; `at` its own time, seconds since the epoch.

    `over` says that the record itself calls it past: an expired or released lease.
    """

    line: int
    address: str
    told: tuple[tuple[str, str], ...]
    as_written: str
    at: float | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that could not be read, and why."""

    line: int
    why: str


def no_address(line: int, text: str) -> Fault:
    """Return the fault of a line whose address is none."""
    return Fault(line, f"`{text[:_LONGEST_SHOWN]}` is no IP address")


def no_mac(line: int, text: str) -> Fault:
    """Return the fault of a line whose MAC address is none."""
    return Fault(line, f"`{text[:_LONGEST_SHOWN]}` is no MAC address")


Found = Sighting | Fault
Reader = Callable[[str], Iterator[Found]]


def address_of(text: str) -> str:
    """Return an IP address in its usual spelling, without a zone; nothing for what is none."""
    try:
        return str(ip_address(text.strip().partition("%")[0]))
    except ValueError:
        return ""


def mac_of(text: str) -> str:
    """Return a MAC address in lower case with colons, also from `0:1b:c5:…` and `01-00…`-prefixed client ids."""
    parts = re.split(r"[:-]", text.strip())
    if len(parts) == 7 and parts[0].zfill(2) in ("01", "ff"):
        parts = parts[1:]  # the hardware type of a client id (RFC 2132 clause 9.14)
    if len(parts) == 6 and all(re.fullmatch(r"[0-9A-Fa-f]{1,2}", part) for part in parts):
        return normal_mac("".join(part.zfill(2) for part in parts))
    return normal_mac(text)


def told(**values: str) -> tuple[tuple[str, str], ...]:
    """Return what is said, without what is empty, trimmed and of a bearable length."""
    return tuple((name, text) for name, value in values.items() if (text := value.strip()[:LONGEST_TEXT]))


def seconds_of(text: str) -> float | None:
    """Return a time written by a machine, UTC where it names no zone; None for what cannot be read or cannot be true.

    ISO 8601, `2026/03/02 09:30:00` with or without a weekday's number before it (dhcpd.leases), or Unix seconds.
    """
    text = text.strip().rstrip(";")
    if re.fullmatch(r"[0-9]{9,11}(\.[0-9]{1,9})?", text):
        return bearable(float(text))
    plain = re.sub(r"^[0-6] (?=[0-9]{4}/)", "", text).replace("/", "-")
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return bearable((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def bearable(at: float) -> float | None:
    """Return a time that a record can have, None for another."""
    return at if 0 <= at < _LATEST_S else None
