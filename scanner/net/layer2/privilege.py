"""What this process may do: whether it may open the wire, and giving up everything else. Linux.

Sources: capabilities(7), prctl(2), capset(2); linux/capability.h for the numbers.
"""

import ctypes
import os
import sys
from pathlib import Path

_NET_RAW = 13
_MOST_CAPABILITIES = 64
_PR_SET_KEEPCAPS, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 8, 24, 38
_CAPABILITY_VERSION_3 = 0x20080522
_NOBODY = 65_534


def why_not() -> str:
    """Say why this machine or user cannot open the wire, and what to do; nothing where it can."""
    if sys.platform != "linux":
        return "the wire is opened on Linux alone"
    if not effective() >> _NET_RAW & 1:
        return "CAP_NET_RAW is missing: see docs/privileges.md"
    return ""


def effective() -> int:
    """Return the process's effective capabilities as bits; 0 where this cannot be read."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)


def keep_only_net_raw() -> None:
    """Give up every capability but CAP_NET_RAW, and root with them, for good. Raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        for number in range(_MOST_CAPABILITIES):
            library.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)  # one that the kernel does not know fails, and may
        _check(library.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    bit = 1 << _NET_RAW
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # effective, permitted and inheritable: the low half of the bits, then the high one
    wanted = (ctypes.c_uint32 * 6)(bit, bit, 0, 0, 0, 0)
    _check(library.capset(header, wanted))
    _check(library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _check(returned: int) -> None:
    if returned:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
