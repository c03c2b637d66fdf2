"""SADP, Hikvision's search on UDP 37020: what a ProbeMatch, or a Hello at start, tells of the device.

Sources: MatrixEditor/hiktools (docs/sadp.rst, hiktools/sadp), cameronnewman/hikvision-tooling
(internal/sadp/scanner.go), julienblitte/UniversalScanner (Hikvision.cs and Hikvision.selftest).
A traffic signal controller's own program (`HIK TSC`) answers in it too: weigh the fields, not the protocol alone.
"""

import re
from collections.abc import Iterator

from scanner.codec import xml
from scanner.codec.octets import RANDOM_UUID, uuid_text
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 37020
GROUP = "239.255.255.250"
MAX_DATAGRAM = 65_535
MAX_ELEMENTS = 128

# One type of message, no MAC, no password: the port takes orders too (activate, update, restore, reboot, reset).
# CVE-2025-66177 is a stack overflow in the search of some recorders and cameras, by crafted packets from the same
# network. Which part overflows is not published, so this is the maker's own shortest question, octet for octet.
_QUESTION = '<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>{uuid}</Uuid><Types>inquiry</Types></Probe>'
_UUID = re.compile(b"<Uuid>(" + RANDOM_UUID.upper() + b")</Uuid>")

_ANSWERS = frozenset({"probematch", "hello"})
_FIELDS = {
    "types": "sadp.type",
    "devicedescription": "sadp.model",
    "softwareversion": "sadp.version",
    "devicesn": "sadp.serial",
    "oeminfo": "sadp.oem",
    "oemcode": "sadp.oem_code",
    "detailoemcode": "sadp.oem_code",
}
# What a ProbeMatch of WS-Discovery, which has the same name, does not hold.
_OWN = frozenset({"devicesn", "devicedescription", "devicetype", "mac"})


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the inquiry, under a UUID made of the octets."""
    return (("inquiry", _QUESTION.format(uuid=uuid_text(octets).upper()).encode()),)


def is_question(data: bytes) -> bool:
    """Whether this is the inquiry, under a random UUID, and nothing else."""
    found = _UUID.search(data)
    return found is not None and data == _QUESTION.format(uuid=found[1].decode()).encode()


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; WS-Discovery's ProbeMatch, another's Probe and what is no XML give nothing."""
    root = xml.parse(exchange.received[:MAX_DATAGRAM])
    answer = None if root is None else _answer(root)
    if answer is None:
        return []
    told = [(xml.local_name(element).lower(), _own_text(element)) for element in xml.elements(answer)[1:MAX_ELEMENTS]]
    facts = [Fact(_FIELDS[name], value) for name, value in told if name in _FIELDS and value]
    return list(dict.fromkeys([*facts, *_counted_and_addressed(dict(reversed(told)))]))


def _counted_and_addressed(first: dict[str, str]) -> Iterator[Fact]:
    analog, digital = first.get("analogchannelnum", ""), first.get("digitalchannelnum", "")
    if analog and digital:
        yield Fact("sadp.channels", f"{analog},{digital}")
    if mac := normal_mac(first.get("mac", "")):
        yield Fact("mac", mac)


def _own_text(element: xml.Element) -> str:
    """Return the text before anything inside: an element that is not closed swallows those that follow."""
    return xml.text_of(element) if not len(element) else (element.text or "").strip()[: xml.MAX_TEXT].rstrip()


def _answer(root: xml.Element) -> xml.Element | None:
    for element in xml.elements(root):
        if xml.local_name(element).lower() in _ANSWERS:
            held = {xml.local_name(child).lower() for child in xml.children(element)}
            if held & _OWN:
                return element
    return None
