"""The lab's search of Hanwha's IP installer on UDP 7701: zeros behind a type byte in, a fixed layout out to 7711.

julienblitte/UniversalScanner: UniversalScanner/Hanwha.cs and Hanwha.selftest; networkoptix/nx_open:
vms/server/nx_vms_server/src/plugins/resource/hanwha/hanwha_resource_searcher.cpp (the longer generation).
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import HanwhaAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden

PORT = 7701
REPLY_PORT = 7711
# Length, type of the question and type of the answer, by generation.
_FORMS = {"1": (262, 0x01, 0x0B), "2": (334, 0x06, 0x0C)}
_MODEL_BYTES = {"1": 10, "2": 24}


def hear(answer: HanwhaAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer the question of this unit's generation; another type byte is a command."""
    data = heard.data
    if len(data) not in {length for length, _, _ in _FORMS.values()}:
        return SILENCE
    if data[0] in (0x0B, 0x0C):
        return SILENCE
    if data[0] not in (0x01, 0x06):
        return forbidden(f"type {data[0]:02x}")
    length, asked, _ = _FORMS[answer.generation]
    if data != bytes((asked,)) + bytes(length - 1):
        return SILENCE
    return answered(_write(answer, device), "broadcast" if answer.broadcast else "asker", REPLY_PORT)


def _write(answer: HanwhaAnswer, device: Device) -> bytes:
    length, _, said = _FORMS[answer.generation]
    packet = bytearray(length)
    packet[0] = said
    model = device.fill(answer.model).encode()[: _MODEL_BYTES[answer.generation]]
    texts = (
        (0x13, device.facts["mac"].encode()),
        (0x25, device.fill("${ip}").encode()),
        (0x35, device.fill("${mask}").encode()),
        (0x45, device.fill("${gateway}").encode()),
        (0x6D, model),
        (0x85, device.fill(answer.url).encode()[:39]),
    )
    for start, text in texts:
        packet[start : start + len(text)] = text
    return bytes(packet)
