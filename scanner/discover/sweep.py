"""The first look: a few ports of every address, in an order that spreads the load over all networks."""

import asyncio
import random
import socket
from collections.abc import Callable
from dataclasses import replace
from math import gcd

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net.network import Network
from scanner.net.tcp import connects_at_once
from scanner.transcript.records import SweepInterval

# Sockets that may stand half open at once. Above it the sweep waits: descriptors are what it would run out of.
IN_FLIGHT = 4_000
_LIFE = (Outcome.ANSWERED, Outcome.REFUSED, Outcome.RESET)

OnOpen = Callable[[Endpoint, socket.socket], None]
OnSwept = Callable[[int], None]


class Sweep:
    """Sweeps one scope once. `on_open` gets each open connection; `skip` says which addresses are in hand already."""

    def __init__(
        self,
        network: Network,
        ports: tuple[int, ...],
        seed: int,
        *,
        on_open: OnOpen,
        on_alive: Callable[[str], None],
        skip: Callable[[str], bool],
        on_swept: OnSwept,
    ) -> None:
        self._network, self._ports, self._seed = network, ports, seed
        self._on_open, self._on_alive, self._skip, self._on_swept = on_open, on_alive, skip, on_swept
        self._slots = asyncio.Semaphore(connects_at_once(IN_FLIGHT))
        self.not_sent: set[str] = set()

    async def run(self, stretch: int) -> None:
        """Sweep all addresses, a port at a time, recorded in stretches of at most `stretch` addresses."""
        addresses = self._network.gate.scope.addresses
        async with asyncio.TaskGroup() as group:
            for port in self._ports:
                for first in range(0, addresses.size, stretch):
                    last = min(first + stretch, addresses.size) - 1
                    interval = SweepInterval("", self._seed, (port,), first, last, 0.0)
                    begun = self._network.recorder.sweep_begins(interval)
                    pending = await self._send(begun, port)
                    group.create_task(self._finish(begun, pending))

    async def _send(self, interval: SweepInterval, port: int) -> list[asyncio.Future[tuple[Endpoint, Outcome]]]:
        addresses = self._network.gate.scope.addresses
        place = permutation(addresses.size, self._seed)
        pending = []
        for index in range(interval.first, interval.last + 1):
            address = addresses.address_at(place(index))
            if not self._skip(address):
                pending.append(await self._connect(Endpoint(address, port)))
        return pending

    async def _connect(self, endpoint: Endpoint) -> asyncio.Future[tuple[Endpoint, Outcome]]:
        await self._slots.acquire()
        ended: asyncio.Future[tuple[Endpoint, Outcome]] = asyncio.get_running_loop().create_future()

        def done(asked: Endpoint, outcome: Outcome, made: socket.socket | None) -> None:
            self._slots.release()
            if outcome in _LIFE:
                self._on_alive(asked.address)
            if made:
                self._on_open(asked, made)
            if not ended.done():
                ended.set_result((asked, outcome))

        if refused := await self._network.gate.admit(endpoint):
            done(endpoint, refused.outcome, None)
        else:
            self._network.connector.connect(endpoint, done)
        return ended

    async def _finish(self, begun: SweepInterval, pending: list[asyncio.Future[tuple[Endpoint, Outcome]]]) -> None:
        results = [await ended for ended in pending]
        not_sent = [endpoint.address for endpoint, outcome in results if outcome is Outcome.NOT_SENT]
        self.not_sent.update(not_sent)
        self._network.recorder.sweep_done(
            replace(
                begun,
                open=tuple(endpoint for endpoint, outcome in results if outcome is Outcome.ANSWERED),
                refused=tuple(endpoint for endpoint, outcome in results if outcome in (Outcome.REFUSED, Outcome.RESET)),
                not_sent=len(not_sent),
            )
        )
        self._on_swept(begun.last - begun.first + 1)


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
