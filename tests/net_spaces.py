"""Two network namespaces with cables between them: the tests' own process stands in `near`, peers run in `far`.

Names carry this process's number, so that runs do not meet, and a dead run's namespaces are removed by the next.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.net.interfaces import Interface, interfaces

PREFIX = "camscan-net-"
NEEDS_ROOT = [
    pytest.mark.netns,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="namespaces need root"),
]
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET


class Spaces:
    """The pair. Cable number n has the ends `near<n>` with 10.66.n.1 and `far<n>` with 10.66.n.2."""

    def __init__(self, cables: int, prefix: int) -> None:
        self.near, self.far = (f"{PREFIX}{os.getpid()}-{end}" for end in ("near", "far"))
        self.cables, self.prefix = cables, prefix

    def interface(self, number: int = 0) -> Interface:
        """Return the near end of a cable, as camscan lists it."""
        return next(item for item in interfaces() if item.name == f"near{number}")

    def command(self, script: str, *arguments: str) -> list[str]:
        """Return a command that runs a Python script in `far`."""
        return ["ip", "netns", "exec", self.far, sys.executable, "-c", script, *arguments]

    def in_far(self, script: str, *arguments: str) -> str:
        """Run a Python script in `far` to its end, and return what it printed."""
        command = self.command(script, *arguments)
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    def ip(self, space: str, *words: str) -> str:
        """Run `ip` in one of the namespaces."""
        return _run("ip", "-n", space, *words)

    def build(self) -> None:
        """Make the namespaces and the cables."""
        for space in (self.near, self.far):
            _run("ip", "netns", "add", space)
            self.ip(space, "link", "set", "lo", "up")
        for number in range(self.cables):
            near, far = f"near{number}", f"far{number}"
            self.ip(self.near, "link", "add", near, "type", "veth", "peer", "name", far, "netns", self.far)
            for space, name, host in ((self.near, near, 1), (self.far, far, 2)):
                self.ip(space, "addr", "add", f"10.66.{number * 4}.{host}/{self.prefix}", "dev", name)
                self.ip(space, "link", "set", name, "up")

    def rule(self, text: str) -> None:
        """Let `near` have one rule for what it sends. Needs nft."""
        table = (
            f"table inet near {{ chain output {{ type filter hook output priority 0; policy accept; {text}; }}; }}\n"
        )
        command = ["ip", "netns", "exec", self.near, "nft", "-f", "-"]
        subprocess.run(command, input=table, text=True, check=True, timeout=20)

    def settle(self) -> None:
        """Wait until each end's link-local address may be used: the kernel first asks whether another has it."""
        end = time.monotonic() + 10
        while any(self._usable(space) < self.cables for space in (self.near, self.far)):
            assert time.monotonic() < end, "no link-local addresses"
            time.sleep(0.05)

    def link_local(self, space: str, name: str) -> str:
        """Return an end's link-local address."""
        return self.ip(space, "-6", "-o", "addr", "show", "dev", name, "scope", "link").split()[3].partition("/")[0]

    def _usable(self, space: str) -> int:
        listed = self.ip(space, "-6", "-o", "addr", "show", "scope", "link").splitlines()
        return sum("tentative" not in line for line in listed)

    def remove(self) -> None:
        """Remove both."""
        for space in (self.near, self.far):
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)


@contextlib.contextmanager
def spaces(cables: int = 1, prefix: int = 24) -> Iterator[Spaces]:
    """Build the pair and stand in `near` until the block ends: sockets of this thread are made there."""
    _remove_stale()
    made = Spaces(cables, prefix)
    with Path("/proc/thread-self/ns/net").open() as home:
        try:
            made.build()
            with Path(f"/run/netns/{made.near}").open() as there:
                _enter(there.fileno())
            yield made
        finally:
            _enter(home.fileno())
            made.remove()


def _enter(file: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(file, _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "cannot enter the namespace")


def _remove_stale() -> None:
    for line in _run("ip", "netns", "list").splitlines():
        name = line.split(" ")[0]
        number = name.removeprefix(PREFIX).partition("-")[0]
        if name.startswith(PREFIX) and number.isdigit() and not Path(f"/proc/{number}").exists():
            _run("ip", "netns", "del", name)


def _run(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=20).stdout
