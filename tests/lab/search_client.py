"""Asking one unit of the lab by a search: its answers on loopback, or what its search makes of bytes."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from scanner.lab import Running, estate_of, own_network, serving, unit
from scanner.lab.device import Device
from scanner.lab.placement import place_on_real_ports
from scanner.lab.searches.hearing import Heard, Hearing
from scanner.lab.searches.registry import answer, searches_of
from scanner.lab.unit import Unit


@dataclass(frozen=True)
class Served:
    """One device on loopback, and the lab's journal of what it received."""

    device: Device
    running: Running

    @property
    def address(self) -> str:
        return self.device.place.address

    def forbidden(self) -> list[tuple[str, str]]:
        return [(note["protocol"], note["command"]) for note in self.running.log.events("forbidden")]


@contextlib.asynccontextmanager
async def served(identity: str) -> AsyncIterator[Served]:
    """Serve one unit on loopback with its searches, answering at once."""
    estate = estate_of([unit(identity)], seed=3, think_ms=(0, 0))
    async with serving(estate, "loopback", network=own_network(), searches=True) as running:
        yield Served(estate.devices[0], running)


async def asked(
    one: Served, port: int, question: bytes, *, reply_port: int = 0, count: int = 1, wait_s: float = 0.4
) -> list[bytes]:
    """Send a question from an address of its own, and return what comes to `reply_port`, up to `count` datagrams."""
    loop = asyncio.get_running_loop()
    asker = one.address.rpartition(".")[0] + ".250"
    with contextlib.ExitStack() as stack:
        sender = stack.enter_context(_bound(asker, 0))
        hearer = stack.enter_context(_bound(asker, reply_port)) if reply_port else sender
        await loop.sock_sendto(sender, question, (one.address, port))
        got: list[bytes] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                while len(got) < count:
                    data, (source, source_port) = await loop.sock_recvfrom(hearer, 65_536)
                    assert (source, source_port) == (one.address, port)
                    got.append(data)
        return got


def _bound(address: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.bind((address, port))
    return made


def placed(each: Unit) -> Device:
    """Return a device at 10.77.0.2 of the kind, which answers at once."""
    (device,) = estate_of([each], seed=3, think_ms=(0, 0)).devices
    place_on_real_ports([device], IPv4Network("10.77.0.0/24"))
    return device


def heard(identity: str, protocol: str, data: bytes, **asker: Any) -> Hearing:
    """Return what a unit's search makes of a datagram to its first port."""
    device = placed(unit(identity))
    own = next(told for name, _, told in searches_of(device.unit) if name == protocol)
    search = answer(protocol)
    return search.hear(own, device, Heard(data, **{"port": search.ports[0], **asker}))
