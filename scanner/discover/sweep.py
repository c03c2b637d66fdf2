"""The first look: a few packets to every address, in an order that spreads the load over all networks."""

import asyncio
import random
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from math import gcd

from scanner.discover.look import Look
from scanner.discover.loss import Loss
from scanner.discover.tally import Tally
from scanner.model.addresses import AddressSet
from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net.network import Network
from scanner.net.tcp import connects_at_once
from scanner.transcript.records import SweepInterval

# Sockets that may stand half open at once. Above it the sweep waits: descriptors are what it would run out of.
IN_FLIGHT = 4_000
_LIFE = (Outcome.ANSWERED, Outcome.REFUSED, Outcome.RESET)
_LONGEST_STRETCH = 4_096

OnOpen = Callable[[Endpoint, socket.socket], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the scope that is swept by itself. `name` goes into the record, `skip` says who is left out.

    `ready` waits, before an address that was not sent anything yet, until the machine can take one more.
    """

    name: str
    addresses: AddressSet
    skip: Callable[[str], bool]
    ready: Callable[[str], Awaitable[None]] | None = None


class Sweep:
    """Sends looks to the addresses of a part. `on_open` gets each open connection, `on_alive` who showed life."""

    def __init__(
        self,
        network: Network,
        seed: int,
        tally: Tally,
        *,
        on_open: OnOpen,
        on_alive: Callable[[str], None],
        on_swept: Callable[[int], None],
        loss: Loss | None = None,
    ) -> None:
        self._network, self._seed, self._tally = network, seed, tally
        self._on_open, self._on_alive, self._on_swept = on_open, on_alive, on_swept
        self._loss = loss or Loss()
        self._slots = asyncio.Semaphore(connects_at_once(IN_FLIGHT))
        self.not_sent: set[str] = set()

    async def run(self, part: Part, looks: tuple[Look, ...], rate_per_s: float) -> None:
        """Send each look to all addresses, one look after the other, recorded in stretches of about a second."""
        stretch = max(1, min(_LONGEST_STRETCH, int(rate_per_s)))
        size = part.addresses.size
        async with asyncio.TaskGroup() as group:
            for look in looks:
                for first in range(0, size, stretch):
                    last = min(first + stretch, size) - 1
                    kind = look.search.protocol if look.search else "tcp"
                    interval = SweepInterval("", self._seed, (look.port,), first, last, 0.0, look=kind, part=part.name)
                    begun = self._network.recorder.sweep_begins(interval)
                    pending = await self._send(part, look, begun)
                    group.create_task(self._finish(begun, pending))

    async def _send(
        self, part: Part, look: Look, interval: SweepInterval
    ) -> list[asyncio.Future[tuple[Endpoint, Outcome]]]:
        place = permutation(part.addresses.size, self._seed)
        pending = []
        for index in range(interval.first, interval.last + 1):
            address = part.addresses.address_at(place(index))
            if part.skip(address):
                continue
            if part.ready:
                await part.ready(address)
            pending.append(await self._ask(look, address))
        return pending

    async def _ask(self, look: Look, address: str) -> asyncio.Future[tuple[Endpoint, Outcome]]:
        endpoint = look.endpoint(address)
        if look.search:
            sent = await self._network.datagrams.scatter(endpoint, look.search.protocol, look.payload())
            outcome = Outcome.NOT_SENT if sent is Outcome.NOT_SENT else Outcome.TIMED_OUT
            self._note(look, address, sent)
            return _ended(endpoint, outcome)
        return await self._connect(look, endpoint)

    async def _connect(self, look: Look, endpoint: Endpoint) -> asyncio.Future[tuple[Endpoint, Outcome]]:
        await self._slots.acquire()
        ended: asyncio.Future[tuple[Endpoint, Outcome]] = asyncio.get_running_loop().create_future()

        def done(asked: Endpoint, outcome: Outcome, made: socket.socket | None) -> None:
            self._slots.release()
            if outcome in _LIFE:
                self._on_alive(asked.address)
            if made:
                self._on_open(asked, made)
            self._note(look, asked.address, outcome)
            if not ended.done():
                ended.set_result((asked, outcome))

        if refused := await self._network.gate.admit(endpoint):
            done(endpoint, refused.outcome, None)
        else:
            self._network.connector.connect(endpoint, done)
        return ended

    def _note(self, look: Look, address: str, outcome: Outcome) -> None:
        if outcome in (Outcome.NOT_SENT, Outcome.OUT_OF_SCOPE):
            self.not_sent.add(address)
        else:
            self._tally.mark(look.means, address)
            if outcome is Outcome.TIMED_OUT and not look.search:
                self._loss.silent(look.endpoint(address))

    async def _finish(self, begun: SweepInterval, pending: list[asyncio.Future[tuple[Endpoint, Outcome]]]) -> None:
        results = [await ended for ended in pending]
        self._network.recorder.sweep_done(
            replace(
                begun,
                open=tuple(endpoint for endpoint, outcome in results if outcome is Outcome.ANSWERED),
                refused=tuple(endpoint for endpoint, outcome in results if outcome in (Outcome.REFUSED, Outcome.RESET)),
                not_sent=sum(outcome is Outcome.NOT_SENT for _, outcome in results),
            )
        )
        self._on_swept(begun.last - begun.first + 1)


def _ended(endpoint: Endpoint, outcome: Outcome) -> asyncio.Future[tuple[Endpoint, Outcome]]:
    ended: asyncio.Future[tuple[Endpoint, Outcome]] = asyncio.get_running_loop().create_future()
    ended.set_result((endpoint, outcome))
    return ended


def permutation(size: int, seed: int) -> Callable[[int], int]:
    """Return a bijection of 0..size-1 that strides over the whole range, so that no subnet is asked in a burst."""
    if size < 3:
        return lambda index: index
    chosen = random.Random(seed)  # noqa: S311 - an order, not a secret
    stride = chosen.randrange(size // 3 or 1, size) | 1
    while gcd(stride, size) != 1:
        stride += 2
    offset = chosen.randrange(size)
    return lambda index: (index * stride + offset) % size
