"""One link: asks its groups what is there, and hears whoever answers or speaks up unasked, while it is open."""

import asyncio
import errno
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Self

from scanner.codec.searches import Search
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.net.gate import BROADCAST, Gate, Hearing
from scanner.net.interfaces import Interface
from scanner.net.limits import Limits
from scanner.net.news import News
from scanner.net.recorder import Recorder
from scanner.net.udp import Binding, UdpEndpoint, open_endpoint

_CAP_BYTES = 65_535
# A flood of forged answers must fill neither the memory nor the transcript.
_MOST_WAITING = 20_000
_MOST_WAITING_BYTES = 64 * 1024 * 1024
# Who may not be asked may have made his address up, and there are more of these than of any network's: they do not use
# up the room of those in scope.
_MOST_RECORDED = {True: 20_000, False: 5_000}
_MOST_RECORDED_BYTES = {True: 96 * 1024 * 1024, False: 32 * 1024 * 1024}
_MOST_OUTSIDERS = 100_000
TOO_MANY = "answers beyond what one link may tell: somebody floods it"
# Reading is cheap, but nine hundred answers at once are not: the loop gets its turn in between.
_AT_ONCE = 20

_MOST_INSTANCES = 64
_SHARED = frozenset({10000})
_Key = tuple[str | int, int]  # protocol or port, and IP version
OnHeard = Callable[[Exchange, Hearing], None]


