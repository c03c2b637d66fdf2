"""VIVOTEK Installation Wizard's search on UDP 10000: a session's number and four octets; tags answer.

The question: julienblitte/UniversalScanner (Vivotek.cs), which counts its sessions from one.
Foscam's search shares the port, with other bytes.
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of, first_of
from scanner.codec.octets import mac, text
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 10000

_VIVOTEK = bytes.fromhex("4a5d8f1c")
_VIVOTEK_BARE = frozenset({0x04})


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, with one of the octets for the session's number."""
    return (("search", octets[:1] + _VIVOTEK),)


def is_question(data: bytes) -> bool:
    """Whether this is that question, of whatever session, and nothing else."""
    return len(data) == 5 and data.endswith(_VIVOTEK)


def answer(data: bytes) -> Answer | None:
    """UDP 10000. The question is the first five octets alone.

    Source: julienblitte/UniversalScanner, Vivotek.cs and Vivotek.selftest.
    """
    if data[1:5] != _VIVOTEK or len(data) == 5:
        return None
    told = first_of(data[5:], 1, 1, _VIVOTEK_BARE)
    return Answer("vivotek-iw", name=text(told.get(1, b"")), model=text(told.get(9, b"")), mac=mac(told.get(2, b"")))


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
