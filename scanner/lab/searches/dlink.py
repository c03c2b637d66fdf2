"""The lab's D-Link search on UDP 62976: 22 bytes in; MAC and the name of a DCS camera out by broadcast.

networkoptix/nx_open: vms/server/nx_vms_server/src/plugins/resource/d-link/dlink_resource_searcher.cpp: it reads answers
of 32 bytes or more from port 62976, on a socket that hears broadcasts only, MAC at 6 and the name up to a zero byte.
What stands between is not published and zero here.
"""

from scanner.lab.device import Device
from scanner.lab.search_unit import DlinkAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden, mac_bytes

PORT = 62976
_MAGIC = b"\xfd\xfd"
_SEARCH = bytes.fromhex("0600a100")
QUESTION = _MAGIC + _SEARCH + b"\xff" * 6 + bytes(6) + bytes.fromhex("01000000")


def hear(answer: DlinkAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer the question; another word behind the magic is a command."""
    if heard.data == QUESTION:
        return answered(_write(answer, device), "broadcast")
    if not heard.data.startswith(_MAGIC) or len(heard.data) < 12 or heard.data[2:6] == _SEARCH:
        return SILENCE
    return forbidden(heard.data[2:6].hex())


def _write(answer: DlinkAnswer, device: Device) -> bytes:
    head = _MAGIC + _SEARCH + mac_bytes(device.facts) + bytes(10)
    return (head + device.fill(answer.model).encode() + b"\0").ljust(64, b"\0")
