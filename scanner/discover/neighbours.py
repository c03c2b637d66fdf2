"""The neighbours on attached networks: asked by ARP where this machine may, read from its own table where not."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address, ip_network

from scanner.codec.heard import exchange_of
from scanner.discover.sweep import permutation
from scanner.discover.tally import Tally
from scanner.model.addresses import AddressSet
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.net.interfaces import Interface
from scanner.net.layer2.client import Heard, Layer2, open_layer2
from scanner.net.neighbours import NeighbourGuard, neighbours
from scanner.net.network import Network

_TABLE_EVERY_S = 1.0
# A lost question or answer must not hide a device: whoever is silent is asked again, as the kernel would.
_ARP_ROUNDS = 3
_LAST_ANSWERS_S = 0.5


class Neighbourhood:
    """Finds who is on the attached networks, by MAC. `on_alive` hears of each address once."""

    def __init__(self, network: Network, attached: AddressSet, tally: Tally, on_alive: Callable[[str], None]) -> None:
        self._network, self._attached, self._tally, self._on_alive = network, attached, tally, on_alive
        self._macs: set[tuple[str, str]] = set()
        self._known: set[str] = set()
        self._guard = NeighbourGuard()
        self._layer2: Layer2 | None = None
        self._interfaces: tuple[Interface, ...] = ()

    @asynccontextmanager
    async def watched(self, interfaces: Sequence[Interface], *, by_arp: bool) -> AsyncIterator[bool]:
        """Watch the neighbours until the block ends. Yields whether they can be asked by ARP."""
        self._interfaces = tuple(interfaces)
        async with asyncio.TaskGroup() as group:
            reader = group.create_task(self._read_table())
            try:
                if by_arp:
                    async with open_layer2(self._interfaces, self._heard, self._network.limits) as layer2:
                        self._layer2 = layer2 if layer2.available else None
                        yield self._layer2 is not None
                else:
                    yield False
            finally:
                reader.cancel()
                self._take_table()

    async def ask_everybody(self, addresses: AddressSet, rate_per_s: float) -> bool:
        """Ask every address by ARP, at this rate and in an order of chance; the silent ones again.

        Returns whether all could be asked: the layer-2 process may end before its time.
        """
        place = permutation(addresses.size, 1)
        for _ in range(_ARP_ROUNDS):
            for index in range(addresses.size):
                address = addresses.address_at(place(index))
                if self._layer2 is None or not self._layer2.available:
                    self._network.limits.wire_lost()
                    return False
                if address not in self._known:
                    await self._ask(address)
                    await asyncio.sleep(1 / rate_per_s)
            await asyncio.sleep(_LAST_ANSWERS_S)
        return True

    async def ready(self, address: str) -> None:
        """Wait until the kernel's neighbour table can take one more address that nobody may have."""
        await self._guard.ready(address)

    async def _ask(self, address: str) -> None:
        interface = next((item for item in self._interfaces if ip_address(address) in ip_network(item.subnet)), None)
        if interface is None or self._layer2 is None:
            return
        if await self._network.gate.admit_arp(interface, address) is None:
            self._layer2.ask(interface, address)
            self._tally.mark("arp", address)

    def _heard(self, heard: Heard) -> None:
        exchange = exchange_of(heard)
        if exchange and exchange.protocol == "arp" and exchange.target.address in self._attached:
            self._take(exchange)

    async def _read_table(self) -> None:
        while True:
            await asyncio.sleep(_TABLE_EVERY_S)
            self._take_table()

    def _take_table(self) -> None:
        for neighbour in neighbours():
            if neighbour.mac and neighbour.is_fresh and neighbour.address in self._attached:
                self._take(
                    Exchange(
                        "",
                        Target(neighbour.address),
                        Endpoint(neighbour.address, 0, "arp"),
                        "neighbour_table",
                        "heard",
                        0.0,
                        0.0,
                        Outcome.ANSWERED,
                        b"",
                        neighbour.line,
                        details={"interface": neighbour.interface},
                    )
                )

    def _take(self, exchange: Exchange) -> None:
        if self._network.recorder.take(exchange, lambda seen: self._is_news(exchange.target.address, seen)):
            self._on_alive(exchange.target.address)

    def _is_news(self, address: str, seen: list[Observation]) -> bool:
        macs = {(address, item.value) for item in seen if item.field == "mac"}
        news = bool(macs - self._macs)
        self._macs |= macs
        self._known |= {address} if macs else set()
        return news
