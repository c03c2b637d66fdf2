"""Arecont Vision's search answer on UDP 69. Never asked for: the port is TFTP's."""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

_ARECONT = b"Arecont_Vision-AV2000"


def answer(data: bytes) -> Answer | None:
    """UDP 69, at least 32 octets. An octet 2 behind the name makes it another's order to change the address.

    Source: networkoptix/nx_open, QnPlArecontResourceSearcher::findResources (the model from an older version of it).
    """
    if not data.startswith(_ARECONT) or len(data) < 32 or data[21] == 2:
        return None
    model = int.from_bytes(data[34:36], "big") if len(data) > 37 else 0
    return Answer("arecont", model=str(model) if model else "", mac=mac(data[22:28]))


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
