"""What only one device has, and two addresses may share because they are its: serial number, MAC address, reference."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv6Address, ip_address

from scanner.identify.resolve import Identity
from scanner.identify.serials import is_telling
from scanner.identify.tales import is_own, reference_key, told_macs
from scanner.identify.targets import Heard
from scanner.model.claim import Claim


def ties_of(heard: Heard, identity: Identity) -> frozenset[str]:
    """Return what only one device has, as `mac:…`, `serial:…` and `epr:…`.

    Behind one forwarded address stand several units, and the network tells the forwarder's MAC for all of them. What
    somebody's record says of an address may be out of date: of a device that answered, its MAC address ties nothing.
    """
    ties = {f"mac:{mac}" for mac in {*own_macs(heard, identity), *interface_macs(heard)}}
    if serial := serial_of(identity):
        ties.add(f"serial:{serial.upper()}")
    references = {reference_key(item.value) for item in heard.observations if item.field == "wsd.endpoint_reference"}
    return frozenset(ties | {f"epr:{reference}" for reference in references if reference})


def own_macs(heard: Heard, identity: Identity) -> frozenset[str]:
    """Return the MAC addresses that can be this device's only."""
    forwarded = any(target.tcp_ports or target.udp_ports for target in heard.targets)
    told = [item for item in heard.observations if not (forwarded and item.field == "mac")]
    if not heard.on_record_only:
        told = [item for item in told if item.endpoint.transport != "record"]
    seen = told_macs(heard.observations)
    asserted = frozenset(mac for mac in identity.macs if is_own(mac)) - seen  # read by a fingerprint, as in a subject
    return told_macs(told) | asserted


def interface_macs(heard: Heard) -> frozenset[str]:
    """Return the MAC addresses that its IPv6 addresses are made of (RFC 4291 appendix A)."""
    return frozenset(mac for mac in _from_addresses(target.address for target in heard.targets) if is_own(mac))


def serial_of(identity: Identity) -> str | None:
    """Return the serial number that is claimed, where it can be one unit's only."""
    claim: Claim | None = identity.serial
    return claim.value if claim and claim.value and is_telling(claim.value) else None


def _from_addresses(addresses: Iterable[str]) -> Iterator[str]:
    for text in addresses:
        address = ip_address(text)
        octets = address.packed
        if isinstance(address, IPv6Address) and octets[11:13] == b"\xff\xfe":
            yield bytes((octets[8] ^ 2, *octets[9:11], *octets[13:])).hex(":")
