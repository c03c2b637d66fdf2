"""QNAP Qfinder's search on UDP 8097: `Cl` asks, `Se` answers with tags.

The question: ajaysusarla/qnap-finder (README, the basic query). Its detailed query is not needed and not sent.
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of, first_of
from scanner.codec.octets import mac, text
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 8097

_QNAP = bytes.fromhex("00002504")
_QUESTION = bytes(6) + b"Cl" + bytes.fromhex("0000010000002504")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 8097: the device's address, `Se`, and tags; the question says `Cl`. The firmware told is its build date.

    Source: ajaysusarla/qnap-finder, README and data/cap_from_linux.pcap (a TS-410).
    """
    if data[6:8] != b"Se" or data[12:16] != _QNAP:
        return None
    told = first_of(data[16:], 1, 1)
    return Answer(
        "qnap-qfinder",
        name=text(told.get(0x01, b"")),
        model=text(told.get(0x28, b"")),
        firmware=text(told.get(0x2D, b"")),
        mac=mac(data[:6]),
    )


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
