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
from scanner.model.errors import MachineFault, UsageError

app = typer.Typer(help="A simulated estate on real sockets, to try a scan on.")


@app.command()
def up(
    spec: Annotated[
        str | None, typer.Argument(metavar="SPEC", help="With --netns: town, three-subnets, hostile, or a YAML file.")
    ] = None,
    netns: Annotated[
        bool, typer.Option("--netns", help="In network namespaces: real ports and multicast. Needs root, Linux.")
    ] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="Another seed is another estate.")] = None,
    cameras: Annotated[int | None, typer.Option(min=1, max=230, help="How many the town has, 157 if not said.")] = None,
    hikvision: Annotated[int | None, typer.Option(min=0, help="How many of them are Hikvision's, else 29.")] = None,
    hostile: Annotated[bool, typer.Option("--hostile", help="Add devices that behave badly.")] = False,
    truth: Annotated[Path | None, typer.Option(metavar="FILE", help="Write what the estate really holds.")] = None,
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="Write everything that the devices receive.")] = None,
) -> int:
    """Serve the estate until Ctrl-C, and print the command that scans it."""
    if spec and not netns:
        raise UsageError(f"{spec}: a lab network needs --netns")
    numbers = {"--seed": seed, "--cameras": cameras, "--hikvision": hikvision}
    arguments = ["--mode", "netns" if netns else "loopback", *(["--hostile"] if hostile else [])]
    arguments += [text for name, value in numbers.items() if value is not None for text in (name, str(value))]
    arguments += ["--spec", spec] if spec else []
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
