"""A delay in user space: copies frames between two interfaces, each after a fixed time, until its input closes.

For kernels without netem. A program of its own: `relay.py LEFT RIGHT SECONDS [LEFT RIGHT SECONDS …]`; it says `ready`.
"""

import select
import socket
import struct
import sys
import time
from collections import deque

# From linux/if_packet.h and linux/if_ether.h; Python's socket module does not name them all.
_ETH_P_ALL = 0x0003
_SOL_PACKET, _ADD_MEMBERSHIP, _VNET_HDR, _IGNORE_OUTGOING = 263, 1, 15, 23
_PROMISCUOUS = 1
_BUFFER_BYTES = 16 << 20
_FRAME_BYTES = 70_000
_MOST_WAITING = 50_000


class Way:
    """One direction: frames in at one interface, out at the other when they are due."""

    def __init__(self, source: socket.socket, target: socket.socket, delay_s: float) -> None:
        self._source, self._target, self._delay_s = source, target, delay_s
        self._waiting: deque[tuple[float, bytes]] = deque()

    def take(self) -> None:
        """Take every frame that has come. More than can wait are lost, as on any full line."""
        due = time.monotonic() + self._delay_s
        while True:
            try:
                frame = self._source.recv(_FRAME_BYTES)
            except OSError:
                return
            if len(self._waiting) < _MOST_WAITING:
                self._waiting.append((due, frame))

    def give(self, now: float) -> float:
        """Send what is due, and return when the next frame is."""
        while self._waiting and self._waiting[0][0] <= now:
            try:
                self._target.send(self._waiting.popleft()[1])
            except OSError:
                continue
        return self._waiting[0][0] if self._waiting else now + 3600


def opened(interface: str) -> socket.socket:
    """Return a socket for every frame that comes in at an interface.

    The virtio header goes along: it tells the kernel on the other side which checksums are not filled in yet, and how
    a frame longer than the link's limit is to be cut.
    """
    made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    made.setblocking(False)
    made.setsockopt(_SOL_PACKET, _VNET_HDR, 1)
    made.setsockopt(_SOL_PACKET, _IGNORE_OUTGOING, 1)
    made.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_RCVBUFFORCE", 33), _BUFFER_BYTES)
    made.bind((interface, _ETH_P_ALL))
    promiscuous = struct.pack("@iHH8s", socket.if_nametoindex(interface), _PROMISCUOUS, 0, bytes(8))
    made.setsockopt(_SOL_PACKET, _ADD_MEMBERSHIP, promiscuous)
    return made


def ways_of(arguments: list[str]) -> dict[int, Way]:
    """Return both ways of each pair, by the number of the socket that each reads from."""
    found: dict[int, Way] = {}
    for place in range(0, len(arguments), 3):
        left, right = opened(arguments[place]), opened(arguments[place + 1])
        delay_s = float(arguments[place + 2])
        found[left.fileno()] = Way(left, right, delay_s)
        found[right.fileno()] = Way(right, left, delay_s)
    return found


def main() -> int:
    """Relay until the input ends."""
    ways = ways_of(sys.argv[1:])
    poll = select.epoll()
    for number in (0, *ways):
        poll.register(number, select.EPOLLIN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    due = time.monotonic()
    while True:
        for number, _ in poll.poll(max(0.0, due - time.monotonic())):
            if number == 0:
                return 0
            ways[number].take()
        now = time.monotonic()
        due = min(way.give(now) for way in ways.values())


if __name__ == "__main__":
    sys.exit(main())
