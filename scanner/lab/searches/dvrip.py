"""The lab's older search of Dahua's platform on UDP 5050: 32 bytes in, addresses, model and lines of text out.

julienblitte/UniversalScanner: UniversalScanner/Dahua1.cs and Dahua1.selftest; NeiroNx/python-dvr: DeviceManager.py
(the same question with one byte less).
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import DvripAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden, ip_bytes

PORT = 5050
_REST = bytes(12) + b"\x02" + bytes(15)
QUESTIONS = (b"\xa3\x01\x00\x01" + _REST, b"\xa3\x01\x00\x00" + _REST)


def hear(answer: DvripAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer either question; another first byte before a header of 32 is a command of the same protocol."""
    if heard.data in QUESTIONS:
        return answered(_write(answer, device))
    if len(heard.data) < 32 or heard.data[0] in (0xA3, 0xB3):
        return SILENCE
    return forbidden(f"DVRIP {heard.data[0]:02x}")


def _write(answer: DvripAnswer, device: Device) -> bytes:
    plate = device.facts["mac"].encode() + device.fill(answer.model).encode()
    lines = "".join(f"{name}:{device.fill(value)}\r\n" for name, value in answer.lines).encode()
    head = bytes((0xB3, 0, len(plate), 0, 0x58)) + bytes(11) + b"\x02\x00\x00\x00"
    head += len(lines).to_bytes(2, "little") + bytes(18)
    head += device.fill(answer.name).encode()[:15].ljust(16, b"\0")
    for name in ("${ip}", "${mask}", "${gateway}", "${gateway}"):
        head += ip_bytes(device.fill(name))
    return head.ljust(0x78, b"\0") + plate + lines
