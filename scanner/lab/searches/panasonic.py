"""The lab's Easy IP search of Panasonic and i-PRO on UDP 10670: a header, tags, and a sum at the end.

Rickardjd/Easy_IP: Easy_IP.py and Wireshark/responses.txt (search 0x0d, answer 0x0e by broadcast to 10669, set 0x02,
apply 0x04; the sum is that of all bytes before it, plus one). julienblitte/UniversalScanner:
UniversalScanner/Panasonic.cs asks with a sum of zero.
"""

import struct

from scanner.lab.device import Device
from scanner.lab.search_unit import PanasonicAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden, ip_bytes, mac_bytes

PORT = 10670
REPLY_PORT = 10669
SEARCH, FOUND = 0x000D, 0x000E
_LEAST_BYTES = 52
_MARK = bytes.fromhex("20111e11231f1e19130000")


def sum_of(data: bytes) -> int:
    """Return the sum that ends a packet of these bytes."""
    return (sum(data) + 1) & 0xFFFF


def hear(answer: PanasonicAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a search that is whole, with its sum right or left at zero; another command word is a command."""
    data = heard.data
    if len(data) < _LEAST_BYTES or data[:2] != b"\x00\x01" or data[0x18:0x23] != _MARK:
        return SILENCE
    length, command = struct.unpack_from(">HH", data, 2)
    if length != len(data) - _LEAST_BYTES or data[-4:-2] != b"\xff\xff":
        return SILENCE
    if int.from_bytes(data[-2:], "big") not in (0, sum_of(data[:-2])) or command == FOUND:
        return SILENCE
    if command != SEARCH:
        return forbidden(f"command {command:04x}")
    return answered(_write(answer, device, data), "broadcast", REPLY_PORT)


def _write(answer: PanasonicAnswer, device: Device, question: bytes) -> bytes:
    tags = b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in _tags(answer, device))
    # What follows the mark says that an administrator is set; the answer names whom it answers.
    head = mac_bytes(device.facts) + question[0x0C:0x16] + b"\x00\x00" + _MARK + b"\x02\x02\x02" + bytes(10)
    packet = struct.pack(">HHH", 1, len(tags), FOUND) + head + tags + b"\xff\xff"
    return packet + sum_of(packet).to_bytes(2, "big")


def _tags(answer: PanasonicAnswer, device: Device) -> list[tuple[int, bytes]]:
    def text(value: str) -> bytes:
        return device.fill(value).encode()[:16].ljust(16, b"\0")

    addresses = (ip_bytes(device.fill(name)) for name in ("${ip}", "${mask}", "${gateway}"))
    tags = [(0x00, b"\x02"), (0x01, b"\x00"), *zip((0x20, 0x21, 0x22), addresses, strict=True)]
    tags += [(0x25, answer.http_port.to_bytes(2, "big")), (0xA6, b"\x92"), (0xA7, text(answer.name))]
    tags += [(0xA8, text(answer.model))] + ([(0xA9, text(answer.firmware))] if answer.firmware else [])
    tags += [(0xB4, b"\x00\x01")] + ([(0xC0, answer.channels.to_bytes(2, "big"))] if answer.channels else [])
    return tags + ([(0xD1, text(answer.serial))] if answer.serial else [])
