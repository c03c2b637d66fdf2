"""Sony SNC's search on UDP 2380, answered by broadcast to the same port. Orders share the port and are never sent.

The question: julienblitte/UniversalScanner (Sony.cs).
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import text
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 2380
MAX_PARTS = 64

_QUESTION = b"\x02ENQ:allinfo\xff\x03"


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 2380: `02`, `KEY:VALUE` ended by `ff`, `03`. A question names no model.

    Source: julienblitte/UniversalScanner, Sony.cs and Sony.selftest.
    """
    if not data.startswith(b"\2"):
        return None
    parts = (text(part).partition(":") for part in data[1:].split(b"\xff", MAX_PARTS)[:MAX_PARTS])
    told = {name.strip().upper(): value.strip() for name, _, value in parts}
    if not told.get("MODEL"):
        return None
    return Answer(
        "sony-snc",
        model=told["MODEL"],
        firmware=told.get("SOFTVERSION", ""),
        serial=told.get("SERIAL", ""),
        mac=normal_mac(told.get("MAC", "")),
    )


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
