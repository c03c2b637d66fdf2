"""Cables between namespaces: plain, or with a delay by the kernel's netem, or where it has none by the relay."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.lab.netns.commands import batch, run, within

_STOP_S = 5.0
# netem holds 1000 packets if nothing is said, which a sweep's answers would fill.
_NETEM_PACKETS = 50_000


@dataclass(frozen=True, slots=True)
class End:
    """One end of a cable."""

    namespace: str
    interface: str


@dataclass(frozen=True, slots=True)
class Cable:
    """Two ends, and what a round trip over them takes."""

    left: End
    right: End
    latency_ms: float = 0.0

    @property
    def one_way_s(self) -> float:
        """What a frame takes from one end to the other."""
        return self.latency_ms / 2000


@contextlib.contextmanager
def laid(cables: Sequence[Cable], relay: str) -> Iterator[None]:
    """Lay the cables while the block lasts; `relay` is the namespace that delays may be made in. Raises OSError."""
    slow = [cable for cable in cables if cable.latency_ms]
    relayed = [] if not slow or _has_netem(relay) else slow
    for cable in cables:
        if cable not in relayed:
            _plug(cable.left, cable.right)
    for number, cable in enumerate(relayed):
        _plug(cable.left, End(relay, f"left{number}"))
        _plug(cable.right, End(relay, f"right{number}"))
    for cable in slow if not relayed else ():
        _delay(cable)
    with _relaying(relay, relayed) if relayed else contextlib.nullcontext():
        yield


def _plug(left: End, right: End) -> None:
    line = f"link add {left.interface} type veth peer name {right.interface} netns {right.namespace}"
    batch(left.namespace, [line])


def _has_netem(namespace: str) -> bool:
    """Try it, because a kernel may have it as a module that is not loaded yet."""
    try:
        run(within(namespace, "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"))
    except OSError:
        return False
    run(within(namespace, "tc", "qdisc", "del", "dev", "lo", "root"))
    return True


def _delay(cable: Cable) -> None:
    for end in (cable.left, cable.right):
        shape = ("netem", "delay", f"{cable.latency_ms / 2}ms", "limit", str(_NETEM_PACKETS))
        run(within(end.namespace, "tc", "qdisc", "add", "dev", end.interface, "root", *shape))


@contextlib.contextmanager
def _relaying(namespace: str, cables: Sequence[Cable]) -> Iterator[None]:
    names = [f"{side}{number}" for number, _ in enumerate(cables) for side in ("left", "right")]
    batch(namespace, [f"link set {name} up" for name in names])
    told = [text for number, each in enumerate(cables) for text in _told(number, each)]
    program = str(Path(__file__).with_name("relay.py"))
    process = subprocess.Popen(
        within(namespace, sys.executable, "-I", program, *told),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        if process.stdout.readline() != b"ready\n":
            raise OSError("the relay that delays frames did not start")
        yield
    finally:
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _told(number: int, cable: Cable) -> tuple[str, str, str]:
    return f"left{number}", f"right{number}", str(cable.one_way_s)
