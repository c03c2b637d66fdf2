"""Surveys every live target once, many at a time, and identifies it as it goes."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from scanner.codec.searches import Search
from scanner.discover.loss import Loss
from scanner.discover.reach import Reach
from scanner.discover.unicast import ask_device, fitting
from scanner.engine.plan import Plan
from scanner.fingerprint.compile import Compiled
from scanner.fingerprint.model import FollowUp
from scanner.identify.devices import devices_from
from scanner.model.claim import Grade
from scanner.model.device import Device
from scanner.model.endpoint import Endpoint, Target
from scanner.model.errors import CamscanError
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.model.progress import Progress
from scanner.net.http import HttpClient
from scanner.net.network import Network
from scanner.net.session import HostSession
from scanner.probe.survey import Survey

STAGE = "devices"


@dataclass(slots=True)
class _Heard:
    exchanges: list[Exchange] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    session: HostSession
    opened: list[Endpoint] = field(default_factory=list)
    discovered: list[Exchange] = field(default_factory=list)


class Notebook:
    """What was heard of each target so far: the recorder writes here as it writes to the transcript."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self.loss = Loss()
        self._heard: dict[Target, _Heard] = defaultdict(_Heard)

    def hear(self, exchange: Exchange, observations: list[Observation]) -> None:
        """Take an exchange."""
        if exchange.protocol == "tcp" and exchange.id.startswith("x"):
            self.loss.heard(exchange.endpoint, exchange.outcome)
        if exchange.outcome.heard:
            self._reach.accepted(exchange)
        elif exchange.outcome in (Outcome.REFUSED, Outcome.RESET, Outcome.CLOSED):
            self._reach.alive(exchange.target)
        heard = self._heard[exchange.target]
        heard.exchanges.append(exchange)
        heard.observations.extend(observations)

    def identify(self, target: Target, compiled: Compiled, site: str) -> Device | None:
        """Identify a target by what was heard of it so far."""
        heard = self._heard[target]
        devices = devices_from(heard.exchanges, heard.observations, compiled, site)
        return devices[0] if devices else None

    def cut_short(self, why: str) -> None:
        """Note that a target was not asked everything."""
        self._reach.cut_short(why)

    def forget(self, target: Target) -> None:
        """Drop a finished target: the transcript has it."""
        self._heard.pop(target, None)


