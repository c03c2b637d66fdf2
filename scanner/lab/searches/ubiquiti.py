"""The lab's Ubiquiti search on UDP 10001: four bytes in, tagged values out.

julienblitte/UniversalScanner: UniversalScanner/Ubiquiti.cs and Ubiquiti.selftest; Phenomite/AMP-Research: Port 10001
(the question's second form).
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import UbiquitiAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden, ip_bytes, mac_bytes

PORT = 10001
GROUP = "233.89.188.1"
QUESTIONS = (bytes.fromhex("01000000"), bytes.fromhex("02080000"))
_COMMANDS_OF_ANSWERS = {"1": 0x00, "2": 0x06}


def hear(answer: UbiquitiAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer either question; another word in a whole header is a command, unless it is an answer."""
    data = heard.data
    if data in QUESTIONS:
        return answered(_write(answer, device))
    if len(data) < 4 or data[0] not in (1, 2) or int.from_bytes(data[2:4], "big") != len(data) - 4:
        return SILENCE
    is_answer = len(data) > 4 and data[1] == _COMMANDS_OF_ANSWERS[str(data[0])]
    return SILENCE if is_answer else forbidden(f"version {data[0]} word {data[1]:02x}")


def _write(answer: UbiquitiAnswer, device: Device) -> bytes:
    mac = mac_bytes(device.facts)
    values = [(0x02, mac + ip_bytes(device.fill("${ip}"))), (0x01, mac), (0x0A, (3600).to_bytes(4, "big"))]
    texts = ((0x0B, answer.name), (0x0C, answer.product), (0x03, answer.firmware), (0x16, answer.release))
    values += [(tag, device.fill(text).encode()) for tag, text in (*texts, (0x15, answer.model)) if text]
    body = b"".join(bytes((tag,)) + len(value).to_bytes(2, "big") + value for tag, value in values)
    version = int(answer.version)
    return bytes((version, _COMMANDS_OF_ANSWERS[answer.version])) + len(body).to_bytes(2, "big") + body
