"""What this machine can do for a scan, tried out on loopback alone: bursts, its own firewall, and held ports."""

import contextlib
import errno
import socket
from typing import Literal

from scanner.net.udp_socket import Binding, bound_socket, share_port

ANSWER_BYTES = 2_000  # as most answers to WS-Discovery
_MOST_ANSWERS = 4_000
_WAIT_S = 1.0

PortState = Literal["free", "shared", "held"]


def burst_that_fits() -> int:
    """Return how many answers of 2 kB a receive buffer holds while nobody reads: sent to ourselves and counted."""
    with bound_socket(Binding(None)) as ear, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        place = ("127.0.0.1", ear.getsockname()[1])
        try:
            for _ in range(_MOST_ANSWERS):
                mouth.sendto(bytes(ANSWER_BYTES), place)
        except OSError:
            return 0
        return _waiting(ear)


def why_no_loopback() -> str:
    """Say why a datagram or a connect to ourselves does not arrive; nothing where both do."""
    try:
        with _listening(socket.SOCK_DGRAM) as ear, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
            mouth.sendto(b"camscan", ear.getsockname())
            ear.recv(16)
        with _listening(socket.SOCK_STREAM) as ear, socket.socket(socket.AF_INET, socket.SOCK_STREAM) as mouth:
            ear.listen(1)
            mouth.settimeout(_WAIT_S)
            mouth.connect(ear.getsockname())
    except TimeoutError:
        return "nothing came back"
    except OSError as error:
        return error.strerror or str(error)
    return ""


def port_state(port: int) -> PortState | str:
    """Say whether a UDP port is free, shared with a program that allows it, or held by one that does not.

    Otherwise the name of what this machine answers to the attempt (`EACCES`).
    """
    alone = _try_to_bind(port, shared=False)
    if alone != errno.EADDRINUSE:
        return "free" if not alone else errno.errorcode.get(alone, str(alone))
    return "held" if _try_to_bind(port, shared=True) else "shared"


def _try_to_bind(port: int, *, shared: bool) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        if shared:
            share_port(made)
        try:
            made.bind(("0.0.0.0", port))  # noqa: S104
        except OSError as error:
            return error.errno or errno.EIO
    return 0


def _listening(kind: socket.SocketKind) -> socket.socket:
    made = socket.socket(socket.AF_INET, kind)
    made.settimeout(_WAIT_S)
    try:
        made.bind(("127.0.0.1", 0))
    except OSError:
        made.close()
        raise
    return made


def _waiting(ear: socket.socket) -> int:
    count = 0
    with contextlib.suppress(BlockingIOError):
        while count < _MOST_ANSWERS:
            ear.recv(ANSWER_BYTES)
            count += 1
    return count
