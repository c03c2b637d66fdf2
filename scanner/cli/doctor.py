"""`camscan doctor`: is this machine fit to scan? Sends nothing."""

import importlib.metadata
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator

from scanner import __version__
from scanner.cli import exit_codes
from scanner.cli.output import say
from scanner.cli.places import transcript_path
from scanner.config import Config
from scanner.engine.plan import local_links
from scanner.fingerprint.load import load_library

_ENOUGH_DESCRIPTORS = 4_096
_ENOUGH_DISK_MB = 200
_DEPENDENCIES = ("httpx", "lxml", "google-re2", "pydantic", "cryptography")
# A clock before this program was written makes every time in the record wrong.
_EARLIEST_CLOCK = 1_790_000_000


def doctor() -> int:
    """Look at limits, privilege, interfaces, clock, disk and fingerprints, and say what each means for a scan."""
    unfit = False
    for good, subject, finding in _findings():
        unfit = unfit or not good
        say(f"{'ok  ' if good else 'LOOK'}  {subject:<14} {finding}")
    return exit_codes.ERROR if unfit else exit_codes.DONE


def _findings() -> Iterator[tuple[bool, str, str]]:
    yield True, "versions", f"camscan {__version__}, Python {platform.python_version()}, {platform.system()}"
    yield True, "libraries", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _DEPENDENCIES)
    library = load_library()
    yield bool(library.vendors), "fingerprints", f"{len(library.vendors)} vendor files, version {library.version}"
    yield from _limits()
    privileged = hasattr(os, "geteuid") and os.geteuid() == 0
    yield True, "privilege", "root: not needed, nothing here uses it" if privileged else "none: none is needed"
    links = local_links()
    named = ", ".join(f"{link.name} {link.subnet}" for link in links)
    yield bool(links), "interfaces", named or "none but loopback: nothing on a network can be reached"
    clock = time.time() > _EARLIEST_CLOCK
    yield clock, "clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()) + ("" if clock else ": set it first")
    yield _disk()
    proxies = [name for name in os.environ if name.lower() in ("http_proxy", "https_proxy", "all_proxy")]
    yield True, "proxies", "ignored by every probe" + (f" ({', '.join(sorted(proxies))} set)" if proxies else "")
    yield True, "terminal", "live progress" if sys.stderr.isatty() else "plain progress lines"


def _limits() -> Iterator[tuple[bool, str, str]]:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        yield True, "descriptors", "no limit that matters on this platform"
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    good = soft >= _ENOUGH_DESCRIPTORS or hard >= _ENOUGH_DESCRIPTORS
    yield good, "descriptors", f"{soft} open files at once, {hard} at most; a scan raises its own limit"


def _disk() -> tuple[bool, str, str]:
    place = transcript_path(Config(), "x").parent
    existing = next(path for path in (place, *place.parents) if path.exists())
    free_mb = shutil.disk_usage(existing).free // 1_000_000
    writable = os.access(existing, os.W_OK)
    good = writable and free_mb >= _ENOUGH_DISK_MB
    return good, "transcripts", f"{place}: {free_mb:,} MB free{'' if writable else ', and it cannot be written'}"