class Crew:
    """Begins a survey for each target that shows life, in the given task group.

    `hold` is waited for before an address is asked anything: what it tells by itself in the meantime is not asked.
    `was_searched` says whether an address stands on a link whose groups were asked.
    """

    def __init__(
        self,
        network: Network,
        client: HttpClient,
        plan: Plan,
        compiled: Compiled,
        notebook: Notebook,
        progress: Progress,
        group: asyncio.TaskGroup,
        hold: Callable[[str], Awaitable[object]],
        was_searched: Callable[[str], bool],
    ) -> None:
        self._network, self._client, self._plan, self._compiled = network, client, plan, compiled
        self._notebook, self._progress, self._group = notebook, progress, group
        self._hold, self._was_searched = hold, was_searched
        self._slots = asyncio.Semaphore(plan.config.devices_at_once)
        self._work: dict[Target, _Work] = {}
        vendors = compiled.library.vendors.values()
        self._every_follow_up = [item for entry in vendors for item in entry.content.follow_up]
        self._ended = False

    def has(self, address: str) -> bool:
        """Whether an address is in hand, or was."""
        return Target(address) in self._work

    def alive(self, target: Target) -> None:
        """A target showed life."""
        self._begin(target)

    def open(self, endpoint: Endpoint, connected: socket.socket) -> None:
        """A target accepted a connection, which its survey takes over."""
        work = self._begin(Target(endpoint.address))
        if self._ended:
            connected.close()
            return
        work.opened.append(endpoint)
        work.session.keep(endpoint, connected, asyncio.get_running_loop().time())

    def discovered(self, exchange: Exchange) -> None:
        """A target announced itself."""
        self._begin(exchange.target).discovered.append(exchange)

    def _begin(self, target: Target) -> _Work:
        work = self._work.get(target)
        if work is None:
            work = _Work(self._network.session(target, self._plan.limits))
            self._work[target] = work
            self._progress.grow(STAGE)
            survey = self._survey(target, work)
            try:
                self._group.create_task(survey)
            except RuntimeError:
                # The group is shutting down, and connects that were under way still come in.
                survey.close()
                self._ended = True
        return work

    async def _survey(self, target: Target, work: _Work) -> None:
        await self._hold(target.address)
        async with self._slots:
            try:
                await self._ask(target, work)
            except (CamscanError, asyncio.CancelledError):
                raise
            except Exception as error:
                # Our own mistake on one device must not cost the others: it is recorded as what it is.
                self._record_bug(target, error)
            finally:
                await work.session.close()
            if why := work.session.exhausted:
                self._notebook.cut_short(why)
            if device := self._notebook.identify(target, self._compiled, self._plan.config.site):
                self._progress.device(device)
            self._notebook.forget(target)
            self._progress.advance(STAGE)

    async def _ask(self, target: Target, work: _Work) -> None:
        config = self._plan.config
        survey = Survey(
            work.session,
            self._client,
            lambda: self._follow_ups(target),
            lambda: self._is_settled(target),
            config.answer_timeout_s,
        )
        tcp_ports = target.tcp_ports or (() if target.udp_ports else config.ports.tcp)
        endpoints = [Endpoint(target.address, port) for port in tcp_ports]
        opened = list(work.opened)
        await survey.ask_ports(opened, [endpoint for endpoint in endpoints if endpoint not in opened])
        await self._search(target, work, survey)
        await survey.ask_services(work.discovered)

    async def _search(self, target: Target, work: _Work, survey: Survey) -> None:
        """Put to the device the searches that fit and that it did not hear already."""
        config = self._plan.config
        ports = target.udp_ports or (() if target.tcp_ports else config.ports.udp)
        if self._was_searched(target.address) or not ports:
            return
        device = self._notebook.identify(target, self._compiled, config.site)
        maker = device.manufacturer.value if device and device.manufacturer else None
        told = {exchange.protocol for exchange in work.discovered}
        everything = config.profile == "thorough"
        for search in fitting(self._plan.searches, told, maker, survey.open_ports, everything=everything):
            # An address given with ports is one of several devices behind it: its ports are not the usual ones.
            named = target.udp_ports if search.anywhere else ()
            for port in named or ((search.port,) if search.port in ports else ()):
                looked = self._looked(search)
                if answer := await ask_device(self._network, work.session, search, port, looked, self._tries()):
                    work.discovered.append(answer)
                    break

    def _tries(self) -> int:
        """How often a datagram is worth sending: more often where they get lost."""
        if self._plan.config.profile == "thorough":
            return 3
        return 2 if self._notebook.loss.is_seen else 1

    def _looked(self, search: Search) -> list[str]:
        return [look.question for look in self._plan.looks if look.search is search]

    def _is_settled(self, target: Target) -> bool:
        """Whether what it told by itself leaves nothing to ask: who made it, what it is and what runs on it."""
        device = self._notebook.identify(target, self._compiled, self._plan.config.site)
        if device is None or device.firmware is None or device.serial is None or device.model is None:
            return False
        maker, brand = device.manufacturer, device.brand
        return bool(maker and maker.grade is Grade.CONFIRMED and brand and brand.value and device.model.value)

    def _follow_ups(self, target: Target) -> Sequence[FollowUp]:
        device = self._notebook.identify(target, self._compiled, self._plan.config.site)
        if device is None:
            return ()
        claims = {"manufacturer": device.manufacturer, "brand": device.brand}
        known = {name: claim.value for name, claim in claims.items() if claim and claim.value}
        return [item for item in self._every_follow_up if item.when.items() <= known.items()]

    def _record_bug(self, target: Target, error: Exception) -> None:
        recorder = self._network.recorder
        endpoint = Endpoint(target.address, 0)
        begun = recorder.begin(Exchange("", target, endpoint, "camscan", "survey", 0.0, 0.0, Outcome.BUG))
        recorder.finish(begun, Outcome.BUG, details={"error": f"{type(error).__name__}: {error}"[:500]})
        self._progress.note(f"{target}: an error of camscan's own, recorded in the transcript: {type(error).__name__}")
