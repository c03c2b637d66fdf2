"""Hanwha's and Samsung's IP installer search on UDP 7701, answered to UDP 7711.

The question: a packet type and zeros, in two sizes. Both: networkoptix/nx_open
(vms/server/nx_vms_server/src/plugins/resource/hanwha/hanwha_resource_searcher.cpp); the first alone:
julienblitte/UniversalScanner (Hanwha.cs). Other types set addresses: never sent.
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import text
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 7701
REPLY_PORT = 7711

_HANWHA = {0x0B: 262, 0x0C: 334}
_QUESTION = b"\x01" + bytes(261)
_QUESTION_V2 = b"\x06" + bytes(333)


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the question in both sizes, which hold nothing random: newer devices know the second."""
    return (("search", _QUESTION), ("search v2", _QUESTION_V2))


def is_question(data: bytes) -> bool:
    """Whether this is one of the two and nothing else."""
    return data in (_QUESTION, _QUESTION_V2)


def answer(data: bytes) -> Answer | None:
    """UDP 7711, in two sizes that agree as far as they are read.

    Sources: networkoptix/nx_open, HanwhaResourceSearcher::parseSunApiData; UniversalScanner, Hanwha.cs and
    Hanwha.selftest.
    """
    if not data or _HANWHA.get(data[0]) != len(data):
        return None
    address = normal_mac(text(data[19:37]))
    return Answer("hanwha-ipinstaller", model=text(data[109:133]), mac=address) if address else None


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
