"""The router between the lab's subnets, and the counters of packets to addresses that no subnet of it holds."""

import re
from collections import Counter
from collections.abc import Sequence
from ipaddress import IPv4Network

from scanner.lab.netns.commands import run, within
from scanner.lab.netns.links import router_mac
from scanner.lab.netns.stations import Station
from scanner.lab.subnet import Subnet

_COUNTED = re.compile(r"packets (\d+)")
# Groups and everybody are no strays: multicast and broadcast end at the router.
_NO_STRAYS_4 = ("127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "0.0.0.0/32")
_NO_STRAYS_6 = "{ fe80::/10, ff00::/8, ::1/128, ::/128 }"
# A device of another network answers, nobody listens any more, and the scanner's kernel says so: no packet of a scan.
_KERNELS_OWN = "icmp type destination-unreachable accept\n    icmpv6 type destination-unreachable accept"
SETTINGS = {"ipv4/ip_forward": "1", "ipv4/conf/all/rp_filter": "0", "ipv4/conf/default/rp_filter": "0"}


def leg(number: int) -> str:
    """Return the name of the router's interface to a subnet."""
    return f"leg{number}"


def address_in(subnet: Subnet) -> str:
    """Return the router's address in a subnet."""
    return subnet.last if subnet.attached else subnet.first


def router_lines(legs: Sequence[tuple[int, Subnet]]) -> list[str]:
    """Return iproute2 lines for the router's interfaces, whose cables are there."""
    lines = ["link set lo up"]
    for number, subnet in legs:
        lines += [
            f"link set {leg(number)} address {router_mac(number)}",
            f"addr add {address_in(subnet)}/{subnet.network.prefixlen} dev {leg(number)}",
            f"link set {leg(number)} up",
        ]
    return lines


def neighbour_lines(stations: Sequence[Station], number: int) -> list[str]:
    """Return iproute2 lines that tell the router which MAC has which address of a subnet, where one alone has it.

    The kernel's table of neighbours is one for all namespaces: what is written down takes no room of other labs.
    """
    held = Counter(station.address for station in stations)
    return [
        f"neigh add {station.address} lladdr {station.mac} dev {leg(number)} nud permanent"
        for station in stations
        if held[station.address] == 1
    ]


def router_rules(networks: Sequence[IPv4Network]) -> str:
    """Return the rules: unicast between the subnets passes, all else is dropped, and the router itself says nothing.

    Strays are counted where they arrive, because there is no route by which they could be forwarded.
    """
    return f"""table inet lab {{
  counter strays {{ }}
  chain arrive {{
    type filter hook prerouting priority -300; policy accept;
    {_KERNELS_OWN}
    ip daddr != {_known(networks)} counter name strays drop
    ip6 daddr != {_NO_STRAYS_6} counter name strays drop
  }}
  chain forward {{
    type filter hook forward priority 0; policy accept;
    meta nfproto ipv6 drop
    fib daddr type {{ multicast, broadcast }} drop
  }}
  chain own {{ type filter hook input priority 0; policy accept; meta l4proto {{ tcp, udp }} drop; }}
  chain say {{ type filter hook output priority 0; policy accept; icmp type != {{ echo-reply }} drop; }}
}}
"""


def scanner_rules(networks: Sequence[IPv4Network]) -> str:
    """Return the rules of the scanner's namespace: count what leaves for an address of none of these networks."""
    return f"""table inet lab {{
  counter strays {{ }}
  chain leave {{
    type filter hook output priority 0; policy accept;
    {_KERNELS_OWN}
    ip daddr != {_known(networks)} counter name strays
    ip6 daddr != {_NO_STRAYS_6} counter name strays
  }}
}}
"""


def _known(networks: Sequence[IPv4Network]) -> str:
    return "{ " + ", ".join((*map(str, networks), *_NO_STRAYS_4)) + " }"


def strays_counted(namespace: str) -> int:
    """Return the counter of a namespace. Raises OSError."""
    said = run(within(namespace, "nft", "list", "counter", "inet", "lab", "strays"))
    found = _COUNTED.search(said)
    return int(found[1]) if found else 0
