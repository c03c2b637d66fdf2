"""D-Link DCS cameras' search on UDP 62976.

The question: networkoptix/nx_open (vms/server/nx_vms_server/src/plugins/resource/d-link/dlink_resource_searcher.cpp),
which sends it to everybody and takes answers from port 62976 alone.
"""

import re

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import mac, text
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 62976

_DLINK_MODEL = re.compile(rb"DCS-[\x21-\x7e]{1,60}")
_QUESTION = bytes.fromhex("fdfd0600a100") + b"\xff" * 6 + bytes(6) + bytes.fromhex("01000000")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 62976: the address stands where the question has its own, the model somewhere behind it.

    Source: networkoptix/nx_open, QnPlDlinkResourceSearcher::findResources. That the answer begins with `fdfd` as the
    question does is concluded from the address's place.
    """
    model = _DLINK_MODEL.search(data, 12) if data.startswith(b"\xfd\xfd") and len(data) >= 32 else None
    return Answer("dlink-dcs", model=text(model[0]), mac=mac(data[6:12])) if model else None


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
