"""A subnet's link: a bridge, a cable with its delay and loss to whoever looks at it, and a cable for each device."""

from collections.abc import Iterator

from scanner.lab.netns import refusals
from scanner.lab.netns.stations import Station
from scanner.lab.subnet import Subnet

BRIDGE = "lab0"
PORT = "port0"
# Each interface answers ARP for its own address only, from its own address, and hears also senders of other networks,
# as a device with one interface does. Link-local addresses are there at once, without asking who else has them.
DEVICE_SETTINGS = {
    f"{name}/conf/{scope}/{what}": value
    for scope in ("all", "default")
    for name, what, value in (
        ("ipv4", "arp_ignore", "1"),
        ("ipv4", "arp_announce", "2"),
        ("ipv4", "rp_filter", "0"),
        ("ipv6", "accept_dad", "0"),
    )
} | refusals.SETTINGS


def router_mac(number: int) -> str:
    """Return the MAC of the router's interface to a subnet, by the subnet's number."""
    return f"02:00:5e:10:00:{number:02x}"


def bridge_lines() -> list[str]:
    """Return iproute2 lines for the bridge, which speaks to nobody itself."""
    return [
        "link set lo up",
        f"link add {BRIDGE} type bridge mcast_snooping 0",
        f"link set {BRIDGE} addrgenmode none",
        f"link set {BRIDGE} up",
    ]


def plug_lines(station: Station, apart: str) -> list[str]:
    """Return the lines, in the bridge's namespace, that plug a device in; `apart` is the twins' namespace."""
    name = station.interface
    where = f" netns {apart}" if station.stand.apart else ""
    return [
        f"link add b{name} type veth peer name {name} address {station.mac}{where}",
        f"link set b{name} addrgenmode none",
        f"link set b{name} master {BRIDGE} up",
    ]


def station_lines(station: Station, gateway: tuple[str, str] | None) -> Iterator[str]:
    """Yield the lines, in the device's own namespace, that give it its address and its way back through the gateway.

    `gateway` is address and MAC. The MAC is written down: the kernel's table of unresolved neighbours is one for all
    namespaces, and hundreds of devices that look for their router would fill it for the scanner.
    """
    name = station.interface
    yield f"addr add {station.address}/{station.prefix_length} dev {name}"
    yield f"link set {name} up"
    if gateway:
        yield f"neigh add {gateway[0]} lladdr {gateway[1]} dev {name} nud permanent"
        # A metric of its own lets each interface have a default route in one table.
        yield f"route add default via {gateway[0]} dev {name} metric {int(name.removeprefix('cam')) + 1}"
    yield from refusals.way_lines(station, gateway[0] if gateway else "")


def link_rules(subnet: Subnet, stations: list[Station]) -> str:
    """Return the rules of nftables in the devices' namespace: loss on the cable, and what stations do at which port."""
    text = _loss_rules(subnet.loss) if subnet.loss else ""
    return text + station_rules(stations)


def _loss_rules(loss: float) -> str:
    drop = f"meta protocol {{ ip, ip6 }} numgen random mod 100000 < {round(loss * 100_000)} drop"
    ways = "\n".join(
        f'  chain {way} {{ type filter hook {way} device "{PORT}" priority 0; policy accept; {drop}; }}'
        for way in ("ingress", "egress")
    )
    return f"table netdev loss {{\n{ways}\n}}\n"


def station_rules(stations: list[Station]) -> str:
    """Return the rules of a namespace with stations: which way their refusals go, and who says nothing."""
    return refusals.mark_rules(stations) + silence_rules(stations)


def silence_rules(stations: list[Station]) -> str:
    """Return the rules for devices that drop: what has no service at some, what a firewall hides at others."""
    dropping = [station for station in stations if station.stand.drops]
    open_ports = [f'"{each.interface}" . {kind} . {port}' for each in dropping for kind, port in each.ports]
    hidden = [f'"{each.interface}" . tcp . {port}' for each in stations for port in each.stand.dropped]
    if not dropping and not hidden:
        return ""
    return f"""table inet silence {{
  set dropping {{ type ifname; {_elements(f'"{each.interface}"' for each in dropping)} }}
  set open {{ type ifname . inet_proto . inet_service; {_elements(iter(open_ports))} }}
  set hidden {{ type ifname . inet_proto . inet_service; {_elements(iter(hidden))} }}
  chain arrive {{
    type filter hook input priority 0; policy accept;
    meta l4proto {{ tcp, udp }} iifname . meta l4proto . th dport @hidden drop
    iifname @dropping meta l4proto {{ tcp, udp }} iifname . meta l4proto . th dport != @open drop
    iifname @dropping icmp type echo-request drop
  }}
}}
"""


def _elements(items: Iterator[str]) -> str:
    listed = ", ".join(items)
    return f"elements = {{ {listed} }};" if listed else ""
