"""The lab's search of Vivotek's installation wizard on UDP 10000: five bytes in, the same and tagged values out.

julienblitte/UniversalScanner: UniversalScanner/Vivotek.cs and Vivotek.selftest.
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import VivotekAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden, ip_bytes, mac_bytes

PORT = 10000
MAGIC = bytes.fromhex("4a5d8f1c")


def hear(answer: VivotekAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a session byte and the magic; the magic with more behind it is a command, or another's answer."""
    if heard.data[1:5] != MAGIC:
        return SILENCE
    if len(heard.data) == 5:
        return answered(heard.data + _values(answer, device))
    return SILENCE if heard.data[5] == 0x01 else forbidden(f"tag {heard.data[5]:02x}")


def _values(answer: VivotekAnswer, device: Device) -> bytes:
    tags = (
        (0x01, device.fill(answer.name).encode()[:40]),
        (0x02, mac_bytes(device.facts)),
        (0x03, ip_bytes(device.fill("${ip}"))),
    )
    # Tag 4 has one byte in the place of a length, and no value.
    tail = (
        (0x06, bytes.fromhex("5000")),
        (0x08, b"en"),
        (0x09, device.fill(answer.model).encode()[:40]),
        (0x10, bytes.fromhex("03008200")),
        (0x0A, b"\x00"),
        (0x05, bytes(4)),
    )
    return _tagged(tags) + b"\x04\x1b" + _tagged(tail)


def _tagged(values: tuple[tuple[int, bytes], ...]) -> bytes:
    return b"".join(bytes((tag, len(value))) + value for tag, value in values)
