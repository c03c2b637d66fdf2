"""TDP, TP-Link's search on UDP 20002: a header of 16 bytes, then JSON that describes the device.

Source: python-kasa/python-kasa (kasa/discover.py; answers of cameras in tests/fixtures/smartcam).
"""

from scanner.codec.objects import facts_of, strings_in
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 20002
MAX_DATAGRAM = 65_535

_QUESTION = bytes.fromhex("020000010000000000000000463cb5d3")

_FIELDS = {
    "tdp.type": "device_type",
    "tdp.model": "device_model",
    "tdp.version": "firmware_version",
}


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; what names no device type, as our question does not, gives nothing."""
    told = strings_in(exchange.received[:MAX_DATAGRAM])
    if not told.get("device_type"):
        return []
    return facts_of(told, _FIELDS)
