"""What a search protocol hears and says: a datagram, the replies to it, and commands that must never be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

BROADCAST = "255.255.255.255"
To = Literal["asker", "broadcast", "group"]


@dataclass(frozen=True, slots=True)
class Heard:
    """One datagram: its bytes, the real unit's port that it came to, and the asker's address and port."""

    data: bytes
    port: int
    asker: str = ""
    asker_port: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """A datagram to send by the socket that heard. `port` 0 stands for the asker's port.

    `group` is the search's own group, of the address family that the question came by.
    """

    data: bytes
    to: To = "asker"
    port: int = 0
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Hearing:
    """What became of a datagram: replies, or the name of a command that is no search, or neither."""

    replies: tuple[Reply, ...] = ()
    forbidden: str = ""


SILENCE = Hearing()


def answered(data: bytes, to: To = "asker", port: int = 0) -> Hearing:
    """Return one reply."""
    return Hearing((Reply(data, to, port),))


def forbidden(command: str) -> Hearing:
    """Return that this was a command other than the search; devices of the lab note it and say nothing."""
    return Hearing(forbidden=command[:80] or "unnamed")


def mac_bytes(facts: Mapping[str, str]) -> bytes:
    """Return a device's MAC as six bytes."""
    return bytes.fromhex(facts["mac_plain"])


def ip_bytes(address: str) -> bytes:
    """Return an IPv4 address as four bytes."""
    return bytes(int(part) for part in address.split("."))
