"""Surveys every live target once, many at a time, and identifies it as it goes."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from scanner.discover import wsdiscovery
from scanner.discover.reach import Reach
from scanner.engine.plan import Plan
from scanner.fingerprint.compile import Compiled
from scanner.fingerprint.model import FollowUp
from scanner.identify.devices import devices_from
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
        self._heard: dict[Target, _Heard] = defaultdict(_Heard)

    def hear(self, exchange: Exchange, observations: list[Observation]) -> None:
        """Take an exchange."""
        if exchange.outcome.heard:
            self._reach.accepted(exchange.target)
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
    """Begins a survey for each target that shows life, in the given task group."""

    def __init__(
        self,
        network: Network,
        client: HttpClient,
        plan: Plan,
        compiled: Compiled,
        notebook: Notebook,
        progress: Progress,
        group: asyncio.TaskGroup,
    ) -> None:
        self._network, self._client, self._plan, self._compiled = network, client, plan, compiled
        self._notebook, self._progress, self._group = notebook, progress, group
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
        survey = Survey(work.session, self._client, lambda: self._follow_ups(target), config.answer_timeout_s)
        tcp_ports = target.tcp_ports or (() if target.udp_ports else config.ports.tcp)
        endpoints = [Endpoint(target.address, port) for port in tcp_ports]
        opened = list(work.opened)
        await survey.ask_ports(opened, [endpoint for endpoint in endpoints if endpoint not in opened])
        for port in target.udp_ports or (() if target.tcp_ports else config.ports.udp):
            if not work.discovered:
                answer = await wsdiscovery.ask_device(self._network, work.session, port)
                work.discovered += [answer] if answer else []
        await survey.ask_services(work.discovered)

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
