"""Bosch's RCP+ autodetect on UDP 1757, answered to UDP 1758 in a binary form, in XML, or in both.

The question: julienblitte/UniversalScanner (Bosch.cs) and "RCP Plus Reference", Autodetecting Devices. Ports 1759 and
1760 change addresses, and are never sent to.
"""

from scanner.codec import xml
from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of
from scanner.codec.octets import mac
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 1757
REPLY_PORT = 1758

_BOSCH = bytes.fromhex("9939a427")
# `ff` asks for the XML form as well; the port that answers are to go to ends the question.
_TAIL = bytes.fromhex("ff00") + REPLY_PORT.to_bytes(2, "big")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, with a transaction number of four of the octets."""
    return (("autodetect", _BOSCH + octets[:4] + _TAIL),)


def is_question(data: bytes) -> bool:
    """Whether this is that question, with whatever transaction number, and nothing else."""
    return len(data) == 12 and data.startswith(_BOSCH) and data.endswith(_TAIL)


def _binary(data: bytes) -> Answer | None:
    """UDP 1757. A question has the same first octets and is shorter.

    Source: julienblitte/UniversalScanner, Bosch.cs and Bosch.bin.selftest.
    """
    address = mac(data[8:14])
    return Answer("bosch-rcp", mac=address) if data.startswith(_BOSCH) and len(data) >= 32 and address else None


def _xml(data: bytes) -> Answer | None:
    """UDP 1757, to a question that asks for XML as well.

    Source: UniversalScanner, Bosch.cs and Bosch.xml.selftest.
    """
    root = xml.parse(data) if data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<") else None
    device = None if root is None else xml.find(root, "root", "device")
    if device is None or not xml.namespace_of(device).startswith("OEMExt"):
        return None
    told = {xml.local_name(child): xml.text_of(child) for child in xml.children(device)}
    return Answer(
        "bosch-rcp",
        name=told.get("unitName", ""),
        model=told.get("friendlyName", ""),
        serial=told.get("serialNumber", ""),
        mac=normal_mac(told.get("physAddress", "")),
    )


def answer(data: bytes) -> Answer | None:
    """Read either form."""
    return _binary(data) or _xml(data)


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
