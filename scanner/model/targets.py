"""What people write for targets: addresses, networks, ranges, and addresses with ports."""

import re
from ipaddress import ip_address
from itertools import product

from scanner.model.addresses import AddressRange, range_of_network
from scanner.model.endpoint import Target
from scanner.model.errors import UsageError
from scanner.model.ports import Ports, parse_ports

_OCTETS = re.compile(r"[0-9,-]+(?:\.[0-9,-]+){3}")
# The dot tells 10.1.2.3:80 from an IPv6 address that begins with digits only, such as 2001:db8::1.
_WITH_PORTS = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[0-9]+\.[0-9.]*):(?P<ports>[^/]*)")
_OCTET = re.compile(r"(0|[1-9][0-9]{0,9})(?:-(0|[1-9][0-9]{0,9}))?")
# An octet pattern such as 10.0.0-255.0-255 is one range a last octet; more than these is a slip of the pen.
_MOST_RANGES = 65_536


def parse_target(text: str) -> tuple[AddressRange, ...] | Target:
    """Read one target: its address ranges, or a Target where ports were given with an address. Raises UsageError."""
    text = text.strip()
    if not text:
        raise UsageError("an empty target: name an address, a network such as 10.1.2.0/24, or a range")
    if match := _WITH_PORTS.fullmatch(text):
        ports = _ports(match["ports"], text)
        return Target(_address(match["host"].strip("[]"), text), ports.tcp, ports.udp)
    if "/" in text or (":" in text and "-" not in text):
        return (_network(text),)
    if match := re.fullmatch(r"([0-9A-Fa-f:.]+)-([0-9A-Fa-f:.]*[.:][0-9A-Fa-f:.]*)", text):
        return (_between(match[1], match[2], text),)
    if _OCTETS.fullmatch(text):
        return _octets(text)
    raise UsageError(
        f"`{text}` is no address, network or range. Names are not looked up: give the address, "
        "a network such as 10.1.2.0/24 or a range such as 10.1.2.10-20"
    )


def _ports(text: str, whole: str) -> Ports:
    try:
        return parse_ports(text)
    except UsageError as error:
        raise UsageError(f"`{whole}`: {error}") from None


def _address(text: str, whole: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise UsageError(f"`{whole}`: `{text}` is not an IP address") from None


def _network(text: str) -> AddressRange:
    try:
        if "%" not in text:  # a zone names an interface of one machine; ipaddress would drop it without a word
            return range_of_network(text)
    except ValueError:
        pass
    hint = "a network is written address/length, such as 10.1.2.0/24 (length 0-32, or 0-128 for IPv6)"
    raise UsageError(f"`{text}` is not an address or a network: {hint}")


def _between(first: str, last: str, whole: str) -> AddressRange:
    low, high = ip_address(_address(first, whole)), ip_address(_address(last, whole))
    if low.version != high.version or int(low) > int(high):
        raise UsageError(f"`{whole}`: the first address of a range must be the lower one, of the same IP version")
    return AddressRange(low.version, int(low), int(high))


def _octets(text: str) -> tuple[AddressRange, ...]:
    choices = [_octet(octet, text) for octet in text.split(".")]
    count = len(choices[0]) * len(choices[1]) * len(choices[2])
    if count > _MOST_RANGES:
        raise UsageError(f"`{text}` stands for too many ranges: write it as a network, such as 10.0.0.0/8")
    ranges = []
    for a, b, c in product(*choices[:3]):
        base = (a << 24) | (b << 16) | (c << 8)
        ranges += [AddressRange(4, base | first, base | last) for first, last in _runs(choices[3])]
    return tuple(ranges)


def _octet(text: str, whole: str) -> list[int]:
    values: set[int] = set()
    for part in text.split(","):
        match = _OCTET.fullmatch(part)
        if match is None:  # also 010: ten to some programs, eight to others
            hint = "is not a number from 0 to 255, without leading zeros, or a range such as 1-254"
            raise UsageError(f"`{whole}`: `{part}` {hint}")
        low, high = int(match[1]), int(match[2] or match[1])
        if not low <= high <= 255:
            raise UsageError(f"`{whole}`: `{part}`: the parts of an address run from 0 to 255, the lower one first")
        values.update(range(low, high + 1))
    return sorted(values)


def _runs(values: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for value in values:
        if runs and runs[-1][1] == value - 1:
            runs[-1] = (runs[-1][0], value)
        else:
            runs.append((value, value))
    return runs
