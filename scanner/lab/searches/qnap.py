"""The lab's QNAP search (Qfinder) on UDP 8097: 16 bytes in, tagged values out by broadcast to the same port.

ajaysusarla/qnap-finder: README, and data/cap_from_linux.pcap for the bytes and for where the answer goes.
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import QnapAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden, mac_bytes

PORT = 8097
_TAIL = bytes.fromhex("00002504")
QUESTION = bytes(6) + b"Cl" + bytes.fromhex("00000100") + _TAIL
_FOOTER = bytes.fromhex("ff0400000000")


def hear(answer: QnapAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer the question to all; `Cl` with another word, as the one for details, is a command."""
    if heard.data == QUESTION:
        return answered(_write(answer, device), "broadcast", PORT)
    if len(heard.data) < 16 or heard.data[6:8] != b"Cl":
        return SILENCE
    return SILENCE if heard.data[8:12] == QUESTION[8:12] else forbidden(heard.data[8:12].hex())


def _write(answer: QnapAnswer, device: Device) -> bytes:
    head = mac_bytes(device.facts) + b"Se" + bytes.fromhex("01000100") + _TAIL
    address = device.fill("${ip}").encode() + b"\0"
    # Tag ca holds a number of four bytes, a length and the value.
    inner = bytes.fromhex("c6010000") + bytes((len(address),)) + address
    texts = (
        (0x01, answer.hostname),
        (0x09, "NAS"),
        (0x28, answer.model),
        (0x29, answer.series),
        (0x49, answer.internal),
    )
    values = [(0xCA, inner), *((tag, device.fill(text).encode() + b"\0") for tag, text in texts)]
    values += [(0x2D, answer.build.encode() + b"\0"), (0x35, answer.http_port.to_bytes(4, "little"))]
    values += [(0x0C, mac_bytes(device.facts))]
    return head + b"".join(bytes((tag, len(value))) + value for tag, value in values) + _FOOTER
