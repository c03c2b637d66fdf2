"""Search answers with everything in its place: Bosch, Hanwha, Reolink, Foscam, VStarcam, Arecont, D-Link, old Dahua.

Sources, by repository and path, stand with each reader.
"""

import re

from scanner.codec.finder_answer import Answer, Reader
from scanner.codec.octets import mac, text
from scanner.codec.scopes import normal_mac

MAX_LINES = 32

_BOSCH = bytes.fromhex("9939a427")
_HANWHA = {0x0B: 262, 0x0C: 334}
_REOLINK = bytes.fromhex("aaaa0000")
_VSTARCAM = b"DH\x01\x08"
_ARECONT = b"Arecont_Vision-AV2000"
_DLINK_MODEL = re.compile(rb"DCS-[\x21-\x7e]{1,60}")


def bosch(data: bytes) -> Answer | None:
    """UDP 1757. A question has the same first octets and is shorter.

    Source: julienblitte/UniversalScanner, Bosch.cs and Bosch.bin.selftest.
    """
    address = mac(data[8:14])
    return Answer("bosch-rcp", mac=address) if data.startswith(_BOSCH) and len(data) >= 32 and address else None


def hanwha(data: bytes) -> Answer | None:
    """UDP 7711, in two sizes that agree as far as they are read.

    Sources: networkoptix/nx_open, HanwhaResourceSearcher::parseSunApiData; UniversalScanner, Hanwha.cs and
    Hanwha.selftest.
    """
    if not data or _HANWHA.get(data[0]) != len(data):
        return None
    address = normal_mac(text(data[19:37]))
    return Answer("hanwha-ipinstaller", model=text(data[109:133]), mac=address) if address else None


def reolink(data: bytes) -> Answer | None:
    """UDP 3000: 388 octets that repeat the question at 104. The serial told is the UID.

    Source: xannor/ha_reolink_discovery, custom_components/reolink_discovery/core.py.
    """
    if len(data) != 388 or data[104:108] != _REOLINK:
        return None
    address = normal_mac(text(data[164:182])) or mac(data[80:86])
    return Answer("reolink", name=text(data[132:164]), serial=text(data[228:260]), mac=address)


def foscam(data: bytes) -> Answer | None:
    """UDP 10000, of type 1; what follows the header may be hidden under a key that the header tells.

    Sources: UniversalScanner, Foscam.cs and its two self-tests; NeiroNx/python-dvr, DeviceManager.py (SearchFros).
    """
    if data[:6] != b"MO_I\1\0" or len(data) < 0x51:
        return None
    key = data[7:15] if data[6] else bytes(8)
    plain = data[:0x17] + bytes(octet ^ key[place % 8] for place, octet in enumerate(data[0x17:0x57]))
    serial = text(plain[0x17:0x24])
    version = ".".join(map(str, plain[0x4D:0x51]))
    return Answer("foscam", text(plain[0x24:0x39]), firmware=version, serial=serial, mac=normal_mac(serial))


def vstarcam(data: bytes) -> Answer | None:
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


def arecont(data: bytes) -> Answer | None:
    """UDP 69, at least 32 octets. An octet 2 behind the name makes it another's order to change the address.

    Source: networkoptix/nx_open, QnPlArecontResourceSearcher::findResources (the model from an older version of it).
    """
    if not data.startswith(_ARECONT) or len(data) < 32 or data[21] == 2:
        return None
    model = int.from_bytes(data[34:36], "big") if len(data) > 37 else 0
    return Answer("arecont", model=str(model) if model else "", mac=mac(data[22:28]))


def dlink(data: bytes) -> Answer | None:
    """UDP 62976: the address stands where the question has its own, the model somewhere behind it.

    Source: networkoptix/nx_open, QnPlDlinkResourceSearcher::findResources. That the answer begins with `fdfd` as the
    question does is concluded from the address's place.
    """
    model = _DLINK_MODEL.search(data, 12) if data.startswith(b"\xfd\xfd") and len(data) >= 32 else None
    return Answer("dlink-dcs", model=text(model[0]), mac=mac(data[6:12])) if model else None


def dahua(data: bytes) -> Answer | None:
    """UDP 5050: `b3`, the address as text at 120 and the model behind it, then `name:value` lines.

    Sources: UniversalScanner, Dahua1.cs and Dahua1.selftest; python-dvr, DeviceManager.py (SearchDahua); DahuaConsole,
    net.py.
    """
    if data[:1] != b"\xb3" or len(data) < 137:
        return None
    address = normal_mac(text(data[120:137]))
    second = max(data[2], 17)
    lines = (text(line).partition(":") for line in data[120 + second :].split(b"\n", MAX_LINES)[:MAX_LINES])
    told = {name.strip(): value.strip() for name, _, value in lines}
    model = text(data[137 : 120 + second]) or told.get("Device", "")
    name = text(data[40:56]) or told.get("Name", "")
    return Answer("dahua-dvrip", name, model, serial=told.get("SerialNo", ""), mac=address) if address else None


READERS: tuple[Reader, ...] = (bosch, hanwha, reolink, foscam, vstarcam, arecont, dlink, dahua)
