"""Panasonic's and i-PRO's Easy IP search on UDP 10670, answered to UDP 10669.

The question: Rickardjd/Easy_IP (Easy_IP.py, _build_search_packet, after a capture of the maker's tool), which recorders
answer too, with the asker's MAC and IP addresses left zero. Nobody needs them: answers go to everybody and only repeat
them (Wireshark/responses.txt), and julienblitte/UniversalScanner (Panasonic.cs) asks with a MAC of ones and
the destination's address in their place. That zeros serve as well is concluded from this, and was not seen.
A device can be set up for some minutes after its start: only search requests (command 000d) are ever built. The last
two octets are the sum of all before them, and one, as in the captured question and its answers.
"""

from scanner.codec.finder_answer import MAX_DATAGRAM, Answer, facts_of, first_of
from scanner.codec.octets import mac, text
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 10670
REPLY_PORT = 10669

_EASY_IP = bytes.fromhex("20111e11231f1e1913")
_SEARCH = bytes.fromhex("0001002a000d") + bytes(6)
_ASKER = bytes(6) + bytes(4)  # MAC and IP address: nobody's
# What is asked for, by tag: the list that the maker's own tool sends.
_TAGS = bytes.fromhex("0026002000210022002300250028004000410042004400a500a600a700a800ad00b300b400b700b8")
_MIDDLE = bytes(2) + _EASY_IP + bytes.fromhex("00000201") + bytes(11) + b"\xff\xf0"
_UNSUMMED = _SEARCH + _ASKER + _MIDDLE + _TAGS + b"\xff\xff"
_QUESTION = _UNSUMMED + (sum(_UNSUMMED) + 1 & 0xFFFF).to_bytes(2, "big")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def answer(data: bytes) -> Answer | None:
    """UDP 10669, command 000e; the device's address stands in the header, the values from octet 48.

    Sources: Rickardjd/Easy_IP, Easy_IP.py, Wireshark/responses.txt and Delete/Old Versions/recorder_response.txt;
    UniversalScanner, Panasonic.cs and Panasonic.selftest.
    """
    if data[:2] != b"\0\1" or data[4:6] != b"\0\x0e" or data[24:33] != _EASY_IP:
        return None
    told = first_of(data[48 : 48 + int.from_bytes(data[2:4], "big")], 2, 2)
    return Answer(
        "panasonic-easyip",
        name=text(told.get(0xA7, b"")),
        model=text(told.get(0xA8, b"")),
        firmware=text(told.get(0xA9, b"")),
        serial=text(told.get(0xD1, b"")),
        mac=mac(data[6:12]),
    )


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer; a question and anything else give nothing."""
    return facts_of(answer(exchange.received[:MAX_DATAGRAM]))
