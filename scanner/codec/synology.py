"""Synology Assistant's search on UDP 9999 (and 9997, 9998): `12345678 SYNO`, then tags.

The question: bnzbnz/Syno4Delphi (uSynoDiscovery.pas), which asks with two tags. Greenbone's
gb_synology_findhostd_udp_detect.nasl and the maker's own tool send more, the asker's MAC among it. Answers come to port
9999 of the asker or of everybody, whatever port asked. Other packet types set devices up, and are never sent.
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of, first_of
from scanner.codec.octets import mac, text
from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 9999

_SYNOLOGY = bytes.fromhex("12345678") + b"SYNO"
_QUESTION = _SYNOLOGY + bytes.fromhex("010401000000a40400000201")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 9999: `12345678 SYNO`, then tags; the packet type (tag 1) is 1 in a question.

    Sources: Greenbone's gb_synology_findhostd_udp_detect.nasl and gb_synology_dsm_findhostd_detect.nasl (tags 19, 49,
    77, 78, 90); Syno4Delphi agrees and names tags 11 (name) and c0 (serial number).
    """
    if not data.startswith(_SYNOLOGY):
        return None
    told = first_of(data[8:], 1, 1)
    if int.from_bytes(told.get(1, b""), "little") == 1:
        return None
    address = told.get(0x19, b"")
    return Answer(
        "synology-findhost",
        name=text(told.get(0x11, b"")),
        model=text(told.get(0x78, b"")),
        firmware=_synology_version(told),
        serial=text(told.get(0xC0, b"")),
        mac=mac(address) or normal_mac(text(address)),
    )


def _synology_version(told: dict[int, bytes]) -> str:
    """Return version, build and small fix as Synology writes them, `7.2.1-69057-5`; zeros are left out."""
    numbers = [int.from_bytes(told.get(tag, b"")[:4], "little") for tag in (0x49, 0x90)]
    version = text(told.get(0x77, b""))
    build, fix = numbers
    if not version or not build:
        return version
    return f"{version}-{build}-{fix}" if fix else f"{version}-{build}"


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
