"""What goes over the pipe between the layer-2 process and the rest: frames up, questions down."""

import struct
from dataclasses import dataclass

# time, number of the interface, link type, length of what follows
HEAD = struct.Struct("!dHHI")
# Numbers that are no interface's: a line of text with what this is about.
READY, FAULT, DROPPED = 0xFFFD, 0xFFFE, 0xFFFF
LARGEST = 262_144


@dataclass(frozen=True, slots=True)
class Record:
    """One frame, or a word of the process itself where `interface` is READY, FAULT or DROPPED."""

    at: float
    interface: int
    link_type: int
    data: bytes


def packed(record: Record) -> bytes:
    """Write a record."""
    return HEAD.pack(record.at, record.interface, record.link_type, len(record.data)) + record.data


def question(interface: int, address: str) -> bytes:
    """Write an order to ask for an address by ARP on an interface, by its number."""
    return f"{interface} {address}\n".encode()


def read_question(line: bytes) -> tuple[int, str]:
    """Read such an order. Raises ValueError."""
    number, _, address = line.decode("ascii").strip().partition(" ")
    return int(number), address
