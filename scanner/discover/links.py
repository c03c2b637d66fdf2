"""Every link that may be searched: the searches of the profile in a few rounds, and ears that stay open."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module

from scanner.codec.searches import Search
from scanner.model.coverage import LinkCoverage
from scanner.net.interfaces import Interface, subnets_of
from scanner.net.link import LinkSearch, OnHeard
from scanner.net.network import Network

# The same protocol is asked again, in its next dialect or by broadcast, after this. Devices spread their answers over
# half a second (WS-Discovery 1.1, APP_MAX_DELAY) and Bosch's over two; a second question on top of these is a burst.
ROUND_S = 1.0
# A switch copies each question to every port, and guards against bursts of them; so does the queue of a busy host.
GAP_S = 0.03
# When most have answered: what was told by then need not be asked of the device.
SETTLED_S = 1.0


class Links:
    """The open links of a scan."""

    def __init__(self, searches: Sequence[LinkSearch], protocols: Sequence[Search]) -> None:
        self._links, self._protocols = tuple(searches), tuple(protocols)
        self.settled = asyncio.Event()

    def __iter__(self) -> Iterator[LinkSearch]:
        return iter(self._links)

    def leads_to(self, subnet: str) -> bool:
        """Whether a subnet's link was searched."""
        return any(link.interface.subnet == subnet for link in self._links)

    async def search(self) -> None:
        """Ask everything on every link. `settled` is set when what was asked first had its time to answer."""
        if not self._links:
            self.settled.set()
            return
        loop = asyncio.get_running_loop()
        rounds = rounds_of(self._protocols)
        for number, questions in enumerate(rounds):
            began = loop.time()
            for search, question, payload, broadcast in questions:
                for link in self._links:
                    await link.ask(search, question, payload, broadcast=broadcast)
                await asyncio.sleep(GAP_S)
            if number == 1:
                for link in self._links:
                    await self._ask_about_instances(link)
            if number == 0:
                await asyncio.sleep(max(0.0, began + SETTLED_S - loop.time()))
                self.settled.set()
            await asyncio.sleep(max(0.0, began + ROUND_S - loop.time()))

    async def _ask_about_instances(self, link: LinkSearch) -> None:
        """Ask for the texts of services whose names alone were told."""
        search = next((search for search in self._protocols if search.protocol == "mdns"), None)
        if search and link.instances and (payload := _follow_up(list(link.instances))):
            await link.ask(search, "instances", payload)

    def coverage(self) -> list[LinkCoverage]:
        """Return what each link was asked, and how many addresses were heard by each protocol."""
        return [
            LinkCoverage(link.interface.name, link.interface.subnet, tuple(link.asked), dict(link.counts()))
            for link in self._links
        ]


Question = tuple[Search, str, bytes, bool]


def rounds_of(searches: Iterable[Search]) -> list[list[Question]]:
    """Return what is asked in each round: one packet of each protocol, its dialects one after the other.

    The broadcast form of a protocol that has groups too comes last: devices with a wrong address may hear only that.
    """
    rounds: list[list[Question]] = []
    for search in searches:
        names = [name for name, _ in search.questions(bytes(16))]
        # A new id for each: receivers drop a message whose id they have seen (SOAP-over-UDP 1.1, clause 3.1).
        asked: list[Question] = [(search, name, _fresh(search, name), False) for name in names]
        if search.groups and search.broadcast:
            asked.append((search, names[0], _fresh(search, names[0]), True))
        for number, question in enumerate(asked):
            if number == len(rounds):
                rounds.append([])
            rounds[number].append(question)
    return rounds


def _follow_up(instances: list[str]) -> bytes:
    # zeroconf takes long to import, and most links need no second question.
    return bytes(import_module("scanner.codec.mdns").follow_up(instances))


def _fresh(search: Search, question: str) -> bytes:
    return dict(search.questions(os.urandom(16)))[question]


@asynccontextmanager
async def open_links(
    network: Network, interfaces: Iterable[Interface], searches: Sequence[Search], on_heard: OnHeard
) -> AsyncIterator[Links]:
    """Open the links and read what is heard there, until the block ends."""
    opened: list[LinkSearch] = []
    readers: list[asyncio.Task[None]] = []
    async with asyncio.TaskGroup() as group:
        try:
            for interface in interfaces:
                link = await LinkSearch.open(
                    network.gate,
                    network.recorder,
                    interface,
                    subnets_of(interface.name),
                    network.limits,
                    on_heard,
                    searches,
                )
                opened.append(link)
                readers.append(group.create_task(link.read()))
            yield Links(opened, searches)
        finally:
            for reader in readers:
                reader.cancel()
            for link in opened:
                link.close()
