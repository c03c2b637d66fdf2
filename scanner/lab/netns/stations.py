"""Stations: the interfaces of a lab's devices, each with its MAC, address, subnet and ports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from scanner.lab.device import Device
from scanner.lab.subnet import Stand, Subnet


@dataclass(frozen=True, slots=True)
class Station:
    """One interface of a device. `ports` are those with a service, as (protocol, number)."""

    interface: str
    address: str
    mac: str
    stand: Stand
    ports: tuple[tuple[str, int], ...]

    @property
    def subnet(self) -> Subnet:
        """The link that it is plugged into."""
        return self.stand.subnet

    @property
    def prefix_length(self) -> int:
        """The length of its own network's prefix: the subnet's, or 24 where its address is of another one."""
        return self.subnet.network.prefixlen if IPv4Address(self.address) in self.subnet.network else 24


def interfaces_of(devices: Sequence[Device]) -> Iterator[Device]:
    """Yield each device once for each of its interfaces."""
    for device in devices:
        yield device
        yield from device.others


def stations_of(devices: Sequence[Device], otherwise: Subnet) -> tuple[Station, ...]:
    """Return the stations of placed devices, in the order of `interfaces_of`. Those without a stand are `otherwise`."""
    return tuple(
        Station(
            f"cam{number}",
            device.place.address,
            device.facts["mac"],
            device.stand or Stand(otherwise),
            tuple(("tcp", port) for port in device.place.tcp.values())
            + tuple(("udp", port) for port in device.place.udp.values()),
        )
        for number, device in enumerate(interfaces_of(devices))
    )
