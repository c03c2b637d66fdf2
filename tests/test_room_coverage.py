"""The floor under the pure rooms' coverage."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent / "tools" / "room_coverage.py"
ROOMS = ("codec", "fingerprint", "identify", "inventory", "model", "report", "transcript")


def summary(lines: int, covered_lines: int, branches: int = 0, covered_branches: int = 0) -> dict[str, object]:
    counts = {"num_statements": lines, "covered_lines": covered_lines, "percent_covered_display": "?"}
    return {"summary": {**counts, "num_branches": branches, "covered_branches": covered_branches}}


def run(folder: Path, files: dict[str, object]) -> tuple[int, list[str]]:
    report = folder / "coverage.json"
    report.write_text(json.dumps({"files": files}))
    ran = subprocess.run(
        [sys.executable, str(TOOL), str(report)], capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.splitlines()


def covered() -> dict[str, object]:
    return {f"scanner/{room}/one.py": summary(10, 10, 4, 4) for room in ROOMS}


def test_rooms_above_the_floor_pass_and_each_has_a_line(tmp_path):
    code, lines = run(tmp_path, covered())
    assert code == 0
    assert lines == [f"{room:<12} 100.0 %" for room in ROOMS]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_under_the_floor_is_named(tmp_path, room):
    code, lines = run(tmp_path, covered() | {f"scanner/{room}/two.py": summary(10, 10, 20, 12)})
    assert code == 1
    # 20 of 20 lines and 16 of 24 branches
    assert [line for line in lines if "under" in line] == [f"{room:<12}  81.8 %  under the floor"]


def test_ninety_percent_is_enough_and_less_is_not(tmp_path):
    assert run(tmp_path, covered() | {"scanner/model/one.py": summary(70, 63, 30, 27)})[0] == 0
    assert run(tmp_path, covered() | {"scanner/model/one.py": summary(700, 630, 300, 269)})[0] == 1


def test_other_rooms_do_not_count(tmp_path):
    others = {f"scanner/{room}/one.py": summary(100, 0, 50, 0) for room in ("net", "cli", "lab")}
    assert run(tmp_path, covered() | others)[0] == 0


def test_a_room_that_nothing_was_measured_of_is_under_the_floor(tmp_path):
    files = covered()
    del files["scanner/identify/one.py"]
    code, lines = run(tmp_path, files)
    assert code == 1
    assert lines[ROOMS.index("identify")] == "identify       0.0 %  under the floor"
