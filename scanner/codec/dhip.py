"""DHIP, Dahua's search on UDP 37810: the `client.notifyDevInfo` that answers `DHDiscover.search`.

Sources: julienblitte/UniversalScanner (Dahua2.cs and Dahua2.selftest), mcw0/DahuaConsole (net.py), rroller/dahua
(custom_components/dahua/discovery.py), which warns that the header differs from firmware to firmware: 32 bytes of
sizes around `DHIP`, JSON, often a line feed and a NUL. So the object is looked for, and the header is not judged.
"""

from scanner.codec.objects import facts_of, strings_in
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 37810
GROUP = "239.255.255.251"
MAX_DATAGRAM = 65_535

# `mac` empty asks everybody, `uni` for an answer by unicast. The port takes orders too (DHDiscover.setConfig, DevInit,
# PasswdFind): this is the only method that is ever built.
_BODY = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}'
_SIZE = len(_BODY).to_bytes(4, "little") + bytes(4)
_QUESTION = bytes.fromhex("20000000") + b"DHIP" + bytes(8) + _SIZE + _SIZE + _BODY

_ANSWERS = "client.notify"
_FIELDS = {
    "dhip.method": "method",
    "dhip.vendor": "Vendor",
    "dhip.manufacturer": "Manufacturer",
    "dhip.class": "DeviceClass",
    "dhip.model": "DeviceType",
    "dhip.name": "MachineName",
    "dhip.version": "Version",
    "dhip.serial": "SerialNo",
}


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, which holds nothing random."""
    return (("search", _QUESTION),)


def is_question(data: bytes) -> bool:
    """Whether this is that question and nothing else."""
    return data == _QUESTION


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer, also one that is cut or wrongly quoted; another's question gives nothing."""
    told = strings_in(exchange.received[:MAX_DATAGRAM])
    if not told.get("method", "").startswith(_ANSWERS):
        return []
    return facts_of(told, _FIELDS)
