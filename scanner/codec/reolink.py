"""Reolink's search on UDP 2000, answered to UDP 3000. Genetec's door controllers listen on port 2000 too.

The question: xannor/ha_reolink_discovery (custom_components/reolink_discovery/core.py).
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import mac, text
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 2000
REPLY_PORT = 3000

_REOLINK = bytes.fromhex("aaaa0000")
_QUESTION = _REOLINK


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 3000: 388 octets that repeat the question at 104. The serial told is the UID.

    Source: xannor/ha_reolink_discovery, custom_components/reolink_discovery/core.py.
    """
    if len(data) != 388 or data[104:108] != _REOLINK:
        return None
    address = normal_mac(text(data[164:182])) or mac(data[80:86])
    return Answer("reolink", name=text(data[132:164]), serial=text(data[228:260]), mac=address)


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
