"""The floors of the house: the contracts hold, and each of them catches the fault that it is there for."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> tuple[int, str]:
    ran = subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "scanner", folder / "scanner", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def test_every_contract_holds(house: Path) -> None:
    code, said = lint(house)
    assert code == 0, said
    assert "0 broken" in said


FLOORS, PURE, SOCKETS = "Arrows go down only", "Pure rooms do no input or output", "Only net opens sockets"
RINGS = "No rings between siblings"
SCAPY = "Only the layer-2 process knows scapy"
# What each fault breaks, and nothing beside it: an arrow up closes a ring where the room above uses the one below.
FAULTS = [
    ("model/outcome.py", "import scanner.yamlfile", FLOORS, RINGS),
    ("codec/tcp.py", "import scanner.net.gate", FLOORS, RINGS),
    ("net/layer2/client.py", "import scapy.utils", SCAPY),
    ("imports/lists.py", "import socket", SOCKETS),
    ("codec/tcp.py", "import scanner.transcript.chain", FLOORS),
    ("report/plain.py", "import scanner.inventory.times", FLOORS),
    ("probe/rtsp.py", "import scanner.identify.oui", FLOORS),
    ("net/pace.py", "import scanner.engine.plan", FLOORS, RINGS),
    ("lab/line.py", "import scanner.model.outcome", "The lab knows nothing of the scanner"),
    ("engine/plan.py", "import scanner.lab.estate", "Only the command line knows the lab"),
    ("identify/oui.py", "import asyncio", PURE),
    ("report/plain.py", "import time", PURE),
    ("fingerprint/match.py", "import subprocess", PURE),
    ("inventory/times.py", "import random", PURE),
    ("codec/tcp.py", "import socket", PURE, SOCKETS),
    ("model/outcome.py", "from http.client import HTTPConnection", PURE, SOCKETS),
    ("probe/rtsp.py", "import httpx", SOCKETS),
    ("probe/rtsp.py", "import socket", SOCKETS),
    ("engine/plan.py", "import ssl", SOCKETS),
    ("engine/plan.py", "import socket", SOCKETS),
    ("discover/reach.py", "from socket import create_connection", SOCKETS),
    ("discover/unicast.py", "import wsdiscovery.discovery", SOCKETS),
    ("transcript/write.py", "import socket", SOCKETS),
    ("cli/run.py", "def f() -> None:\n    import httpx", SOCKETS),
    ("identify/oui.py", "import scanner.identify.resolve", RINGS),
]


@pytest.mark.parametrize(
    ("place", "fault", "contracts"),
    [(place, fault, contracts) for place, fault, *contracts in FAULTS],
    ids=[f"{place}: {fault.strip().splitlines()[-1].strip()}" for place, fault, *_ in FAULTS],
)
def test_a_deliberate_fault_breaks_its_contract_and_no_other(
    house: Path, place: str, fault: str, contracts: list[str]
) -> None:
    path = house / "scanner" / place
    before = path.read_text("utf-8")
    path.write_text(f"{before}\n{fault}\n", "utf-8")
    try:
        code, said = lint(house)
    finally:
        path.write_text(before, "utf-8")
    assert code == 1, said
    assert re.findall(r"^(.+) BROKEN\b", said, re.MULTILINE) == contracts, said


def test_a_room_that_nobody_planned_is_refused(house: Path) -> None:
    attic = house / "scanner" / "attic.py"
    attic.write_text('"""A room that nobody planned."""\n', "utf-8")
    try:
        code, said = lint(house)
    finally:
        attic.unlink()
    assert code == 1
    assert "attic" in said
