"""Search answers in words: Sony, 360 Vision, Xiongmai's JSON, Bosch's XML.

Sources, by repository and path, stand with each reader.
"""

import re

from scanner.codec import xml
from scanner.codec.finder_answer import Answer, Reader
from scanner.codec.objects import strings_in
from scanner.codec.octets import text
from scanner.codec.scopes import normal_mac

MAX_PARTS = 64

_VISION_PAIR = re.compile(r"([A-Za-z_]\w{0,31})=(?:'([^']{0,256})'|\"([^\"]{0,256})\"|([^\s'\"]{0,256}))", re.ASCII)
_XIONGMAI_ANSWER = 1531


def sony(data: bytes) -> Answer | None:
    """UDP 2380: `02`, `KEY:VALUE` ended by `ff`, `03`. A question names no model.

    Source: julienblitte/UniversalScanner, Sony.cs and Sony.selftest.
    """
    if not data.startswith(b"\2"):
        return None
    parts = (text(part).partition(":") for part in data[1:].split(b"\xff", MAX_PARTS)[:MAX_PARTS])
    told = {name.strip().upper(): value.strip() for name, _, value in parts}
    if not told.get("MODEL"):
        return None
    return Answer(
        "sony-snc",
        model=told["MODEL"],
        firmware=told.get("SOFTVERSION", ""),
        serial=told.get("SERIAL", ""),
        mac=normal_mac(told.get("MAC", "")),
    )


def vision_360(data: bytes) -> Answer | None:
    """UDP 3600: `DISCOVER TYPE=… KEY='…'`, where the key is the address. The question is the first word alone.

    Source: UniversalScanner, 360Vision.cs and 360Vision.selftest.
    """
    if not data.startswith(b"DISCOVER "):
        return None
    line = text(data.partition(b"\n")[0])
    told = {match[1].upper(): match[2] or match[3] or match[4] or "" for match in _VISION_PAIR.finditer(line)}
    if not told.get("TYPE"):
        return None
    return Answer("360vision", model=told["TYPE"], mac=normal_mac(told.get("KEY", "")))


def xiongmai(data: bytes) -> Answer | None:
    """UDP 34569: a header of 20 octets, message 1531, then JSON. 1530 asks, and 1532 is another's order.

    Sources: NeiroNx/python-dvr, DeviceManager.py (SearchXM); sol-vin/xet, src/xet/commands/network.cr.
    """
    if data[:1] != b"\xff" or int.from_bytes(data[14:16], "little") != _XIONGMAI_ANSWER:
        return None
    told = strings_in(data[20:])
    address = normal_mac(told.get("MAC", ""))
    if not address:
        return None
    return Answer("xiongmai-netip", name=told.get("HostName", ""), serial=told.get("SN", ""), mac=address)


def bosch_xml(data: bytes) -> Answer | None:
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


READERS: tuple[Reader, ...] = (sony, vision_360, xiongmai, bosch_xml)
