"""Text and MAC addresses as they stand in binary answers: padded with NULs, in six octets."""

from scanner.codec.scopes import normal_mac
from scanner.codec.xml import MAX_TEXT, decode

_ADDRESS = 6


def text(octets: bytes) -> str:
    """Return the text before the first NUL, trimmed and without control characters, at most MAX_TEXT characters."""
    return decode(octets.partition(b"\0")[0][: 4 * MAX_TEXT]).strip()[:MAX_TEXT].rstrip()


def mac(octets: bytes) -> str:
    """Return the address in six octets; nothing for another number of them, for zeros and for a group's address."""
    if len(octets) != _ADDRESS or octets[0] & 1:
        return ""
    return normal_mac(octets.hex())
