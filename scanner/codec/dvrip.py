"""Dahua's older search on UDP 5050, which recorders and cameras from before DHIP answer.

The question: mcw0/DahuaConsole (net.py, dvrip) and julienblitte/UniversalScanner (Dahua1.cs) send the same 32 octets.
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import text
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 5050
MAX_LINES = 32

_QUESTION = bytes.fromhex("a3010001") + bytes(12) + bytes.fromhex("02") + bytes(15)


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 5050: `b3`, the address as text at 120 and the model behind it, then `name:value` lines.

    Sources: UniversalScanner, Dahua1.cs and Dahua1.selftest; python-dvr, DeviceManager.py (SearchDahua); DahuaConsole,
    net.py.
    """
    if data[:1] != b"\xb3" or len(data) < 137:
        return None
    address = normal_mac(text(data[120:137]))
    second = max(data[2], 17)
    lines = (text(line).partition(":") for line in data[120 + second :].split(b"\n", MAX_LINES)[:MAX_LINES])
    told = {name.strip(): value.strip() for name, _, value in lines}
    model = text(data[137 : 120 + second]) or told.get("Device", "")
    name = text(data[40:56]) or told.get("Name", "")
    return Answer("dahua-dvrip", name, model, serial=told.get("SerialNo", ""), mac=address) if address else None


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
