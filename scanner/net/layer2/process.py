"""The layer-2 process: `python -m scanner.net.layer2.process`. It alone imports scapy and opens the wire.

With interface names it asks by ARP what it is told to on its input and writes the frames that announce something to its
output; with `--read FILE` it writes those of a capture. Frames are built by scapy once and patched: its packet objects
cost 150 times what the bytes do.
"""

import argparse
import ctypes
import logging
import os
import selectors
import socket
import struct
import sys
import time
import zlib
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path

from scanner.codec.frames import ETHERNET, is_wanted
from scanner.net.layer2 import pipe, privilege

_EVERY_PROTOCOL = 0x0003  # ETH_P_ALL
_SO_ATTACH_FILTER, _PACKET_ADD_MEMBERSHIP, _PACKET_MR_PROMISC, _PACKET_STATISTICS = 26, 1, 1, 6
_SOL_PACKET = 263
_BUFFER_BYTES = 8 * 1024 * 1024
_TARGET_AT = 38  # of the target's address in an ARP frame
_LARGEST_FRAME = 65_535
_AT_ONCE = 512
_MOST_COMPLAINTS = 8
# A block of a pcapng file says its own length, up to 4 GB, and a compressed file of few bytes can hold it.
_MOST_MEMORY_BYTES = 1024 * 1024 * 1024
# Frames that may announce something, sorted out by the kernel: ARP, tagged ones, UDP and fragments of IPv6.
_FILTER = (
    (0x28, 0, 0, 12),  # ldh [12]
    (0x15, 8, 0, 0x0806),
    (0x15, 7, 0, 0x8100),
    (0x15, 0, 2, 0x0800),
    (0x30, 0, 0, 23),  # ldb [23]: the protocol of IPv4
    (0x15, 4, 5, 17),
    (0x15, 0, 4, 0x86DD),
    (0x30, 0, 0, 20),  # ldb [20]: the next header of IPv6
    (0x15, 1, 0, 17),
    (0x15, 0, 1, 44),
    (0x06, 0, 0, 0x40000),
    (0x06, 0, 0, 0),
)


class Wire:
    """One interface's packet socket, with its ARP question."""

    def __init__(self, name: str, number: int, question: bytes, *, promiscuous: bool) -> None:
        self.number = number
        self._question = bytearray(question)
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._attach_filter()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        self._socket.bind((name, _EVERY_PROTOCOL))
        self._socket.setblocking(False)
        if promiscuous:
            index = socket.if_nametoindex(name)
            joined = struct.pack("iHH8s", index, _PACKET_MR_PROMISC, 0, b"")
            self._socket.setsockopt(_SOL_PACKET, _PACKET_ADD_MEMBERSHIP, joined)

    def _attach_filter(self) -> None:
        program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in _FILTER))
        described = struct.pack("HL", len(_FILTER), ctypes.addressof(program))
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, described)

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._socket.fileno()

    def ask(self, address: str) -> None:
        """Ask who has an address."""
        self._question[_TARGET_AT : _TARGET_AT + 4] = IPv4Address(address).packed
        self._socket.send(self._question)

    def frames(self, write: Callable[[pipe.Record], None]) -> None:
        """Write what was heard, but not what this machine said."""
        for _ in range(_AT_ONCE):
            try:
                frame, source = self._socket.recvfrom(_LARGEST_FRAME)
            except BlockingIOError:
                return
            if source[2] != socket.PACKET_OUTGOING and is_wanted(frame, ETHERNET):
                write(pipe.Record(time.time(), self.number, ETHERNET, frame))

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def dropped(self) -> int:
        """Return how many frames the kernel had no room for since the last call."""
        told = self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8)
        return int(struct.unpack("II", told)[1])


def arp_question(name: str, own_address: str) -> bytes:
    """Build an interface's ARP question, whose target is patched in for each address."""
    from scapy.layers.l2 import ARP, Ether

    own = Path(f"/sys/class/net/{name}/address").read_text().strip()
    question = ARP(op=1, hwsrc=own, psrc=own_address, pdst="0.0.0.0")  # noqa: S104 - nobody's yet
    return bytes(Ether(src=own, dst="ff:ff:ff:ff:ff:ff") / question)


