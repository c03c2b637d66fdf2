"""From a spec to an estate: units drawn by its seed, changed as they are odd, and placed in their subnets."""

import random
from collections.abc import Iterator
from ipaddress import IPv4Address

from scanner.lab import oddities
from scanner.lab.device import Device, make_device, second_interface
from scanner.lab.estate import Estate, draw, groups, town
from scanner.lab.library import unit
from scanner.lab.placement import at_real_ports
from scanner.lab.spec import Entry, Spec, SubnetSpec
from scanner.lab.subnet import Stand, Subnet
from scanner.lab.unit import Unit


def estate_from(spec: Spec) -> Estate:
    """Make and place the devices of a lab network. Raises ValueError for what does not fit."""
    found: list[Device] = []
    chance = random.Random(f"spec/{spec.seed}")
    subnets = tuple(Subnet(each.network, each.attached, each.latency_ms, each.loss) for each in spec.subnets)
    for written, subnet in zip(spec.subnets, subnets, strict=True):
        free = _free(written, subnet, chance)
        for entry, chosen in _chosen(written, spec.seed, chance):
            device = make_device(len(found), oddities.changed(chosen, entry), str(spec.seed), spec.think_ms)
            _put(device, entry, subnet, (free, found))
            found.append(device)
    return Estate(tuple(found), subnets)


def _free(written: SubnetSpec, subnet: Subnet, chance: random.Random) -> Iterator[str]:
    """Yield the addresses that nobody has and nobody names, at random where the subnet is spread."""
    taken = {str(address) for entry in written.devices for address in (entry.address, entry.xaddr) if address}
    hosts = [address for address in subnet.hosts() if address not in taken]
    yield from chance.sample(hosts, len(hosts)) if written.spread else hosts


def _chosen(written: SubnetSpec, seed: int, chance: random.Random) -> Iterator[tuple[Entry, Unit]]:
    """Yield each device's unit with the entry that wants it."""
    if written.town:
        for each in town(seed, written.town.cameras, written.town.hikvision, hostile=written.town.hostile):
            yield Entry(unit=each.id), each
    for entry in written.devices:
        for each in draw(_group(entry), entry.count, chance):
            yield entry, each


def _group(entry: Entry) -> list[Unit]:
    try:
        return [unit(entry.unit)] if entry.unit else groups()[entry.group]
    except KeyError:
        known = f": the groups are {', '.join(groups())}" if entry.group else ""
        raise ValueError(f"the lab has no {entry.unit or entry.group}{known}") from None


def _put(device: Device, entry: Entry, subnet: Subnet, others: tuple[Iterator[str], list[Device]]) -> None:
    """Give a device its stand and its place, and a second of each where it has two interfaces. Raises ValueError."""
    free, before = others
    device.stand = Stand(subnet, oddities.named(entry, subnet), _drops(entry), entry.dropped, entry.twin)
    device.place = at_real_ports(device.unit, _twin_of(before, subnet) if entry.twin else _address(entry, subnet, free))
    if entry.interfaces == "2":
        second_interface(device, at_real_ports(device.unit, _next(free, subnet)))


def _drops(entry: Entry) -> bool:
    return entry.silent or entry.closed == "drop"


def _address(entry: Entry, subnet: Subnet, free: Iterator[str]) -> str:
    if entry.address is None:
        return _next(free, subnet)
    if not subnet.attached and entry.address not in subnet.network:
        raise ValueError(f"{entry.address} does not belong to {subnet.network}, behind the router nobody would hear it")
    if str(entry.address) in (subnet.first, subnet.last):
        raise ValueError(f"{entry.address} is the scanner's or the router's")
    return str(IPv4Address(entry.address))


def _next(free: Iterator[str], subnet: Subnet) -> str:
    if address := next(free, None):
        return address
    raise ValueError(f"{subnet.network} has no room for so many devices")


def _twin_of(before: list[Device], subnet: Subnet) -> str:
    """Return the address of the device written before, which is marked too. Raises ValueError."""
    stand = before[-1].stand if before else None
    if stand is None or stand.subnet != subnet or stand.apart:
        raise ValueError(f"a twin in {subnet.network} needs a device before it whose address nobody shares yet")
    before[-1].stand = Stand(
        subnet, (*stand.oddities, oddities.DUPLICATE_ADDRESS), stand.drops, stand.dropped, stand.apart
    )
    return before[-1].place.address
