"""THE pipeline: who is there, what are you, who made you."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from scanner.codec import observations_of
from scanner.discover import wsdiscovery
from scanner.discover.reach import Reach
from scanner.discover.sweep import Sweep
from scanner.engine.crew import STAGE, Crew, Notebook
from scanner.engine.heard import observations_in
from scanner.engine.plan import Link, Plan
from scanner.fingerprint.compile import Compiled
from scanner.identify.devices import devices_from
from scanner.model.coverage import Coverage
from scanner.model.endpoint import Target
from scanner.model.errors import CamscanError
from scanner.model.inventory import Inventory, ScanFacts
from scanner.model.progress import Progress
from scanner.net.gate import Gate
from scanner.net.http import HttpClient
from scanner.net.network import Network, open_network
from scanner.net.recorder import Recorder, now
from scanner.transcript.read import Replay, replay
from scanner.transcript.write import TranscriptWriter

FIRST_LOOK = "first look"


async def observe(plan: Plan, compiled: Compiled, writer: TranscriptWriter, progress: Progress) -> None:
    """Discover and probe everything in scope into the transcript. Raises CamscanError.

    However it ends, the transcript ends with its coverage: cancelled, it says that it is incomplete.
    """
    reach = Reach(plan.scope)
    notebook = Notebook(reach)
    gate = Gate(plan.scope, plan.config.max_rate, frozenset(plan.config.interfaces))
    recorder = Recorder(writer, notebook.hear)
    swept = _Swept(progress)
    complete = False
    try:
        async with AsyncExitStack() as stack:
            network = await stack.enter_async_context(open_network(gate, recorder))
            client = HttpClient(plan.config.contact, plan.config.answer_timeout_s)
            stack.push_async_callback(client.aclose)
            async with asyncio.TaskGroup() as group:
                progress.begin(STAGE, 0)
                crew = Crew(network, client, plan, compiled, notebook, progress, group)
                await _discover(plan, network, crew, reach, swept)
        complete = True
    except* CamscanError as faults:
        raise _first(faults) from None
    finally:
        writer.coverage(reach.coverage(swept.addresses(len(plan.first_ports)), _blind_spots(plan)))
        writer.end(now(), complete=complete)


async def _discover(plan: Plan, network: Network, crew: Crew, reach: Reach, swept: "_Swept") -> None:
    for target in plan.scope.groups:
        crew.alive(target)
    async with asyncio.TaskGroup() as group:
        for link in plan.links:
            if not link.off_because:
                group.create_task(_ask_link(link, network, crew, reach))
    swept.progress.begin(FIRST_LOOK, plan.first_look_packets)
    sweep = Sweep(
        network,
        plan.first_ports,
        plan.seed,
        on_open=crew.open,
        on_alive=lambda address: crew.alive(Target(address)),
        skip=crew.has,
        on_swept=swept.add,
    )
    try:
        await sweep.run(max(1, int(plan.config.max_rate)))
    finally:
        reach.not_asked(sweep.not_sent)


async def _ask_link(link: Link, network: Network, crew: Crew, reach: Reach) -> None:
    for exchange in await wsdiscovery.ask_link(network, link.interface):
        if exchange.outcome.heard:
            reach.heard_by_multicast(link.interface.subnet)
            crew.discovered(exchange)
        else:
            reach.outsider(exchange.target.address)


def inventory_of(path: Path, compiled: Compiled, tool_version: str, *, reparse: bool = False) -> Inventory:
    """Identify the devices of a transcript. With `reparse`, today's codecs read the raw bytes anew."""
    found = replay(path)
    exchanges = [exchange for exchange, _ in found.exchanges]
    observations = observations_in(found, reparse=reparse)
    for interval in found.sweeps:
        for exchange in interval.exchanges():
            exchanges.append(exchange)
            observations += observations_of(exchange)
    devices = devices_from(exchanges, observations, compiled, found.header.site)
    coverage = found.coverage or Coverage(
        0, 0, 0, 0, 0, (), (), ("the transcript ends before its coverage was written",)
    )
    return Inventory(_facts(found, compiled.library.version, tool_version), coverage, devices)


def _facts(found: Replay, fingerprints_version: str, tool_version: str) -> ScanFacts:
    header = found.header
    return ScanFacts(
        id=header.id,
        started=header.started,
        ended=found.ended,
        complete=found.complete,
        site=header.site,
        operator=header.operator,
        authority=header.authority,
        targets=header.targets,
        excluded=header.excluded,
        profile=header.profile,
        public_allowed=header.public_allowed,
        tool_version=tool_version,
        fingerprints_version=fingerprints_version,
        transcript_sha256=found.sha256,
        transcript_head=found.head,
    )


class _Swept:
    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self._packets = 0

    def add(self, addresses: int) -> None:
        self._packets += addresses
        self.progress.advance(FIRST_LOOK, addresses)

    def addresses(self, ports: int) -> int:
        """How many addresses had all their turns."""
        return self._packets // max(1, ports)


def _blind_spots(plan: Plan) -> list[str]:
    spots = [
        f"multicast stayed off on {link.interface.name}: {link.off_because}" for link in plan.links if link.off_because
    ]
    if plan.config.profile != "thorough" and plan.scope.addresses.size:
        ports = ", ".join(str(port) for port in plan.first_ports)
        spots.append(f"a device that answers on none of the first-look ports ({ports}) was not seen")
    spots.append("analogue cameras, and cameras on a recorder's own ports, show only as the recorder or encoder")
    return spots


def _first(faults: BaseExceptionGroup[CamscanError]) -> CamscanError:
    inner = faults.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
