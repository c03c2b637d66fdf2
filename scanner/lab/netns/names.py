"""Names of a lab's namespaces, and their removal: at the lab's end, after its death, or of one that died before."""

import contextlib
import itertools
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from scanner.lab.netns.commands import run

PREFIX = "camscan-lab-"
_labs = itertools.count(1)
# The watcher waits for its input to end, which happens whenever and however the serving process ends.
_WATCHER = 'cat >/dev/null; for name in "$@"; do ip netns del "$name" 2>/dev/null; done'


def next_prefix() -> str:
    """Return what the names of the next lab of this process begin with."""
    return f"{PREFIX}{os.getpid()}-{next(_labs)}-"


def remove_stale() -> None:
    """Remove the namespaces of labs whose process is gone."""
    for line in run(["ip", "netns", "list"], check=False).splitlines():
        name = line.split(" ")[0]
        number = name.removeprefix(PREFIX).split("-")[0]
        if name.startswith(PREFIX) and number.isdigit() and not Path(f"/proc/{number}").exists():
            run(["ip", "netns", "del", name], check=False)


@contextlib.contextmanager
def namespaces(names: tuple[str, ...]) -> Iterator[None]:
    """Add namespaces, and remove them when the block or this process ends. Raises OSError."""
    remove_stale()
    watcher = subprocess.Popen(["sh", "-c", _WATCHER, "watcher", *names], stdin=subprocess.PIPE, start_new_session=True)
    try:
        for name in names:
            run(["ip", "netns", "add", name])
        yield
    finally:
        for name in names:
            run(["ip", "netns", "del", name], check=False)
        assert watcher.stdin is not None
        watcher.stdin.close()
        watcher.wait()
