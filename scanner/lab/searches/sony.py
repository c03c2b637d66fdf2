"""The lab's Sony search on UDP 2380: texts between marks, `ENQ:allinfo` in, `KEY:VALUE` out by broadcast.

julienblitte/UniversalScanner: UniversalScanner/Sony.cs and Sony.selftest; public file 52997346084: the frame's other
word is SETMAC, which sets addresses.
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import FieldsAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden

PORT = 2380
_START, _STOP, _END = b"\x02", b"\x03", b"\xff"


def hear(answer: FieldsAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer `ENQ:allinfo`; any other text in a whole frame is a command, unless it is an answer."""
    data = heard.data
    if len(data) < 4 or data[:1] != _START or data[-2:] != _END + _STOP:
        return SILENCE
    units = data[1:-2].split(_END)
    if units == [b"ENQ:allinfo"]:
        return answered(_write(answer, device), "broadcast")
    return SILENCE if units[0].startswith(b"MAC:") else forbidden(units[0].decode("latin-1"))


def _write(answer: FieldsAnswer, device: Device) -> bytes:
    rows = b"".join(f"{name}:{device.fill(value)}".encode("latin-1", "replace") + _END for name, value in answer.fields)
    return _START + rows + _STOP
