"""This machine's own failures, counted, with what to do about each: never the silence of a device."""

import errno
from collections import Counter

from scanner.model.coverage import LocalLimit

_NOT_SENT = {
    errno.EMFILE: ("no descriptor was free", "raise the limit of open files: `ulimit -n 65536`"),
    errno.ENFILE: ("this system had no descriptor left", "raise fs.file-max, or scan from another machine"),
    errno.ENOBUFS: (
        "the neighbour table or a send buffer was full",
        "lower --max-rate, or raise net.ipv4.neigh.default.gc_thresh3",
    ),
    errno.ENOMEM: ("the kernel had no memory for a packet", "lower --max-rate"),
    errno.EAGAIN: ("a send buffer stayed full", "lower --max-rate, or raise net.core.wmem_max"),
    errno.EPERM: ("a firewall on this machine forbids it", "allow outgoing traffic of this program, or scan elsewhere"),
    errno.EACCES: (
        "a firewall on this machine forbids it",
        "allow outgoing traffic of this program, or scan elsewhere",
    ),
    errno.EADDRNOTAVAIL: ("no local port was free", "widen net.ipv4.ip_local_port_range, or lower --max-rate"),
    errno.ENETUNREACH: ("this machine has no route there", "add a route, or scan from a machine that has one"),
    errno.ENETDOWN: ("the interface is down", "bring the link up and scan again"),
}
DROPPED = "datagrams came faster than this machine's receive buffer holds"
_DROPPED_ADVICE = "raise net.core.rmem_max to 8388608, or scan fewer networks at once"
_HELD_ADVICE = "end the program that holds it while the scan runs"


class Limits:
    """Collects failures of one scan."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def failed(self, number: int) -> None:
        """Count a send or a connect that failed with this errno, if the failure is ours."""
        if number in _NOT_SENT:
            what, advice = _NOT_SENT[number]
            self._counts[what, "not_sent", advice] += 1

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

    def coverage(self) -> tuple[LocalLimit, ...]:
        """Return what went wrong, in the order of the words."""
        return tuple(
            LocalLimit(what, outcome, count, advice) for (what, outcome, advice), count in sorted(self._counts.items())
        )
