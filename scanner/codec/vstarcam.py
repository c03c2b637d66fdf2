"""VStarcam's and Wanscam's search answer on UDP 8600. Never asked for: old firmware adds its user and password."""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import mac, text
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

_VSTARCAM = b"DH\x01\x08"


def answer(data: bytes) -> Answer | None:
    """UDP 8600. Behind what is read here, old firmware writes its user and password: those are never looked at.

    Sources: UniversalScanner, Vstarcam.cs and Vstarcam.selftest; python-dvr, DeviceManager.py (SearchWans).
    """
    if not data.startswith(_VSTARCAM) or len(data) < 0xDC:
        return None
    return Answer(
        "vstarcam",
        name=text(data[0x7C:0x9C]),
        firmware=text(data[0xCC:0xDC]),
        serial=text(data[0x5C:0x7C]),
        mac=mac(data[0x54:0x5A]),
    )


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