def listen(named: list[str], *, promiscuous: bool) -> None:
    """Serve the wires, each given as `name` or `name=own address`, until the input ends."""
    output = sys.stdout.buffer
    parts = [text.partition("=") for text in named]
    # Before the privileges go: afterwards even our own packages may be out of reach.
    questions = [arp_question(name, own) if own else b"" for name, _, own in parts]
    privilege.keep_only_net_raw()
    wires = [
        Wire(name, number, questions[number], promiscuous=promiscuous) for number, (name, _, _) in enumerate(parts)
    ]
    output.write(pipe.packed(pipe.Record(time.time(), pipe.READY, 0, b"")))
    output.flush()
    selector = selectors.DefaultSelector()
    for wire in wires:
        selector.register(wire, selectors.EVENT_READ, wire)
    selector.register(sys.stdin, selectors.EVENT_READ, None)
    _serve(selector, wires)
    selector.close()
    lost = sum(wire.dropped() for wire in wires)
    for wire in wires:
        wire.close()
    output.write(pipe.packed(pipe.Record(time.time(), pipe.DROPPED, 0, str(lost).encode())))
    output.flush()


def _serve(selector: selectors.BaseSelector, wires: list[Wire]) -> None:
    output, waiting = sys.stdout.buffer, b""
    while True:
        for key, _ in selector.select():
            if key.data is not None:
                key.data.frames(lambda record: output.write(pipe.packed(record)))
                output.flush()
                continue
            read = os.read(sys.stdin.fileno(), 65_536)
            if not read:
                return
            *lines, waiting = (waiting + read).split(b"\n")
            for line in lines:
                number, address = pipe.read_question(line)
                wires[number].ask(address)


def read_file(path: str) -> None:
    """Write the frames of a capture that announce something, in the order in which they stand there."""
    from scapy.error import Scapy_Exception
    from scapy.utils import RawPcapNgReader, RawPcapReader

    output = sys.stdout.buffer
    fault = ""
    complaints, last = _complaints(), list[str]()
    _bound_memory()
    try:
        with RawPcapReader(path) as reader:
            is_ng = isinstance(reader, RawPcapNgReader)
            for frame, told in reader:
                if complaints or last:
                    last, complaints[:] = complaints[:], []
                kind = int(getattr(told, "linktype", 0) or getattr(reader, "linktype", 0) or ETHERNET)
                if is_wanted(frame, kind):
                    at = _time_of_ng(told) if is_ng else told.sec + told.usec * _unit(reader)
                    output.write(pipe.packed(pipe.Record(at, 0, kind, frame)))
    except MemoryError:
        fault = "a block that is longer than any packet"
    except (Scapy_Exception, OSError, EOFError, ValueError, struct.error, zlib.error) as error:
        fault = str(error) or type(error).__name__
    fault = fault or next(iter((*complaints, *last)), "")
    word = pipe.Record(0.0, pipe.FAULT, 0, fault.encode()[:500]) if fault else pipe.Record(0.0, pipe.READY, 0, b"")
    output.write(pipe.packed(word))
    output.flush()


def _complaints() -> list[str]:
    """Return a list that will hold scapy's warnings: a capture that breaks off is an end and a warning to it."""
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # An option of a block is odd, and not the end.
            if "option" not in record.getMessage() and len(found) < _MOST_COMPLAINTS:
                found.append(record.getMessage())

    logger = logging.getLogger("scapy")
    logger.handlers, logger.propagate = [Kept()], False
    return found


def _bound_memory() -> None:
    """Have a reading that would fill the memory fail instead. Not on Windows."""
    if not sys.platform.startswith("win"):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = _MOST_MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(hard, _MOST_MEMORY_BYTES)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _unit(reader: object) -> float:
    """Return the unit of a capture's fractions of a second."""
    return 1e-9 if getattr(reader, "nano", False) else 1e-6


def _time_of_ng(told: object) -> float:
    high, low = getattr(told, "tshigh", None), getattr(told, "tslow", None)
    if high is None or low is None:
        return 0.0
    return float(((high << 32) + low) / (getattr(told, "tsresol", None) or 1_000_000))


def main() -> int:
    """Listen or read, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scanner.net.layer2.process", description=__doc__)
    parser.add_argument("wires", nargs="*", metavar="NAME[=ADDRESS]")
    parser.add_argument("--promiscuous", action="store_true")
    parser.add_argument("--read", metavar="FILE")
    chosen = parser.parse_args()
    try:
        if chosen.read:
            read_file(chosen.read)
        else:
            listen(chosen.wires, promiscuous=chosen.promiscuous)
    except OSError as error:
        fault = f"{error.strerror or error}".encode()
        sys.stdout.buffer.write(pipe.packed(pipe.Record(0.0, pipe.FAULT, 0, fault)))
        sys.stdout.buffer.flush()
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
