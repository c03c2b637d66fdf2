"""This machine's network interfaces and their subnets."""

import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_interface

import ifaddr

_ZONE = 0xFFFF << 96


@dataclass(frozen=True, slots=True)
class Interface:
    """One IPv4 address of one interface. `subnet` is written `10.1.2.0/24`.

    `index` is the interface's number, which IPv6 calls the zone; `link_local` its `fe80::` address, empty where it has
    none.
    """

    name: str
    address: str
    subnet: str
    index: int = 0
    link_local: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether it leads to this machine alone: nothing can be discovered by multicast there."""
        return ip_interface(self.address).ip.is_loopback


def interfaces() -> list[Interface]:
    """List the IPv4 addresses of this machine. An adapter that has none is left out, also where it has IPv6."""
    found = []
    for adapter in ifaddr.get_adapters():
        local = _link_local(adapter)
        for entry in adapter.ips:
            if entry.is_IPv4 and isinstance(entry.ip, str):
                subnet = ip_interface(f"{entry.ip}/{entry.network_prefix}").network
                found.append(Interface(adapter.nice_name, entry.ip, str(subnet), adapter.index or 0, local))
    return found


def subnets_of(name: str) -> tuple[str, ...]:
    """Return the IPv4 subnets of one interface: it may have several addresses."""
    return tuple(dict.fromkeys(interface.subnet for interface in interfaces() if interface.name == name))


def can_bind(address: str, port: int = 0) -> bool:
    """Whether an IPv4 address is one of this machine's own and the port is free there. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as made:
        try:
            made.bind((address, port))
        except OSError:
            return False
    return True


def _link_local(adapter: ifaddr.Adapter) -> str:
    for entry in adapter.ips:
        if entry.is_IPv6:
            address = ip_address(str(entry.ip[0]).partition("%")[0])
            if isinstance(address, IPv6Address) and address.is_link_local:
                # BSD's kernels, and macOS with them, write the zone into the second pair of octets.
                return str(IPv6Address(int(address) & ~_ZONE))
    return ""
