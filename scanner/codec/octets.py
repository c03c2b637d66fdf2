"""Text, MAC addresses and ids as octets: padded with NULs in answers, made of random octets in questions."""

from scanner.codec.scopes import normal_mac
from scanner.codec.xml import MAX_TEXT, decode

# What `uuid_text` writes, and no other UUID.
RANDOM_UUID = rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"

_ADDRESS = 6


def text(octets: bytes) -> str:
    """Return the text before the first NUL, trimmed and without control characters, at most MAX_TEXT characters."""
    return decode(octets.partition(b"\0")[0][: 4 * MAX_TEXT]).strip()[:MAX_TEXT].rstrip()


def mac(octets: bytes) -> str:
    """Return the address in six octets; nothing for another number of them, for zeros and for a group's address."""
    if len(octets) != _ADDRESS or octets[0] & 1:
        return ""
    return normal_mac(octets.hex())


def uuid_text(octets: bytes) -> str:
    """Write 16 octets as a random UUID, version 4 (RFC 9562), in lower case."""
    made = bytearray(octets[:16])
    made[6] = made[6] & 0x0F | 0x40
    made[8] = made[8] & 0x3F | 0x80
    digits = made.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
