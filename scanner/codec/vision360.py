"""360 Vision's search on UDP 3600: one word asks, a line in pairs answers.

The question: julienblitte/UniversalScanner (360Vision.cs).
"""

import re

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import text
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 3600

_VISION_PAIR = re.compile(r"([A-Za-z_]\w{0,31})=(?:'([^']{0,256})'|\"([^\"]{0,256})\"|([^\s'\"]{0,256}))", re.ASCII)
_QUESTION = b"DISCOVER\n"


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 3600: `DISCOVER TYPE=… KEY='…'`, where the key is the address. The question is the first word alone.

    Source: UniversalScanner, 360Vision.cs and 360Vision.selftest.
    """
    if not data.startswith(b"DISCOVER "):
        return None
    line = text(data.partition(b"\n")[0])
    told = {match[1].upper(): match[2] or match[3] or match[4] or "" for match in _VISION_PAIR.finditer(line)}
    if not told.get("TYPE"):
        return None
    return Answer("360vision", model=told["TYPE"], mac=normal_mac(told.get("KEY", "")))


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
