"""Commands for network namespaces: iproute2 in batches, nftables, settings of the kernel, entering one."""

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

_CLONE_NEWNET = 0x40000000


def run(command: Sequence[str], *, check: bool = True, given: str = "") -> str:
    """Run a command and return its output. Raises OSError with what it said first, where `check` is set."""
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise OSError(f"{' '.join(command[:4])}: {done.stderr.strip().partition(chr(10))[0]}")
    return done.stdout


def within(namespace: str, *command: str) -> tuple[str, ...]:
    """Return the command that runs another in a namespace."""
    return ("ip", "netns", "exec", namespace, *command)


def batch(namespace: str, lines: Sequence[str]) -> None:
    """Run lines of iproute2 in a namespace. Raises OSError."""
    if lines:
        run(["ip", "-n", namespace, "-batch", "-"], given="\n".join(lines) + "\n")


def rules(namespace: str, text: str) -> None:
    """Load rules of nftables in a namespace. Raises OSError."""
    run(within(namespace, "nft", "-f", "-"), given=text)


def settings(namespace: str, values: Mapping[str, str]) -> None:
    """Write settings, named by their path below /proc/sys/net, in a namespace. Raises OSError."""
    with entered(namespace):
        for name, value in values.items():
            Path(f"/proc/sys/net/{name}").write_text(value)


@contextlib.contextmanager
def entered(namespace: str) -> Iterator[None]:
    """Make sockets of this thread in a namespace while the block lasts. Raises OSError."""
    with Path("/proc/thread-self/ns/net").open() as home, Path(f"/run/netns/{namespace}").open() as there:
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(home.fileno())


def _enter(file: int) -> None:
    if sys.platform != "linux":
        raise OSError("network namespaces need Linux")
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(file, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), f"cannot enter the namespace: {os.strerror(ctypes.get_errno())}")
