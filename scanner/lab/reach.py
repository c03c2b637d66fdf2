"""Which devices a scan can find at all: what they say, and what of that comes as far as the scanner.

The lists are of their own here, because the lab knows nothing of the scanner; a test holds them against the scanner's.
"""

from scanner.lab import oddities
from scanner.lab.device import Device
from scanner.lab.placement import tcp_ports
from scanner.lab.searches.registry import searches_of
from scanner.lab.unit import Unit

# The ports that cameras are asked at (docs/method.md, section 2). Others are open and nobody's question.
ASKED_PORTS = frozenset(
    (80, 554, 443, 8000, 8080, 81, 88, 8081, 8443, 8899, 2020, 37777, 34567, 9000, 8554, 10554, 5000, 7001, 21, 23)
)
# The searches that go to single addresses, and so behind a router; the others ask a whole link by group or broadcast.
SINGLE_ADDRESS_SEARCHES = frozenset(("wsd", "sadp", "dhip"))


def answers_anything(unit: Unit) -> bool:
    """Whether a unit says anything at all above ARP."""
    return bool(tcp_ports(unit, searches=True)) or any(True for _ in searches_of(unit))


def findable(device: Device) -> bool:
    """Whether an honest scan that asks everything can find a device where it stands; loss may hide it all the same.

    On the scanner's own link every search is heard, and a unicast question too unless the address is of another
    network. Behind the router only what answers at its address is found. A device that answers ARP alone is none.
    """
    searches = {name for name, _, _ in searches_of(device.unit)}
    attached = device.stand is None or device.stand.subnet.attached
    if attached and searches:
        return True
    if device.stand and oddities.FACTORY_ADDRESS in device.stand.oddities:
        return False
    hidden = set(device.stand.dropped) if device.stand else set()
    asked = ASKED_PORTS & set(tcp_ports(device.unit, searches=True)) - hidden
    return bool(asked) or bool(searches & SINGLE_ADDRESS_SEARCHES)
