"""This machine's own failures, counted, with what to do about each: never the silence of a device."""

import errno
from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network

from scanner.model.coverage import LocalLimit

_RULES = "look at the rules for outgoing traffic (Linux: `nft list ruleset` or `iptables -S OUTPUT`, as root)"
_FORBIDDEN = ("a firewall or a route of this machine forbids it", f"{_RULES} and allow this program, or scan elsewhere")
_NO_DESCRIPTOR = ("no descriptor was free", "raise the limit of open files: `ulimit -n 65536`")
_NOT_SENT = {
    errno.EMFILE: _NO_DESCRIPTOR,
    getattr(errno, "WSAEMFILE", errno.EMFILE): _NO_DESCRIPTOR,
    errno.ENFILE: ("this system had no descriptor left", "raise fs.file-max, or scan from another machine"),
    errno.ENOBUFS: (
        "the neighbour table or a send buffer was full",
        "lower --max-rate, or raise net.ipv4.neigh.default.gc_thresh3",
    ),
    errno.ENOMEM: ("the kernel had no memory for a packet", "lower --max-rate"),
    errno.EAGAIN: ("a send buffer stayed full", "lower --max-rate, or raise net.core.wmem_max"),
    errno.EPERM: _FORBIDDEN,
    errno.EACCES: _FORBIDDEN,
    getattr(errno, "WSAEACCES", errno.EACCES): _FORBIDDEN,
    errno.EADDRNOTAVAIL: ("no local port was free", "widen net.ipv4.ip_local_port_range, or lower --max-rate"),
    errno.ENETDOWN: ("the interface is down", "bring the link up and scan again"),
}
# EINVAL is what a route of the kind `blackhole` gives.
NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EINVAL})
_OF_THE_DEVICE = frozenset(
    {0, errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.ETIMEDOUT, errno.EHOSTDOWN}
)
_NO_ROUTE_ADVICE = "add a route, or scan from a machine that has one"
_MOST_NETWORKS = 16
DROPPED = "datagrams came faster than this machine's receive buffer holds"
_DROPPED_ADVICE = "raise net.core.rmem_max to 8388608, or scan fewer networks at once"
_HELD_ADVICE = "end the program that holds it while the scan runs"
_STOPPED = "packets of this machine, of camscan's or of other programs, were dropped before they left it"


class Limits:
    """Collects failures of one scan."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._no_route: Counter[str] = Counter()
        self._forbidden = 0

    def failed(self, number: int, address: str = "") -> None:
        """Count a send, or the start of a connect, to an address that failed here with this errno.

        What a router or the device said later (ICMP) is no failure of ours, and is not to be counted.
        """
        if number in _NOT_SENT:
            self._add(*_NOT_SENT[number])
            self._forbidden += number == errno.EPERM
        elif number in NO_ROUTE:
            self._no_route[_network_of(address)] += 1
        elif number not in _OF_THE_DEVICE:
            name = errno.errorcode.get(number, str(number))
            self._add(f"this machine would not send ({name})", "look at `camscan doctor`")

    def not_heard(self, what: str, count: int) -> None:
        """Count answers that came and were lost here."""
        if count:
            self._counts[what, "not_heard", _DROPPED_ADVICE] += count

    def cannot_listen(self, port: int, protocol: str, number: int) -> None:
        """Note a port that answers come to and that could not be listened at."""
        held = number == errno.EADDRINUSE
        why = "another program holds" if held else "this machine would not open"
        advice = _HELD_ADVICE if held else f"look at `camscan doctor`: {errno.errorcode.get(number, number)}"
        self._counts[f"{why} UDP port {port}, to which {protocol} answers come", "not_heard", advice] += 1

    def stopped(self, count: int) -> None:
        """Count packets that never left, though their senders were told nothing: a connect that a rule drops."""
        # Of a datagram the sender is told: these are counted already.
        if (untold := count - self._forbidden) > 0:
            self._counts[_STOPPED, "not_sent", _RULES] += untold

    def wire_lost(self) -> None:
        """Note that the process that asks by ARP ended before its time: the rest was asked by connects."""
        self._add("the process that asks by ARP ended before its time", "scan again; the rest was asked by connects")

    def coverage(self) -> tuple[LocalLimit, ...]:
        """Return what went wrong, in the order of the words."""
        counts = sorted([*self._counts.items(), *_routes_missing(self._no_route)])
        return tuple(LocalLimit(what, outcome, count, advice) for (what, outcome, advice), count in counts)

    def _add(self, what: str, advice: str) -> None:
        self._counts[what, "not_sent", advice] += 1


def _network_of(address: str) -> str:
    """Return the /24 or /64 of an address: what routes are told for, near enough, and few."""
    try:
        version = ip_address(address).version
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if version == 4 else 64}", strict=False))


def _routes_missing(counts: Counter[str]) -> list[tuple[tuple[str, str, str], int]]:
    """Return a line for each network without a route, neighbours joined; beyond a few, one line for all."""
    joined = _joined(counts)
    if not counts or "" in counts or len(joined) > _MOST_NETWORKS:
        return [_no_route("some of the targets", counts.total())] if counts else []
    return [
        _no_route(str(network), sum(count for text, count in counts.items() if ip_network(text)[0] in network))
        for network in joined
    ]


def _joined(texts: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    known = [text for text in texts if text]
    version_4 = collapse_addresses(IPv4Network(text) for text in known if ":" not in text)
    return [*version_4, *collapse_addresses(IPv6Network(text) for text in known if ":" in text)]


def _no_route(where: str, count: int) -> tuple[tuple[str, str, str], int]:
    return (f"this machine has no route to {where}", "not_sent", _NO_ROUTE_ADVICE), count
