"""The UPnP device description: what the root device says of itself in XML, fetched by HTTP.

Source: UPnP Device Architecture 1.1, clause 2.3. Hikvision serves it as `/upnpdevicedesc.xml`, Axis as
`/rootdesc1.xml`; FantasticFiasco/axis-js holds an Axis camera's (packages/axis-discovery-ssdp/test/root-descriptions).
"""

import re

from scanner.codec import http, xml
from scanner.codec.octets import mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

_FIELDS = {
    "deviceType": "ssdp.device_type",
    "manufacturer": "ssdp.manufacturer",
    "modelName": "ssdp.model",
    "modelNumber": "ssdp.model_number",
    "modelDescription": "ssdp.description",
    "friendlyName": "ssdp.name",
    "serialNumber": "ssdp.serial",
    "UDN": "ssdp.udn",
}

_TWELVE_DIGITS = re.compile(r"[0-9A-Fa-f]{12}")
# Axis names a device `uuid:Upnp-BasicDevice-1_0-ACCC8E270AD8`. The end of a real UUID may be any number.
_AXIS_UDN = re.compile(r"uuid:Upnp-BasicDevice-1_0-([0-9A-Fa-f]{12})", re.IGNORECASE)
_LOCALLY_ADMINISTERED = 0b10


def read(exchange: Exchange) -> list[Fact]:
    """Read the first device's own elements, not those of devices inside it; an answer without one gives nothing."""
    answer = http.parse(exchange.received, http.is_complete(exchange))
    root = xml.parse(answer.body) if answer and answer.status == 200 else None
    device = None if root is None else xml.find(root, "root", "device")
    if device is None:
        return []
    told: dict[str, str] = {}
    for element in xml.children(device):
        field, value = _FIELDS.get(xml.local_name(element)), xml.text_of(element)
        if field and value:
            told.setdefault(field, value)
    address = _mac(told.get("ssdp.serial", ""), told.get("ssdp.udn", ""))
    facts = [Fact(field, told[field]) for field in _FIELDS.values() if field in told]
    return [*facts, Fact("mac", address)] if address else facts


def _mac(serial: str, udn: str) -> str:
    """Return the MAC that serial or UDN is. Twelve decimal digits are a number, unless the UDN repeats them."""
    axis = _AXIS_UDN.fullmatch(udn)
    if axis:
        return _registered(axis[1])
    return "" if serial.isdecimal() else _registered(serial)


def _registered(digits: str) -> str:
    octets = bytes.fromhex(digits) if _TWELVE_DIGITS.fullmatch(digits) else b""
    return "" if not octets or octets[0] & _LOCALLY_ADMINISTERED else mac(octets)
