"""THE pipeline: who is there, what are you, who made you."""

import asyncio
from contextlib import AsyncExitStack

from scanner.discover.links import open_links
from scanner.discover.loss import Loss
from scanner.discover.reach import Reach
from scanner.engine.crew import STAGE, Crew, Notebook
from scanner.engine.discovery import Discovery
from scanner.engine.plan import Plan
from scanner.fingerprint.compile import Compiled
from scanner.model.coverage import LinkCoverage
from scanner.model.errors import CamscanError
from scanner.model.progress import Progress
from scanner.net.gate import Gate
from scanner.net.http import HttpClient
from scanner.net.limits import Limits
from scanner.net.network import open_network
from scanner.net.recorder import Recorder, now
from scanner.transcript.write import TranscriptWriter


async def observe(plan: Plan, compiled: Compiled, writer: TranscriptWriter, progress: Progress) -> None:
    """Discover and probe everything in scope into the transcript. Raises CamscanError.

    However it ends, the transcript ends with its coverage: cancelled, it says that it is incomplete.
    """
    reach = Reach(plan.scope, plan.attached)
    notebook = Notebook(reach)
    gate = Gate(plan.scope, plan.config.max_rate, frozenset(plan.config.interfaces))
    limits = Limits()
    links: list[LinkCoverage] = []
    complete = False
    try:
        async with AsyncExitStack() as stack:
            network = await stack.enter_async_context(open_network(gate, Recorder(writer, notebook.hear), limits))
            client = HttpClient(plan.config.contact, plan.config.answer_timeout_s)
            stack.push_async_callback(client.aclose)
            discovery = Discovery(plan, network, reach, notebook.loss, progress)
            usable = [link.interface for link in plan.links if not link.off_because]
            discovery.links = await stack.enter_async_context(
                open_links(network, usable, plan.searches, discovery.heard)
            )
            stack.callback(lambda: links.extend(discovery.links.coverage()))
            async with asyncio.TaskGroup() as group:
                progress.begin(STAGE, 0)
                asked = (network, client, plan, compiled, notebook, progress, group)
                discovery.crew = Crew(*asked, discovery.hold, discovery.was_searched)
                await discovery.run()
        complete = True
    except* CamscanError as faults:
        raise _first(faults) from None
    finally:
        writer.coverage(reach.coverage(_blind_spots(plan, notebook.loss), [*links, *_unused(plan)], limits.coverage()))
        writer.end(now(), complete=complete)


def _unused(plan: Plan) -> list[LinkCoverage]:
    return [
        LinkCoverage(link.interface.name, link.interface.subnet, (), {}, link.off_because)
        for link in plan.links
        if link.off_because
    ]


def _blind_spots(plan: Plan, loss: Loss) -> list[str]:
    spots = [
        f"multicast stayed off on {link.interface.name}: {link.off_because}" for link in plan.links if link.off_because
    ]
    if plan.config.profile != "thorough" and plan.routed.size:
        looks = ", ".join(look.means for look in plan.looks)
        spots.append(f"across routers, a device that answers none of the first look ({looks}) was not seen")
    if loss.is_seen:
        spots.append(
            f"packets were lost on the way ({loss.answered_then} of {loss.asked_again} silent ports answered when "
            "asked again): some that are counted as silent may not be"
        )
    if plan.routed.size:
        spots.append("multicast does not cross routers: there, a device with a wrong address was not seen")
    if plan.attached.size and plan.no_layer2:
        spots.append(f"attached networks were not asked by ARP ({plan.no_layer2})")
    spots.append("analogue cameras, and cameras on a recorder's own ports, show only as the recorder or encoder")
    return spots


def _first(faults: BaseExceptionGroup[CamscanError]) -> CamscanError:
    inner = faults.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
