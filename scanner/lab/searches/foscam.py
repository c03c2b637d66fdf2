"""The lab's Foscam search on UDP 10000: `MO_I` and a header of 23 bytes, both ways; some units cipher the body.

julienblitte/UniversalScanner: UniversalScanner/Foscam.cs, Foscam.selftest and Foscam_cipher.selftest;
NeiroNx/python-dvr: DeviceManager.py (the same question with the length written twice).
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import FoscamAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden, ip_bytes

PORT = 10000
MAGIC = b"MO_I"
KEY = b"_Foscam_"
_BODY_BYTES = 64
QUESTIONS = (
    MAGIC + bytes(11) + b"\x04" + bytes(7) + b"\x00\x00\x00\x01",
    MAGIC + bytes(11) + b"\x04\x00\x00\x00\x04" + bytes(3) + b"\x00\x00\x00\x01",
)


def hear(answer: FoscamAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer either question; another request type is a command, unless it is an answer."""
    if heard.data in QUESTIONS:
        return answered(_write(answer, device))
    if len(heard.data) < 23 or not heard.data.startswith(MAGIC):
        return SILENCE
    kind = int.from_bytes(heard.data[4:6], "little")
    return SILENCE if kind in (0, 1) else forbidden(f"type {kind}")


def _write(answer: FoscamAnswer, device: Device) -> bytes:
    addresses = (ip_bytes(device.fill(name)) for name in ("${ip}", "${mask}", "${gateway}", "${gateway}"))
    body = device.facts["mac_plain_upper"].encode().ljust(13, b"\0") + device.fill(answer.name).encode()[:20].ljust(
        21, b"\0"
    )
    body += b"".join(addresses) + bytes((answer.kind, 0, 0, 0)) + ip_bytes(answer.system) + ip_bytes(answer.web)
    body += answer.http_port.to_bytes(2, "big")
    cipher = KEY if answer.ciphered else bytes(8)
    head = MAGIC + b"\x01\x00" + bytes((answer.ciphered,)) + cipher + bytes((_BODY_BYTES,)) + bytes(7)
    return head + bytes(byte ^ cipher[place % 8] for place, byte in enumerate(body))
