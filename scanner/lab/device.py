"""A device: a unit with its own serial, MAC and place in the network, and the texts it fills with them."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.lab.subnet import Stand
from scanner.lab.unit import Unit
from scanner.lab.values import FRESH, device_facts, mac_facts

_NAME = re.compile(r"\$\{([a-z0-9_]+)\}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device answers: its address, and for each port of the real unit the port that is really open."""

    address: str
    tcp: Mapping[int, int]
    udp: Mapping[int, int]
    target: str

    def at(self, port: int) -> str:
        """Return the authority for a port of the real unit: without the number where that is HTTP's own."""
        actual = self.tcp.get(port, port)
        return self.address if actual == 80 else f"{self.address}:{actual}"


@dataclass(slots=True)
class Device:
    """One device of an estate. `facts` never change; `chance` makes its nonces.

    `stand` is there where it stands in a subnet. `others` are the same device behind its other interfaces: same serial
    and identities, another MAC and another place.
    """

    number: int
    unit: Unit
    facts: dict[str, str]
    think_s: float
    chance: random.Random
    place: Place = field(default=Place("0.0.0.0", {}, {}, ""))
    stand: Stand | None = None
    others: tuple["Device", ...] = ()

    def fill(self, text: str, exchange: Mapping[str, str] | None = None) -> str:
        """Replace each `${name}` by the exchange's value, the device's, its place's or a fresh one. Raises KeyError."""
        if "${" not in text:
            return text
        return _NAME.sub(lambda match: self._value(match[1], exchange or {}), text)

    def _value(self, name: str, exchange: Mapping[str, str]) -> str:
        if name in exchange:
            return exchange[name]
        if name in self.facts:
            return self.facts[name]
        if name in FRESH:
            return FRESH[name](self.chance)
        if name in ("ip", "mask", "gateway", "ip_number"):
            return _network_value(name, self.place.address)
        if name.startswith("at_"):
            return self.place.at(int(name[3:]))
        if name.startswith("port_"):
            port = int(name[5:])
            return str(self.place.tcp.get(port, port))
        raise KeyError(name)


def _network_value(name: str, address: str) -> str:
    """Return the address, or the mask and gateway of a network of 256 around it, or it as one number of Xiongmai's."""
    if name == "ip_number":
        return "0x" + "".join(f"{int(part):02X}" for part in reversed(address.split(".")))
    return {"ip": address, "mask": "255.255.255.0", "gateway": f"{address.rpartition('.')[0]}.1"}[name]


def make_device(number: int, unit: Unit, seed: str, think_ms: tuple[int, int]) -> Device:
    """Make one device from a seed: the same seed gives the same serial, MAC, think time and nonces."""
    chance = random.Random(f"{seed}/{number}/{unit.id}")
    facts = device_facts(unit.oui, unit.seeded, chance)
    return Device(number, unit, facts, chance.uniform(*think_ms) / 1000, chance)


def second_interface(device: Device, place: Place) -> None:
    """Give a device another interface: the MAC one above its own, at this place. Raises ValueError."""
    if device.unit.answers.https:
        raise ValueError(f"{device.unit.id} shows a certificate, and would show another one at a second interface")
    own = device.facts["mac"]
    mac = f"{own[:-2]}{(int(own[-2:], 16) + 1) % 256:02x}"
    other = Device(device.number, device.unit, {**device.facts, **mac_facts(mac)}, device.think_s, device.chance)
    other.place, other.stand = place, device.stand
    device.others = (other,)
