"""The lab's Synology search (findhostd) on UDP 9999: tagged values both ways, answered to port 9999 of asker and all.

Public file 70209658778 (an answer of a DS918+ as captured); public file 71121710100 (commands; the answer goes to port
9999, whatever port asked); Greenbone feed: gb_synology_findhostd detection (the tags that carry model and version).
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import SynologyAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, Reply, forbidden, ip_bytes

PORT = 9999
MAGIC = bytes.fromhex("1234567853594e4f")
_COMMAND, _PROTOCOL = 0x01, 0xA4
SEARCH, FOUND = 1, 2


def hear(answer: SynologyAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a search; every other command is one that sets something up."""
    values = _values(heard.data)
    if values is None or len(values.get(_COMMAND, b"")) != 4:
        return SILENCE
    command = int.from_bytes(values[_COMMAND], "little")
    if command == FOUND:
        return SILENCE
    if command != SEARCH:
        return forbidden(f"command {command}")
    data = _write(answer, device)
    return Hearing((Reply(data, "broadcast", PORT), Reply(data, "asker", PORT)))


def _values(data: bytes) -> dict[int, bytes] | None:
    """Return the first value of each tag, or None where one runs over the end."""
    if not data.startswith(MAGIC):
        return None
    found: dict[int, bytes] = {}
    place = len(MAGIC)
    while place < len(data):
        value = data[place + 2 : place + 2 + data[place + 1]] if place + 1 < len(data) else b""
        if place + 1 >= len(data) or len(value) != data[place + 1]:
            return None
        found.setdefault(data[place], value)
        place += 2 + len(value)
    return found


def _write(answer: SynologyAnswer, device: Device) -> bytes:
    def number(value: int) -> bytes:
        return value.to_bytes(4, "little")

    texts = {tag: device.fill(text).encode() for tag, text in ((0x11, answer.name), (0xC0, answer.serial))}
    values = [(0x19, device.facts["mac"].encode()), (0x12, ip_bytes(device.fill("${ip}")))]
    values += [(0x13, ip_bytes(device.fill("${mask}"))), (_COMMAND, number(FOUND)), (0x11, texts[0x11])]
    values += [(0x1E, ip_bytes(device.fill("${gateway}")))] + ([(0xC0, texts[0xC0])] if answer.serial else [])
    values += [(_PROTOCOL, bytes.fromhex("00000201")), (0x49, number(answer.build)), (0x77, answer.version.encode())]
    values += [(0x90, number(answer.fix)), (0x78, answer.model.encode()), (0x70, answer.platform.encode())]
    values += [(0xC1, b"DSM"), (0x75, number(answer.http_port)), (0x76, number(answer.https_port))]
    return MAGIC + b"".join(bytes((tag, len(value))) + value for tag, value in values)
