"""Foscam's search on UDP 10000: `MO_I` of type 0; type 1 answers. VIVOTEK's search shares the port, with other bytes.

The question: NeiroNx/python-dvr (DeviceManager.py, SearchFros) and julienblitte/UniversalScanner (Foscam.cs).
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import text
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 10000

_QUESTION = b"MO_I" + bytes(11) + b"\x04" + bytes(3) + b"\x04" + bytes(6) + b"\x01"


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 10000, of type 1; what follows the header may be hidden under a key that the header tells.

    Sources: UniversalScanner, Foscam.cs and its two self-tests; NeiroNx/python-dvr, DeviceManager.py (SearchFros).
    """
    if data[:6] != b"MO_I\1\0" or len(data) < 0x51:
        return None
    key = data[7:15] if data[6] else bytes(8)
    plain = data[:0x17] + bytes(octet ^ key[place % 8] for place, octet in enumerate(data[0x17:0x57]))
    serial = text(plain[0x17:0x24])
    version = ".".join(map(str, plain[0x4D:0x51]))
    return Answer("foscam", text(plain[0x24:0x39]), firmware=version, serial=serial, mac=normal_mac(serial))


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
