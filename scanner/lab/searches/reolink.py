"""The lab's Reolink search on UDP 2000: four bytes in, a fixed layout of 388 bytes out to port 3000.

xannor/ha_reolink_discovery: custom_components/reolink_discovery/core.py (the offsets, and that the question comes back
at 104); QuantumEntangledAndy/neolink: 2015 and 2018 begin a session of another protocol.
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import ReolinkAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden, mac_bytes

PORT = 2000
SESSION_PORTS = (2015, 2018)
REPLY_PORT = 3000
QUESTION = bytes.fromhex("aaaa0000")
ANSWER_BYTES = 388


def hear(answer: ReolinkAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer the four bytes; whatever comes to the ports of sessions is a command."""
    if heard.port in SESSION_PORTS:
        return forbidden(f"port {heard.port}")
    if heard.data != QUESTION:
        return SILENCE
    return answered(_write(answer, device), "asker", REPLY_PORT)


def _write(answer: ReolinkAnswer, device: Device) -> bytes:
    packet = bytearray(ANSWER_BYTES)
    fields = (
        (58, device.fill(answer.ident).encode()[:17]),
        (80, mac_bytes(device.facts)),
        (104, QUESTION),
        (108, device.fill("${ip}").encode()),
        (128, bytes.fromhex("28230000")),
        (132, device.fill(answer.name).encode()[:31]),
        (164, device.facts["mac_upper"].encode()),
        (228, device.fill(answer.uid).encode()[:31]),
    )
    for start, value in fields:
        packet[start : start + len(value)] = value
    return bytes(packet)