class LinkSearch:
    """Sends searches to one link and hears their answers. Made by `open`; `read` runs beside the scan.

    An answer that repeats what its sender told already is not written again, nor is anything unasked that no codec
    reads: other people's searches are none of our business.
    """

    def __init__(
        self,
        gate: Gate,
        recorder: Recorder,
        interface: Interface,
        subnets: Sequence[str],
        limits: Limits,
        on_heard: OnHeard,
    ) -> None:
        self.interface = interface
        self.heard: dict[str, set[str]] = defaultdict(set)  # protocol -> addresses
        self.asked: list[str] = []
        self.outsiders: set[str] = set()
        self.instances: dict[str, None] = {}  # services of mDNS that were named without their texts
        self._gate, self._recorder, self._limits = gate, recorder, limits
        self._subnets, self._on_heard = tuple(subnets) or (interface.subnet,), on_heard
        self._mouths: dict[_Key, UdpEndpoint] = {}
        self._ears: dict[_Key, UdpEndpoint] = {}
        self._queue: deque[tuple[str, str, Endpoint, bytes]] = deque()
        self._work = asyncio.Event()
        self._waiting_bytes = 0
        self._news = News()
        self._recorded: Counter[bool] = Counter()  # by whether the sender may be asked
        self._recorded_bytes: Counter[bool] = Counter()
        self._overflowed = 0
        self._too_many = 0

    @classmethod
    async def open(
        cls,
        gate: Gate,
        recorder: Recorder,
        interface: Interface,
        subnets: Sequence[str],
        limits: Limits,
        on_heard: OnHeard,
        searches: Sequence[Search],
    ) -> Self:
        """Open a socket for each search, and one for each port that answers or announcements come to by themselves."""
        made = cls(gate, recorder, interface, subnets, limits, on_heard)
        for search in searches:
            for version in made._versions(search):
                await made._open_mouth(search, version)
                await made._open_ears(search, version)
        return made

    async def ask(self, search: Search, question: str, payload: bytes, *, broadcast: bool = False) -> None:
        """Send a question to the search's groups on this link, or to everybody where it has none or is told to."""
        for group in _destinations(search, broadcast=broadcast, version_6=bool(self.interface.link_local)):
            await self._send(search, question, search.addressed(question, payload, group.address), group)
        if search.protocol not in self.asked:
            self.asked.append(search.protocol)

    async def read(self) -> None:
        """Read what is heard, until cancelled."""
        while True:
            await self._work.wait()
            for _ in range(min(_AT_ONCE, len(self._queue))):
                self._take_next()
            if not self._queue:
                self._work.clear()
            await asyncio.sleep(0)

    def close(self) -> None:
        """Read what is left, close the sockets, and note what was lost."""
        while self._queue:
            self._take_next()
        for endpoint in (*self._mouths.values(), *self._ears.values()):
            endpoint.close()
        if self._overflowed:
            self._limits.not_heard("answers that came faster than they could be read", self._overflowed)
        if self._too_many:
            self._limits.not_heard(TOO_MANY, self._too_many)

    def counts(self) -> Counter[str]:
        """Return how many addresses were heard by each protocol."""
        return Counter({protocol: len(addresses) for protocol, addresses in sorted(self.heard.items())})

    def _versions(self, search: Search) -> list[int]:
        six = bool(self.interface.link_local) and any(":" in group for group in search.groups)
        return [4, 6] if six else [4]

    async def _open_mouth(self, search: Search, version: int) -> None:
        binding = Binding(self.interface, 0, 6 if version == 6 else 4)
        await self._open(binding, search.protocol, "multicast", self._mouths, (search.protocol, version))

    async def _open_ears(self, search: Search, version: int) -> None:
        groups = tuple(group for group in search.groups if (":" in group) == (version == 6))
        if search.joins and (search.port, version) not in self._ears:
            binding = Binding(self.interface, search.port, 6 if version == 6 else 4, groups)
            # Two makers may share a port: there the bytes decide.
            protocol = "finder" if search.port in _SHARED else search.protocol
            await self._open(binding, protocol, "heard", self._ears, (search.port, version))
        if search.reply_port and version == 4 and (search.reply_port, version) not in self._ears:
            binding = Binding(self.interface, search.reply_port)
            await self._open(binding, search.protocol, "multicast", self._ears, (search.reply_port, version))

    async def _open(
        self, binding: Binding, protocol: str, question: str, into: dict[_Key, UdpEndpoint], key: _Key
    ) -> None:
        try:
            into[key] = await open_endpoint(binding, partial(self._queued, protocol, question), self._limits)
        except OSError as error:
            self._limits.cannot_listen(binding.port, protocol, error.errno or errno.EIO)

    async def _send(self, search: Search, question: str, payload: bytes, group: Endpoint) -> None:
        name = f"multicast {question}"
        details = {"interface": self.interface.name, "link": self.interface.subnet}
        begun = self._recorder.begin(
            Exchange(
                "",
                Target(group.address),
                group,
                search.protocol,
                name,
                0.0,
                0.0,
                Outcome.BUG,
                payload,
                details=details,
            )
        )
        if refused := await self._gate.admit_multicast(self.interface, group, payload):
            self._recorder.finish(begun, refused.outcome, details={"reason": refused.reason})
            return
        mouth = self._mouths.get((search.protocol, 6 if ":" in group.address else 4))
        sent = mouth.send(group, payload) if mouth else Outcome.NOT_SENT
        # It left. Whether it was answered, nobody can say of one question alone: the answers stand by themselves.
        self._recorder.finish(begun, Outcome.TIMED_OUT if sent is Outcome.ANSWERED else sent)

    def _queued(self, protocol: str, question: str, source: Endpoint, data: bytes) -> None:
        if len(self._queue) >= _MOST_WAITING or self._waiting_bytes > _MOST_WAITING_BYTES:
            self._overflowed += 1
            return
        self._waiting_bytes += len(data)
        self._queue.append((protocol, question, source, data))
        self._work.set()

    def _take_next(self) -> None:
        protocol, question, source, data = self._queue.popleft()
        self._waiting_bytes -= len(data)
        self._take(protocol, question, source, data)

    def _take(self, protocol: str, question: str, source: Endpoint, data: bytes) -> None:
        hearing = self._gate.hearing(source.address, self._subnets)
        if not hearing.kept:
            if len(self.outsiders) < _MOST_OUTSIDERS:
                self.outsiders.add(source.address)
            return
        details = {"interface": self.interface.name, "link": self.interface.subnet}
        if hearing.misaddressed:
            details["misaddressed"] = self.interface.subnet
        exchange = Exchange(
            "",
            Target(source.address),
            source,
            protocol,
            question,
            0.0,
            0.0,
            Outcome.ANSWERED,
            b"",
            data[:_CAP_BYTES],
            details=details,
        )
        taken = self._recorder.take(exchange, lambda seen: self._is_news(exchange, seen, asked=hearing.may_ask))
        if taken:
            self._recorded[hearing.may_ask] += 1
            self._recorded_bytes[hearing.may_ask] += len(data)
            self.heard[protocol].add(source.address)
            if protocol == "mdns":
                named = import_module("scanner.codec.mdns").instances(data)
                self.instances |= dict.fromkeys(named[: _MOST_INSTANCES - len(self.instances)])
            self._on_heard(taken, hearing)

    def _is_news(self, exchange: Exchange, seen: list[Observation], *, asked: bool) -> bool:
        address, answers = exchange.endpoint.address, exchange.question != "heard"
        return self._news.takes(address, exchange.protocol, seen, lambda: self._has_room(asked=asked), empty=answers)

    def _has_room(self, *, asked: bool) -> bool:
        full = self._recorded[asked] >= _MOST_RECORDED[asked]
        if full or self._recorded_bytes[asked] >= _MOST_RECORDED_BYTES[asked]:
            self._too_many += 1
            return False
        return True


def _destinations(search: Search, *, broadcast: bool, version_6: bool) -> list[Endpoint]:
    if broadcast or not search.groups:
        return [Endpoint(BROADCAST, search.port, "udp")] if search.broadcast else []
    return [Endpoint(group, search.port, "udp") for group in search.groups if ":" not in group or version_6]
