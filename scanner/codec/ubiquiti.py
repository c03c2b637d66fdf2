"""Ubiquiti's search on UDP 10001, in two versions; tags answer.

The questions: version, command, length of nothing. Version 1: julienblitte/UniversalScanner (Ubiquiti.cs) and
bdraco/unifi-discovery (unifi_discovery/__init__.py). Version 2: nmap/nmap (scripts/ubiquiti-discovery.nse).
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of, first_of
from scanner.codec.octets import mac, text
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 10001

_QUESTION = bytes.fromhex("01000000")
_QUESTION_V2 = bytes.fromhex("02080000")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the question in both versions, which hold nothing random."""
    return (("search", _QUESTION), ("search v2", _QUESTION_V2))


def is_question(data: bytes) -> bool:
    """Whether this is one of the two and nothing else."""
    return data in (_QUESTION, _QUESTION_V2)


def answer(data: bytes) -> Answer | None:
    """UDP 10001: `01 00` or `02 06`, the length of what follows, one octet of tag, two of length.

    Sources: UniversalScanner, Ubiquiti.cs and Ubiquiti.selftest; Greenbone's gb_ubnt_discovery_protocol_detect.nasl
    (tags 0b, 0c and 14) and gb_ui_unifi_protect_ubnt_detect.nasl.
    """
    if data[:2] not in (b"\1\0", b"\2\6") or len(data) <= 4 or int.from_bytes(data[2:4], "big") != len(data) - 4:
        return None
    told = first_of(data[4:], 1, 2)
    address = mac(told.get(1, b"")) or mac(told.get(2, b"")[:6]) or mac(told.get(0x13, b""))
    model = told.get(0x15) or told.get(0x14) or told.get(0x0C, b"")
    firmware = told.get(3) or told.get(0x16, b"")
    if not address:
        return None
    return Answer("ubiquiti", text(told.get(0x0B, b"")), text(model), text(firmware), mac=address)


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
