"""`camscan doctor`: is this machine fit to scan? Sends nothing but a few packets to itself."""

import importlib.metadata
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Annotated

import typer

from scanner import __version__
from scanner.cli import exit_codes
from scanner.cli.doctor_network import Finding, network_findings, target_findings
from scanner.cli.output import say
from scanner.cli.places import transcript_path
from scanner.config import Config
from scanner.engine.plan import make_plan
from scanner.fingerprint.load import Library, load_library
from scanner.model.scope import parse_scope

_ENOUGH_DESCRIPTORS = 4_096
_ENOUGH_DISK_MB = 200
_DEPENDENCIES = ("httpx", "lxml", "google-re2", "pydantic", "cryptography")
# A clock before this program was written makes every time in the record wrong.
_EARLIEST_CLOCK = 1_790_000_000

Targets = Annotated[
    list[str] | None, typer.Argument(metavar="TARGET", help="Say how each of these would be reached, as for `scan`.")
]


def doctor(targets: Targets = None) -> int:
    """Look at limits, privilege, interfaces, clock, disk and fingerprints, and say what each means for a scan.

    With targets it also says by which interface each would be reached. Nothing is sent to a network.

    `note` tells what a scan will go without; `LOOK` what should be put right first.
    """
    unfit = False
    library = load_library()
    for level, subject, finding in _findings(library, targets or ()):
        unfit = unfit or level == "LOOK"
        say(f"{level:<4}  {subject:<14} {finding}")
    return exit_codes.ERROR if unfit else exit_codes.DONE


def _findings(library: Library, targets: list[str] | tuple[()]) -> Iterator[Finding]:
    yield "ok", "versions", f"camscan {__version__}, Python {platform.python_version()}, {platform.system()}"
    yield "ok", "libraries", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _DEPENDENCIES)
    known = len(library.vendors)
    yield _fit(known), "fingerprints", f"{known} vendor files, version {library.version}"
    yield from _descriptors()
    clock = time.time() > _EARLIEST_CLOCK
    yield _fit(clock), "clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()) + ("" if clock else ": set it")
    yield _disk()
    proxies = [name for name in os.environ if name.lower() in ("http_proxy", "https_proxy", "all_proxy")]
    yield "ok", "proxies", "ignored by every probe" + (f" ({', '.join(sorted(proxies))} set)" if proxies else "")
    yield "ok", "terminal", "live progress" if sys.stderr.isatty() else "plain progress lines"
    yield from network_findings()
    if targets:
        # A look at a route needs no permission: nothing is sent.
        scope = parse_scope(targets, public_allowed=True)
        yield from target_findings(make_plan(scope, Config(), library.version, "", targets))


def _fit(good: object) -> str:
    return "ok" if good else "LOOK"


def _descriptors() -> Iterator[Finding]:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        yield "ok", "descriptors", "no limit that matters on this platform"
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    good = soft >= _ENOUGH_DESCRIPTORS or hard >= _ENOUGH_DESCRIPTORS or hard == resource.RLIM_INFINITY
    most = "any number" if hard == resource.RLIM_INFINITY else hard
    advice = "a scan raises its own limit" if good else f"raise it, `ulimit -n {_ENOUGH_DESCRIPTORS}`: sweeps are slow"
    yield _fit(good), "descriptors", f"{soft} open files at once, {most} at most; {advice}"


def _disk() -> Finding:
    place = transcript_path(Config(), "x").parent
    existing = next(path for path in (place, *place.parents) if path.exists())
    free_mb = shutil.disk_usage(existing).free // 1_000_000
    writable = os.access(existing, os.W_OK)
    good = writable and free_mb >= _ENOUGH_DISK_MB
    return _fit(good), "transcripts", f"{place}: {free_mb:,} MB free{'' if writable else ', and it cannot be written'}"
