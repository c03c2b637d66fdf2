"""Xiongmai's NetIP search on UDP 34569: message 1530 asks, 1531 answers in JSON. 1532 is an order, and never sent.

The question: NeiroNx/python-dvr (DeviceManager.py, SearchXM).
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.objects import strings_in
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 34569

_XIONGMAI_ANSWER = 1531
_QUESTION = b"\xff" + bytes(13) + (1530).to_bytes(2, "little") + bytes(4)


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 34569: a header of 20 octets, message 1531, then JSON. 1530 asks, and 1532 is another's order.

    Newer firmware tells its version and the day on which it was built.
    Sources: NeiroNx/python-dvr, DeviceManager.py (SearchXM); sol-vin/xet, src/xet/commands/network.cr (BuildDate);
    public files 10938273254 and 43385522421 (Version).
    """
    if data[:1] != b"\xff" or int.from_bytes(data[14:16], "little") != _XIONGMAI_ANSWER:
        return None
    told = strings_in(data[20:])
    address = normal_mac(told.get("MAC", ""))
    if not address:
        return None
    return Answer(
        "xiongmai-netip",
        name=told.get("HostName", ""),
        firmware=told.get("Version", ""),
        serial=told.get("SN", ""),
        mac=address,
        build_date=told.get("BuildDate", ""),
    )


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
