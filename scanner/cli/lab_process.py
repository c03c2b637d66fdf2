"""The lab in a process of its own: real sockets, and nothing shared with the scanner but the network."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.model.errors import MachineFault, UsageError

_STOP_S = 10.0


@dataclass(frozen=True, slots=True)
class ServedLab:
    """What the lab says when it is ready."""

    mode: str
    targets: tuple[str, ...]
    networks: tuple[str, ...]
    tcp_ports: str
    first_ports: str
    prefix: tuple[str, ...]
    interface: str | None


@contextmanager
def served_lab(arguments: list[str], truth: Path | None, log: Path | None) -> Iterator[ServedLab]:
    """Run the lab until the block ends. Raises UsageError for what it refuses, MachineFault where it cannot serve."""
    command = [sys.executable, "-m", "scanner.lab", *arguments]
    command += ["--truth", str(truth)] if truth else []
    command += ["--log", str(log)] if log else []
    # Its own session: Ctrl-C is for the scan, which then ends the lab in good order.
    process = subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield _ready(process)
    finally:
        _stop(process)


def _ready(process: "subprocess.Popen[str]") -> ServedLab:
    assert process.stdout
    assert process.stderr
    line = process.stdout.readline()
    if not line:
        said = process.stderr.read().strip().splitlines() or ["it said nothing"]
        kind = UsageError if process.wait() == 2 else MachineFault
        raise kind(said[-1])
    told: dict[str, Any] = json.loads(line)
    return ServedLab(
        mode=told["mode"],
        targets=tuple(told["targets"]),
        networks=tuple(told["networks"]),
        tcp_ports=told["tcp_ports"],
        first_ports=told["first_ports"],
        prefix=tuple(told["prefix"]),
        interface=told["interface"],
    )


def _stop(process: "subprocess.Popen[str]") -> None:
    assert process.stdin
    process.stdin.close()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()
