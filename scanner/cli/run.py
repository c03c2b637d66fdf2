"""Runs a plan to its end: transcript, inventory, files, table, exit code."""

import asyncio
from contextlib import nullcontext
from pathlib import Path

from scanner import __version__
from scanner.cli import exit_codes
from scanner.cli.options import Outputs
from scanner.cli.output import check_outputs, remark, show, write_outputs
from scanner.cli.progress import Shown
from scanner.engine.inventories import inventory_of
from scanner.engine.pipeline import observe
from scanner.engine.plan import Plan
from scanner.fingerprint.compile import Compiled
from scanner.model.progress import Silent
from scanner.transcript.write import TranscriptWriter


def observe_to(plan: Plan, compiled: Compiled, path: Path, *, quiet: bool) -> bool:
    """Scan into a transcript. Returns whether the user interrupted it. Raises CamscanError."""
    with TranscriptWriter(path, plan.header) as writer, nullcontext(Silent()) if quiet else Shown() as progress:
        try:
            asyncio.run(observe(plan, compiled, writer, progress))
        except KeyboardInterrupt:
            return True
    return False


def run_scan(plan: Plan, compiled: Compiled, path: Path, outputs: Outputs, *, quiet: bool) -> int:
    """Scan, identify, write and show; return the exit code. Raises CamscanError."""
    check_outputs(outputs, path)
    interrupted = observe_to(plan, compiled, path, quiet=quiet)
    inventory = inventory_of(path, compiled, __version__)
    write_outputs(inventory, compiled.library, outputs)
    if not quiet:
        show(inventory, compiled.library, list_all=outputs.list_all)
        remark(f"transcript: {path}")
    if interrupted:
        remark("camscan: interrupted: what was found until then is written")
        return exit_codes.INTERRUPTED
    return code_of(inventory.coverage.answered, complete=inventory.scan.complete)


def code_of(answered: int, *, complete: bool) -> int:
    """Return the exit code of a scan by what it reached."""
    if answered == 0:
        remark("camscan: nothing answered: check the targets, the route and `camscan doctor`")
        return exit_codes.INCOMPLETE
    return exit_codes.DONE if complete else exit_codes.INCOMPLETE
