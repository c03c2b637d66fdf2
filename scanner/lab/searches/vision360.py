"""The lab's search of 360 Vision on UDP 3600: a line of text each way.

julienblitte/UniversalScanner: UniversalScanner/360Vision.cs and 360Vision.selftest.
"""

import re

from scanner.lab.device import Device
from scanner.lab.search_unit import Vision360Answer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden

PORT = 3600
QUESTION = b"DISCOVER\n"
_LINE = re.compile(rb"[A-Z]{2,20}[ -~]{0,200}\r?\n")


def hear(answer: Vision360Answer, device: Device, heard: Heard) -> Hearing:
    """Answer the word; another word in capitals on a line of its own is a command."""
    if heard.data == QUESTION:
        line = f"DISCOVER TYPE={answer.kind} KEY='{device.facts['mac_upper']}' ID={device.fill(answer.id)}\r\n"
        return answered(line.encode())
    if heard.data.startswith(b"DISCOVER") or not _LINE.fullmatch(heard.data):
        return SILENCE
    return forbidden(heard.data.split()[0].decode())
