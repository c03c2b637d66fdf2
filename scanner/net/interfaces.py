"""This machine's network interfaces and their subnets."""

from dataclasses import dataclass
from ipaddress import ip_interface

import ifaddr


@dataclass(frozen=True, slots=True)
class Interface:
    """One IPv4 address of one interface. `subnet` is written `10.1.2.0/24`."""

    name: str
    address: str
    subnet: str

    @property
    def is_loopback(self) -> bool:
        """Whether it leads to this machine alone: nothing can be discovered by multicast there."""
        return ip_interface(self.address).ip.is_loopback


def interfaces() -> list[Interface]:
    """List the IPv4 addresses of this machine."""
    found = []
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            if entry.is_IPv4 and isinstance(entry.ip, str):
                subnet = ip_interface(f"{entry.ip}/{entry.network_prefix}").network
                found.append(Interface(adapter.nice_name, entry.ip, str(subnet)))
    return found
