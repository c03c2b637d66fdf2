"""Holds the branch coverage of the pure rooms to its floor: `python tools/room_coverage.py REPORT.json`."""

import json
import sys
from collections import Counter
from pathlib import Path

FLOOR_PERCENT = 90.0
PURE_ROOMS = ("codec", "fingerprint", "identify", "inventory", "model", "report", "transcript")


def percent_of(room: str, report: dict[str, dict[str, dict[str, dict[str, int]]]]) -> float:
    """Return the percentage of a room's lines and branches that tests went through."""
    total: Counter[str] = Counter()
    for path, file in report["files"].items():
        if path.startswith(f"scanner/{room}/"):
            total.update({name: number for name, number in file["summary"].items() if isinstance(number, int)})
    all_there_is = total["num_statements"] + total["num_branches"]
    return 100 * (total["covered_lines"] + total["covered_branches"]) / all_there_is if all_there_is else 0.0


def main() -> int:
    """Print a line a room; return 1 where one is under the floor."""
    report = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    under = False
    for room in PURE_ROOMS:
        percent = percent_of(room, report)
        under = under or percent < FLOOR_PERCENT
        sys.stdout.write(f"{room:<12} {percent:5.1f} %{'' if percent >= FLOOR_PERCENT else '  under the floor'}\n")
    return 1 if under else 0


if __name__ == "__main__":
    sys.exit(main())
