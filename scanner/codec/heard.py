"""A packet heard on a wire or found in a capture, as an exchange: who speaks, and in which protocol."""

from ipaddress import ip_address

from scanner.codec import dhcp
from scanner.codec.frames import Packet
from scanner.model.addresses import holds_non_hosts, range_of_network
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome

CAP_BYTES = 65_535
_BY_PORT = {3702: "wsdiscovery", 1900: "ssdp", 5353: "mdns", 37020: "sadp", 37810: "dhip", 20002: "tdp"}
_BY_PORT |= {67: "dhcp", 68: "dhcp"}
_OTHERS = "finder"
_BROADCAST = "255.255.255.255"
# A group's packet with one of these crossed no router: 1 would have ended there, and 255 is where all begin.
_UNROUTED_TTL = frozenset({1, 255})


def exchange_of(packet: Packet) -> Exchange | None:
    """Return the exchange of a packet, without a number; None where nobody's address can be told."""
    if packet.transport == "arp":
        return _exchange(packet, "arp", packet.source) if _is_host(packet.source.address) else None
    protocol = _BY_PORT.get(packet.destination.port) or _BY_PORT.get(packet.source.port, _OTHERS)
    if protocol == "dhcp":
        address = dhcp.client_address(packet.payload)
        known = address == dhcp.NO_ADDRESS or _is_host(address)
        return _exchange(packet, protocol, Endpoint(address, 68, "udp")) if known else None
    return _exchange(packet, protocol, packet.source) if _is_host(packet.source.address) else None


def _exchange(packet: Packet, protocol: str, source: Endpoint) -> Exchange:
    details = {"interface": packet.interface}
    if packet.vlan:
        details["vlan"] = str(packet.vlan)
    if packet.transport == "udp" and protocol != "dhcp" and packet.mac and not _may_be_routed(packet):
        details["frame_mac"] = packet.mac
    return Exchange(
        "",
        Target(source.address),
        source,
        protocol,
        "heard",
        packet.at,
        packet.at,
        Outcome.ANSWERED,
        b"",
        packet.payload[:CAP_BYTES],
        details=details,
    )


def _may_be_routed(packet: Packet) -> bool:
    """Whether a router may have sent the frame on, so that its MAC address is not the speaker's."""
    if packet.destination.address == _BROADCAST or ip_address(packet.source.address).is_link_local:
        return False
    return not (ip_address(packet.destination.address).is_multicast and packet.ttl in _UNROUTED_TTL)


def _is_host(address: str) -> bool:
    return not holds_non_hosts(range_of_network(address)) and not ip_address(address).is_loopback
