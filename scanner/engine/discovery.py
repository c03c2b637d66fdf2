"""WHO IS THERE? Searches on the links, ARP, and the first look, side by side; who shows life is handed to the crew."""

import asyncio
from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from scanner.discover.links import Links
from scanner.discover.loss import Loss
from scanner.discover.neighbours import Neighbourhood
from scanner.discover.reach import Reach
from scanner.discover.sweep import Part, Sweep
from scanner.engine.crew import Crew
from scanner.engine.plan import Plan
from scanner.model.addresses import AddressSet, range_of_network
from scanner.model.endpoint import Target
from scanner.model.exchange import Exchange
from scanner.model.progress import Progress
from scanner.net.gate import Hearing
from scanner.net.interfaces import Interface
from scanner.net.network import Network

FIRST_LOOK = "first look"
# How long an answer to the last packet of the first look may take.
_LAST_ANSWERS_S = 2.0
# One in ten questions goes unanswered where one packet in twenty is lost: after three, one in a thousand.
_MOST_PASSES = 3


def on_links(addresses: AddressSet, interfaces: Iterable[Interface]) -> AddressSet:
    """Return the addresses that lie in the subnets of these interfaces."""
    subnets = [range_of_network(interface.subnet) for interface in interfaces]
    return AddressSet(item for subnet in subnets for item in addresses.within(subnet).ranges)


class Discovery:
    """One scan's ways of finding devices. `crew` and `links` are set when both are open: each hears of the other."""

    def __init__(self, plan: Plan, network: Network, reach: Reach, loss: Loss, progress: Progress) -> None:
        self._plan, self._network, self._reach, self._progress = plan, network, reach, progress
        self._loss = loss
        self.links = Links((), ())
        self.crew: Crew | None = None

    def heard(self, exchange: Exchange, hearing: Hearing) -> None:
        """Take what was heard on a link."""
        self._reach.heard_by_multicast(exchange.details["link"])
        if hearing.may_ask and self.crew:
            self.crew.discovered(exchange)

    async def hold(self, address: str) -> None:
        """Wait until a device of an attached network had its time to answer the searches."""
        if address in self._plan.attached:
            await self.links.settled.wait()

    def was_searched(self, address: str) -> bool:
        """Whether an address stands on a link whose groups were asked."""
        return any(ip_address(address) in ip_network(link.interface.subnet) for link in self.links)

    async def run(self) -> None:
        """Find everybody. Returns when nobody more can come by what is asked; the links go on hearing."""
        assert self.crew
        plan = self._plan
        self._network.datagrams.on_answer = self.crew.discovered
        self._network.datagrams.on_outsider = lambda address: self._reach.outsiders([address])
        self._leave_out()
        for target in plan.scope.groups:
            self.crew.alive(target)
        self._progress.begin(FIRST_LOOK, plan.first_look_packets)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.links.search())
            group.create_task(self._look_at_attached())
            group.create_task(self._look(self._routed()))

    async def _look_at_attached(self) -> None:
        """Ask by ARP where this machine may, and connect where it may not, once the links had their say."""
        if not self._plan.attached.size:
            return
        assert self.crew
        plan, gate = self._plan, self._network.gate
        neighbourhood = Neighbourhood(self._network, plan.attached, self._reach.tally, self._found_by_arp)
        askable = [link.interface for link in plan.links if not gate.link_refusal(link.interface)]
        by_arp = bool(askable) and not plan.no_layer2
        async with neighbourhood.watched(askable, by_arp=by_arp) as opened:
            asked = on_links(plan.attached, askable) if opened else AddressSet()
            if asked.size and await neighbourhood.ask_everybody(asked, plan.config.arp_rate):
                self._progress.advance(FIRST_LOOK, asked.size * len(plan.looks))
            else:
                asked = AddressSet()
            await self.links.settled.wait()
            rest = plan.attached.minus(asked)
            if rest.size:
                await self._look(Part("attached", rest, self.crew.has, neighbourhood.ready))

    def _found_by_arp(self, address: str) -> None:
        if self.crew:
            self.crew.alive(Target(address))

    def _routed(self) -> Part:
        assert self.crew
        return Part("routed", self._plan.routed, self.crew.has)

    async def _look(self, part: Part) -> None:
        assert self.crew
        crew = self.crew
        sweep = Sweep(
            self._network,
            self._plan.seed,
            self._reach.tally,
            on_open=crew.open,
            on_alive=lambda address: crew.alive(Target(address)),
            on_swept=lambda packets: self._progress.advance(FIRST_LOOK, packets),
            loss=self._loss,
        )
        try:
            for again in range(_MOST_PASSES if part.addresses.size else 0):
                if again and not self._is_worth_another_pass(again):
                    break
                if again:
                    self._progress.grow(FIRST_LOOK, part.addresses.size * len(self._plan.looks))
                await sweep.run(part, self._plan.looks, self._plan.config.max_rate)
                await asyncio.sleep(_LAST_ANSWERS_S)
        finally:
            self._reach.not_asked(sweep.not_sent)

    def _is_worth_another_pass(self, passes: int) -> bool:
        """Whether silent addresses are asked again: always in `thorough`, else once where packets are being lost."""
        if self._plan.config.profile == "thorough":
            return True
        return passes == 1 and self._loss.is_seen

    def _leave_out(self) -> None:
        for address, why in self._plan.no_hosts.items():
            self._reach.left_out([address], why)
