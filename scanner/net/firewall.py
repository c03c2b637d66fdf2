"""How many IPv4 packets this machine made and dropped before they left it, as by a rule for outgoing traffic. Linux.

A datagram that a rule drops fails with EPERM; a connect that it drops looks like silence, and only this tells of it.
The counters (RFC 4293 and linux/snmp.h) are the namespace's: they count every program's packets. `OutTransmits` is
there since Linux 6.6.
"""

import sys
from pathlib import Path

_COUNTERS = Path("/proc/thread-self/net/snmp")


def dropped_on_the_way_out() -> int:
    """Return a count whose rise says how many; 0 where this machine does not tell."""
    if sys.platform != "linux":
        return 0
    try:
        return parse(_COUNTERS.read_text())
    except OSError:
        return 0


def parse(text: str) -> int:
    """Return what was to be sent less what was handed to an interface; 0 where a counter is missing."""
    lines = [line.split()[1:] for line in text.splitlines() if line.startswith("Ip: ")]
    if len(lines) != 2:
        return 0
    told = dict(zip(*lines, strict=False))
    try:
        made, routed, left = (int(told[name]) for name in ("OutRequests", "ForwDatagrams", "OutTransmits"))
    except (KeyError, ValueError):
        return 0
    return made + routed - left
