"""Search answers made of tags, lengths and values: VIVOTEK, Panasonic and i-PRO, Ubiquiti, Synology, QNAP.

Sources, by repository and path, stand with each reader.
"""

from scanner.codec.finder_answer import Answer, Reader, first_of
from scanner.codec.octets import mac, text
from scanner.codec.scopes import normal_mac

_VIVOTEK = bytes.fromhex("4a5d8f1c")
_VIVOTEK_BARE = frozenset({0x04})
_EASY_IP = bytes.fromhex("20111e11231f1e1913")
_SYNOLOGY = bytes.fromhex("12345678") + b"SYNO"
_QNAP = bytes.fromhex("00002504")


def vivotek(data: bytes) -> Answer | None:
    """UDP 10000. The question is the first five octets alone.

    Source: julienblitte/UniversalScanner, Vivotek.cs and Vivotek.selftest.
    """
    if data[1:5] != _VIVOTEK or len(data) == 5:
        return None
    told = first_of(data[5:], 1, 1, _VIVOTEK_BARE)
    return Answer("vivotek-iw", name=text(told.get(1, b"")), model=text(told.get(9, b"")), mac=mac(told.get(2, b"")))


def panasonic(data: bytes) -> Answer | None:
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


def ubiquiti(data: bytes) -> Answer | None:
    """UDP 10001: `01 00` or `02 06`, the length of what follows, one octet of tag, two of length.

    Sources: UniversalScanner, Ubiquiti.cs and Ubiquiti.selftest; Greenbone's gb_ubnt_discovery_protocol_detect.nasl
    (tags 0b, 0c and 14) and gb_ui_unifi_protect_ubnt_detect.nasl.
    """
    if data[:2] not in (b"\1\0", b"\2\6") or len(data) <= 4 or int.from_bytes(data[2:4], "big") != len(data) - 4:
        return None
    told = first_of(data[4:], 1, 2)
    address = mac(told.get(1, b"")) or mac(told.get(2, b"")[:6]) or mac(told.get(0x13, b""))
    model = told.get(0x15) or told.get(0x14) or told.get(0x0C, b"")
    firmware = told.get(3) or told.get(0x16, b"")
    if not address:
        return None
    return Answer("ubiquiti", text(told.get(0x0B, b"")), text(model), text(firmware), mac=address)


def synology(data: bytes) -> Answer | None:
    """UDP 9999: `12345678 SYNO`, then tags; the packet type (tag 1) is 1 in a question.

    Sources: Greenbone's gb_synology_findhostd_udp_detect.nasl and gb_synology_dsm_findhostd_detect.nasl (tags 19, 49,
    77, 78, 90); a second implementation agrees and names tags 11 (name) and c0 (serial number).
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


def qnap(data: bytes) -> Answer | None:
    """UDP 8097: the device's address, `Se`, and tags; the question says `Cl`. The firmware told is its build date.

    Source: ajaysusarla/qnap-finder, README and data/cap_from_linux.pcap (a TS-410).
    """
    if data[6:8] != b"Se" or data[12:16] != _QNAP:
        return None
    told = first_of(data[16:], 1, 1)
    return Answer(
        "qnap-qfinder",
        name=text(told.get(0x01, b"")),
        model=text(told.get(0x28, b"")),
        firmware=text(told.get(0x2D, b"")),
        mac=mac(data[:6]),
    )


READERS: tuple[Reader, ...] = (vivotek, panasonic, ubiquiti, synology, qnap)
