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


FAULTS = [
    ("model/outcome.py", "import scanner.yamlfile", "Arrows go down only"),
    ("codec/tcp.py", "import scanner.net.gate", "Arrows go down only"),
    ("codec/tcp.py", "import scanner.transcript.chain", "Arrows go down only"),
    ("report/plain.py", "import scanner.inventory.times", "Arrows go down only"),
    ("probe/rtsp.py", "import scanner.identify.oui", "Arrows go down only"),
    ("net/pace.py", "import scanner.engine.plan", "Arrows go down only"),
    ("lab/line.py", "import scanner.model.outcome", "The lab knows nothing of the scanner"),
    ("engine/plan.py", "import scanner.lab.estate", "Only the command line knows the lab"),
    ("identify/oui.py", "import asyncio", "Pure rooms do no input or output"),
    ("codec/tcp.py", "import socket", "Pure rooms do no input or output"),
    ("report/plain.py", "import time", "Pure rooms do no input or output"),
    ("fingerprint/match.py", "import subprocess", "Pure rooms do no input or output"),
    ("probe/rtsp.py", "import httpx", "Only net opens sockets"),
    ("engine/plan.py", "import ssl", "Only net opens sockets"),
    ("identify/oui.py", "import scanner.identify.resolve", "No rings between siblings"),
]


@pytest.mark.parametrize(
    ("place", "fault", "contract"), FAULTS, ids=[f"{place}: {fault}" for place, fault, _ in FAULTS]
)
def test_a_deliberate_fault_breaks_its_contract(house: Path, place: str, fault: str, contract: str) -> None:
    path = house / "scanner" / place
    before = path.read_text("utf-8")
    path.write_text(f"{before}\n{fault}\n", "utf-8")
    try:
        code, said = lint(house)
    finally:
        path.write_text(before, "utf-8")
    assert code == 1, said
    assert contract in re.findall(r"^(.+) BROKEN$", said, re.MULTILINE), said


def test_a_room_that_nobody_planned_is_refused(house: Path) -> None:
    attic = house / "scanner" / "attic.py"
    attic.write_text('"""A room that nobody planned."""\n', "utf-8")
    try:
        code, said = lint(house)
    finally:
        attic.unlink()
    assert code == 1
    assert "attic" in said
