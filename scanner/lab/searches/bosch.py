"""The lab's Bosch autodetect on UDP 1757: twelve bytes in, the binary form or XML out to the port that was named.

julienblitte/UniversalScanner: UniversalScanner/Bosch.cs, Bosch.bin.selftest and Bosch.xml.selftest; RCP Plus Reference,
"Autodetecting Devices": the answer comes after a random time of up to two seconds; 1759 and 1760 set addresses.
"""

from xml.sax.saxutils import escape

from scanner.lab.device import Device
from scanner.lab.search_unit import BoschAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, Reply, forbidden, ip_bytes, mac_bytes

PORT = 1757
SETTING_PORTS = (1759, 1760)
MAGIC = bytes.fromhex("9939a427")
DELAY_S = 2.0
_BINARY, _ALSO_XML = b"\x00\x00", b"\xff\x00"


def hear(answer: BoschAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a detect request; whatever comes to the ports that set addresses is a command."""
    if heard.port in SETTING_PORTS:
        return forbidden(f"port {heard.port}")
    if not heard.data.startswith(MAGIC):
        return SILENCE
    wanted, port = heard.data[8:10], int.from_bytes(heard.data[10:12], "big")
    if len(heard.data) != 12 or wanted not in (_BINARY, _ALSO_XML):
        return forbidden(f"autodetect {heard.data[8:10].hex()} of {len(heard.data)} bytes") if wanted else SILENCE
    if not port:
        return SILENCE
    forms = [_binary(answer, device, heard.data[4:8])] + ([_xml(answer, device)] if wanted == _ALSO_XML else [])
    after_s = device.chance.uniform(0, DELAY_S)
    return Hearing(tuple(Reply(form, "asker", port, after_s=after_s) for form in forms))


def _binary(answer: BoschAnswer, device: Device, transaction: bytes) -> bytes:
    addresses = b"".join(ip_bytes(device.fill(name)) for name in ("${ip}", "${mask}", "${gateway}"))
    kind = bytes.fromhex(answer.device_type)
    return MAGIC + transaction + mac_bytes(device.facts) + kind + addresses + bytes.fromhex("00030071")


def _xml(answer: BoschAnswer, device: Device) -> bytes:
    rows = "".join(f"<{name}>{escape(device.fill(value))}</{name}>" for name, value in answer.fields)
    head = '<?xml version="1.0" encoding="UTF-8"?><root xmlns="OEMExt00:device-1-0"><device>'
    return f"{head}{rows}</device></root>".encode()
