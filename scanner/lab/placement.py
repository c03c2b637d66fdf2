"""Where each device answers: many loopback addresses, one address with a block of ports each, or real ports."""

import os
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network

from scanner.lab.device import Device, Place
from scanner.lab.searches.registry import searches_of
from scanner.lab.unit import Unit

LOOPBACK = IPv4Network("127.77.0.0/16")
OWN_BLOCKS = 48 * 256
SINGLE_ADDRESS = "127.0.0.1"
PORT_SHIFT = 10_000
SHIFT_BELOW = 45_000
FIRST_PORTS = (80, 554)


def tcp_ports(unit: Unit, *, searches: bool = False) -> tuple[int, ...]:
    """Return the TCP ports of the real unit, each once, in a fixed order; with `searches` its description's too."""
    answers = unit.answers
    found = list(answers.http.ports) if answers.http else []
    single = (answers.https and answers.https.port, answers.rtsp and answers.rtsp.port)
    found += [port for port in (*single, answers.onvif and answers.onvif.port) if port]
    found += [greeting.port for greeting in answers.greetings] + [nuisance.port for nuisance in answers.nuisances]
    found += [answers.searches.ssdp.port] if searches and answers.searches.ssdp else []
    return tuple(dict.fromkeys(found))


def udp_ports(unit: Unit, *, searches: bool = False) -> tuple[int, ...]:
    """Return the UDP ports of the real unit: WS-Discovery's, and with `searches` those of every search it answers."""
    return tuple(port for port, _ in udp_services(unit, searches=searches))


def udp_services(unit: Unit, *, searches: bool = True) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return each UDP port of the real unit with the multicast groups, of both families, that are heard there.

    A broadcast is heard at each of them.
    """
    found: dict[int, dict[str, None]] = {}
    for protocol, search, _ in searches_of(unit):
        for port in search.ports if searches or protocol == "wsd" else ():
            found.setdefault(port, {}).update(dict.fromkeys(search.groups))
    return tuple((port, tuple(groups)) for port, groups in found.items())


def shifted(port: int) -> int:
    """Return the unprivileged port that stands for a real one on loopback: 80 gives 10080."""
    return port + PORT_SHIFT if port < SHIFT_BELOW else port


def own_network() -> IPv4Network:
    """Return a loopback /24 of this process's own, so that labs of several processes do not meet."""
    block = os.getpid() % OWN_BLOCKS
    return IPv4Network(f"127.{78 + block // 256}.{block % 256}.0/24")


def place_on_loopback(devices: Sequence[Device], network: IPv4Network = LOOPBACK, *, searches: bool = False) -> None:
    """Give each device its own address of a loopback network, and shifted ports; UDP ports stay. Raises ValueError."""
    if not network.subnet_of(IPv4Network("127.0.0.0/8")) or len(devices) > network.num_addresses - 3:
        raise ValueError(f"{network} is not on loopback or has no room for {len(devices)} devices")
    for device, address in zip(devices, _addresses(network), strict=False):
        tcp = {port: shifted(port) for port in tcp_ports(device.unit, searches=searches)}
        udp = {port: port for port in udp_ports(device.unit, searches=searches)}
        device.place = Place(address, tcp, udp, address)


def place_on_real_ports(devices: Sequence[Device], network: IPv4Network) -> None:
    """Give each device its own address of `network`, and its real ports. Raises ValueError when it is too small."""
    if len(devices) > network.num_addresses - 3:
        raise ValueError(f"{network} has no room for {len(devices)} devices")
    for device, address in zip(devices, _addresses(network), strict=False):
        device.place = at_real_ports(device.unit, address)


def at_real_ports(unit: Unit, address: str) -> Place:
    """Return the place of a unit that has this address for itself."""
    tcp = {port: port for port in tcp_ports(unit, searches=True)}
    udp = {port: port for port in udp_ports(unit, searches=True)}
    return Place(address, tcp, udp, address)


def place_on_one_address(devices: Sequence[Device], base_port: int) -> None:
    """Give the devices consecutive ports of 127.0.0.1, from `base_port` on. Raises ValueError when they run out."""
    free = iter(range(base_port, 65_536))
    try:
        for device in devices:
            tcp = {port: next(free) for port in tcp_ports(device.unit)}
            udp = {port: next(free) for port in udp_ports(device.unit)}
            named = [str(port) for port in tcp.values()] + [f"U:{port}" for port in udp.values()]
            device.place = Place(SINGLE_ADDRESS, tcp, udp, f"{SINGLE_ADDRESS}:{','.join(named)}")
    except StopIteration:
        raise ValueError(f"{len(devices)} devices need more ports than there are above {base_port}") from None


def _addresses(network: IPv4Network) -> Iterator[str]:
    """Yield the addresses that end in neither 0 nor 255; the network's first one is left to its gateway."""
    for number in range(int(network.network_address) + 2, int(network.broadcast_address)):
        if number & 0xFF not in (0, 255):
            yield str(IPv4Address(number))
