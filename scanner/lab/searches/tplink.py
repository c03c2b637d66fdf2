"""The lab's TP-Link search (TDP) on UDP 20002: a header of 16 bytes with a check sum, JSON behind it in the answer.

python-kasa/python-kasa: kasa/discover.py (version 2, type 0, word 1; CRC-32 over the packet with its own field at
0x5a6b7c8d) and tests/fixtures/smartcam.
"""

import binascii
import json
import struct

from scanner.lab.device import Device
from scanner.lab.search_unit import JsonAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden

PORT = 20002
_HEADER = struct.Struct(">BBHHBBII")
_UNSET_SUM = 0x5A6B7C8D
_PROBE = 1


def hear(answer: JsonAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a probe that is whole and has its sum right; another word is a command."""
    data = heard.data
    if len(data) < _HEADER.size:
        return SILENCE
    version, kind, word, length, flags, _, serial, total = _HEADER.unpack_from(data)
    if version != 2 or kind != 0 or length != len(data) - _HEADER.size:
        return SILENCE
    body = data[_HEADER.size :]
    if framed(body, word, flags, serial)[12:16] != total.to_bytes(4, "big"):
        return SILENCE
    if word != _PROBE:
        return forbidden(f"word {word}")
    return answered(framed(device.fill(answer.body).encode(), _PROBE, 0x12, serial)) if _readable(body) else SILENCE


def framed(body: bytes, word: int, flags: int, serial: int) -> bytes:
    """Return a body behind its header."""
    sketch = _HEADER.pack(2, 0, word, len(body), flags, 0, serial, _UNSET_SUM) + body
    return sketch[:12] + binascii.crc32(sketch).to_bytes(4, "big") + body


def _readable(body: bytes) -> bool:
    try:
        return not body or isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
