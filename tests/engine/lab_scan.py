"""A scan of a lab within one process: the pipeline on one side, the simulated estate on the other, sockets between."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scanner import lab
from scanner.config import Config
from scanner.engine.inventories import inventory_of
from scanner.engine.pipeline import observe
from scanner.engine.plan import make_plan
from scanner.fingerprint.compile import Compiled, compile_library
from scanner.fingerprint.load import load_library
from scanner.model.claim import Claim
from scanner.model.device import Device
from scanner.model.exchange import Exchange
from scanner.model.inventory import Inventory
from scanner.model.ports import parse_ports
from scanner.model.progress import Silent
from scanner.model.scope import parse_scope
from scanner.transcript.read import replay
from scanner.transcript.write import TranscriptWriter


@cache
def known() -> Compiled:
    """The shipped fingerprints, compiled once."""
    return compile_library(load_library())


@dataclass(frozen=True)
class Scanned:
    """What a scan of a lab left, and what the lab saw of it."""

    inventory: Inventory
    running: lab.Running
    path: Path

    @property
    def exchanges(self) -> list[Exchange]:
        return [exchange for exchange, _ in replay(self.path).exchanges]

    def device(self, unit: str) -> Device | None:
        """The device that stands for a unit of the lab, or None where nothing was made of it."""
        target = next(item["target"] for item in self.running.truth["devices"] if item["unit"] == unit)
        return next((one for one in self.inventory.devices if target in map(str, one.targets)), None)


def said(claim: Claim | None) -> str | None:
    return claim.value if claim else None


async def scan_lab(estate: lab.Estate, folder: Path, **settings: object) -> Scanned:
    """Serve an estate on loopback, scan exactly its devices and identify them."""
    async with lab.serving(estate, "loopback", network=lab.own_network()) as running:
        ports = ",".join(map(str, running.tcp_ports)) + ",U:3702"
        chosen = {"ports": parse_ports(ports), "first_ports": parse_ports(",".join(map(str, running.first_ports)))}
        config = Config(site="test").with_options({**chosen, **settings})
        plan = make_plan(parse_scope(running.targets), config, known().library.version, "", running.targets)
        path = folder / "transcript.jsonl"
        path.unlink(missing_ok=True)
        with TranscriptWriter(path, plan.header) as writer:
            await observe(plan, known(), writer, Silent())
        return Scanned(inventory_of(path, known(), "0"), running, path)
