"""`camscan lab`: the simulated estate by itself, to point a scan at."""

import shlex
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import exit_codes
from scanner.cli.lab_process import served_lab
from scanner.cli.output import remark, say
from scanner.lab.netns import remove_stale
from scanner.model.errors import MachineFault

app = typer.Typer(help="A simulated estate on real sockets, to try a scan on.")


@app.command()
def up(
    netns: Annotated[
        bool, typer.Option("--netns", help="In network namespaces: real ports and multicast. Needs root, Linux.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    cameras: Annotated[int, typer.Option(min=1, max=230)] = 157,
    hikvision: Annotated[int, typer.Option(min=0)] = 29,
    hostile: Annotated[bool, typer.Option("--hostile", help="Add devices that behave badly.")] = False,
    truth: Annotated[Path | None, typer.Option(metavar="FILE", help="Write what the estate really holds.")] = None,
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="Write everything that the devices receive.")] = None,
) -> int:
    """Serve the estate until Ctrl-C, and print the command that scans it."""
    arguments = ["--mode", "netns" if netns else "loopback", "--seed", str(seed)]
    arguments += ["--cameras", str(cameras), "--hikvision", str(hikvision), *(["--hostile"] if hostile else [])]
    with served_lab(arguments, truth, log) as lab:
        remark(f"{len(lab.targets)} devices answer. Ctrl-C ends them. Scan them from another terminal:")
        ports = [] if netns else ["-p", f"{lab.tcp_ports},U:3702", "--first-ports", lab.first_ports]
        program = [found] if (found := shutil.which("camscan")) else [sys.executable, "-m", "scanner"]
        say(shlex.join([*lab.prefix, *program, "scan", *lab.networks, *ports]))
        _await_signal()
    return exit_codes.DONE


def _await_signal() -> None:
    """Wait for Ctrl-C or a polite end."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    # In steps, because on Windows a wait without end does not hear Ctrl-C.
    while not ended.wait(1.0):
        pass


@app.command()
def down() -> int:
    """Remove namespaces of labs that ended without clearing up. A running lab keeps its own."""
    try:
        remove_stale()
    except (OSError, RuntimeError) as error:
        raise MachineFault(f"the namespaces cannot be removed: {error}") from None
    say("no stale lab is left")
    return exit_codes.DONE
