"""The command line as its user runs it: a process of its own, its output and its exit code."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_S = 180


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def error_lines(self) -> list[str]:
        return self.err.strip().splitlines()


def environment(folder: Path) -> dict[str, str]:
    """An environment of its own: transcripts of tests do not belong into anybody's state directory."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    return {**kept, "XDG_STATE_HOME": str(folder / "state"), "PYTHONWARNINGS": "error"}


def camscan(folder: Path, *arguments: str, given: str | None = None) -> Ran:
    """Run `camscan` in a folder and wait for its end."""
    ended = subprocess.run(
        [sys.executable, "-m", "scanner", *arguments],
        cwd=folder,
        env=environment(folder),
        input=given,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return Ran(ended.returncode, ended.stdout, ended.stderr)


async def camscan_beside(folder: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> Ran:
    """Run `camscan` while this process serves a lab."""
    process = await asyncio.create_subprocess_exec(
        *prefix,
        sys.executable,
        "-m",
        "scanner",
        *arguments,
        cwd=folder,
        env=environment(folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(LIMIT_S):
        out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


Row = tuple[str, str, str | None, str | None]


def found_rows(inventory: Mapping[str, Any]) -> set[Row]:
    """(target, kind, brand, manufacturer) of every device that an inventory lists."""

    def value(device: Mapping[str, Any], name: str) -> str | None:
        return device[name]["value"] if device[name] else None

    return {
        (target, value(device, "kind") or "unknown", value(device, "brand"), value(device, "manufacturer"))
        for device in inventory["devices"]
        for target in device["targets"]
        if not target.startswith("fe80:")  # heard on the link beside the device's IPv4 address
    }


def true_rows(truth: Mapping[str, Any], verdict: str = "verdict") -> set[Row]:
    """The same of every device that an honest scan must list, by the lab's own truth file.

    On a link where searches are heard the verdict is `verdict_on_link`.
    """
    verdicts = {device["target"]: device[verdict] for device in truth["devices"]}
    return {
        (target, verdict["kind"], verdict["brand"], verdict["manufacturer"])
        for target, verdict in verdicts.items()
        if verdict["kind"] != "other" and (verdict["kind"] != "unknown" or verdict["manufacturer"] or verdict["brand"])
    }
