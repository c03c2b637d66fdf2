"""Which devices a scan can find at all: what they say, and what of that comes as far as the scanner.

The lists are of their own here, because the lab knows nothing of the scanner; a test holds them against the scanner's.
"""

from scanner.lab import oddities
from scanner.lab.device import Device
from scanner.lab.placement import tcp_ports
from scanner.lab.search_unit import SadpAnswer
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
    """Whether a scan that asks everything it may can find a device where it stands; loss may hide it all the same.

    On the scanner's own link every search is heard, and whoever has an address of the link answers ARP, which takes a
    privilege to hear. Behind the router only what answers at its address, to the asker alone, is found.
    """
    stand, searches = device.stand, {name: own for name, _, own in searches_of(device.unit)}
    if stand is None or stand.subnet.attached:
        foreign = stand is not None and oddities.FACTORY_ADDRESS in stand.oddities
        return bool(searches) or not foreign
    asked = ASKED_PORTS & set(tcp_ports(device.unit, searches=True)) - set(stand.dropped)
    return bool(asked) or any(_answers_alone(name, own) for name, own in searches.items())


def _answers_alone(name: str, own: object) -> bool:
    """Whether a search is asked at single addresses, and this unit's answer goes to the asker and not to a group."""
    return name in SINGLE_ADDRESS_SEARCHES and not (isinstance(own, SadpAnswer) and own.to == "group")
