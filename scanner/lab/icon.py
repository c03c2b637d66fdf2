"""Favicons of our own drawing: 16x16 ICO files (Windows BMP-in-ICO layout), so that no published hash fits them."""

import struct
import zlib
from functools import cache

from scanner.lab.unit import Icon

_SIDE = 16


@cache
def draw(icon: Icon) -> bytes:
    """Return an ICO file: a ground of the icon's colour, with a pattern made from its mark."""
    red, green, blue = bytes.fromhex(icon.colour.lstrip("#"))
    ground, ink = bytes((blue, green, red, 255)), bytes((255, 255, 255, 255))
    bits = zlib.crc32(icon.mark.encode())
    pixels = b"".join(ink if _inked(bits, row, column) else ground for row in range(_SIDE) for column in range(_SIDE))
    mask = bytes(4 * _SIDE)
    header = struct.pack("<IiiHHIIiiII", 40, _SIDE, 2 * _SIDE, 1, 32, 0, len(pixels) + len(mask), 0, 0, 0, 0)
    image = header + pixels + mask
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, _SIDE, _SIDE, 0, 0, 1, 32, len(image), 22) + image


def _inked(bits: int, row: int, column: int) -> bool:
    """Mirror a 4x8 pattern of bits, two pixels a cell, left and right."""
    half = column if column < _SIDE // 2 else _SIDE - 1 - column
    return bool(bits >> ((row // 2) * 4 + half // 2) & 1)
