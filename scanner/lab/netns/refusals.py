"""What the kernel says for a station, a reset or an ICMP refusal: by its own interface, and as often as it is asked.

Sockets are bound to an interface, but the kernel's own answers are not: they would leave with the MAC of the station
that stands first in the routing table. So what comes in is marked with the interface's number, the kernel puts the mark
on its answer, and each mark has a routing table of its own.
"""

from collections.abc import Iterator, Sequence

from scanner.lab.netns.stations import Station

# Stations share a kernel, whose limit of one ICMP error a second to an asker would silence all but a few of them.
SETTINGS = {"ipv4/fwmark_reflect": "1", "ipv4/icmp_ratelimit": "0", "ipv6/icmp/ratelimit": "0"}
_FIRST_TABLE = 1000


def mark_of(station: Station) -> int:
    """Return the mark of what comes in at a station's interface."""
    return int(station.interface.removeprefix("cam")) + 1


def way_lines(station: Station, gateway: str) -> Iterator[str]:
    """Yield iproute2 lines for the routing table of a station's refusals: its link, and the gateway where one is."""
    mark = mark_of(station)
    table = _FIRST_TABLE + mark
    yield f"rule add fwmark {mark} lookup {table}"
    yield f"route add {station.subnet.network} dev {station.interface} src {station.address} table {table}"
    if gateway:
        yield f"route add default via {gateway} dev {station.interface} table {table}"


def mark_rules(stations: Sequence[Station]) -> str:
    """Return the rules of nftables that mark what comes in at the stations' interfaces."""
    marks = ", ".join(f'"{station.interface}" : {mark_of(station)}' for station in stations)
    if not marks:
        return ""
    return f"""table inet refusals {{
  chain arrive {{
    type filter hook prerouting priority -300; policy accept;
    meta mark set iifname map {{ {marks} }}
  }}
}}
"""
