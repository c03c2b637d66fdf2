"""The lab's Xiongmai search on UDP 34569: a header of 20 bytes with message 1530 in, 1531 and JSON out by broadcast.

NeiroNx/python-dvr: DeviceManager.py; public file 10938273254: a capture of answers, sent to the broadcast address.
"""

import struct

from scanner.lab.device import Device
from scanner.lab.search_unit import JsonAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden

PORT = 34569
SEARCH, FOUND = 1530, 1531
_HEADER = struct.Struct("<BBHIIHHI")


def hear(answer: JsonAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer an empty search; 1532 and every other message is a command."""
    if len(heard.data) < _HEADER.size or heard.data[0] != 0xFF:
        return SILENCE
    _, _, _, _, _, _, message, length = _HEADER.unpack_from(heard.data)
    if length != len(heard.data) - _HEADER.size or message == FOUND:
        return SILENCE
    if message != SEARCH:
        return forbidden(f"message {message}")
    if length:
        return SILENCE
    body = device.fill(answer.body).encode() + b"\n\x00"
    return answered(_HEADER.pack(0xFF, 1, 0, 0, 0, 0, FOUND, len(body)) + body, "broadcast", PORT)
