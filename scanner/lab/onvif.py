"""The lab's ONVIF device service: some calls answered to anyone (ONVIF Core, class PRE_AUTH), the others refused.

Bodies are our own writing of the schema `ver10/device/wsdl`; envelope, prefixes, headers and faults are the unit's.
"""

import re
import time
from collections.abc import Callable
from xml.sax.saxutils import escape

from scanner.lab.device import Device
from scanner.lab.unit import Fault, OnvifAnswer, Response, Service

SOAP = "http://www.w3.org/2003/05/soap-envelope"
DEVICE = "http://www.onvif.org/ver10/device/wsdl"
SCHEMA = "http://www.onvif.org/ver10/schema"

_CALL = re.compile(r"<(?:[\w.-]{1,40}:)?Body[^>]{0,400}>\s{0,200}<(?:[\w.-]{1,40}:)?(\w{1,80})")

# The order of the elements in Capabilities is the schema's (ver10/schema/onvif.xsd, type Capabilities).
_CAPABILITIES = (
    ("Analytics", "http://www.onvif.org/ver20/analytics/wsdl"),
    ("Device", DEVICE),
    ("Events", "http://www.onvif.org/ver10/events/wsdl"),
    ("Imaging", "http://www.onvif.org/ver20/imaging/wsdl"),
    ("Media", "http://www.onvif.org/ver10/media/wsdl"),
    ("PTZ", "http://www.onvif.org/ver20/ptz/wsdl"),
)


def called(envelope: str) -> str:
    """Return the local name of the first element in a SOAP body, or an empty text."""
    found = _CALL.search(envelope[:16_384])
    return found[1] if found else ""


def answer(service: OnvifAnswer, device: Device, envelope: str) -> tuple[Response, str]:
    """Return the response's status and headers, and its envelope."""
    call = called(envelope)
    open_headers = Response(headers=service.headers)
    if call == "GetDeviceInformation" and service.information:
        return open_headers, _write(service, device, _information(service, device))
    if call in service.opened and call in _BODIES:
        return open_headers, _write(service, device, _BODIES[call](service, device))
    refused = service.refused
    text = _write(service, device, _fault(service, refused)) if refused.reason else device.fill(refused.body)
    return refused, text


def _tag(prefix: str, name: str, inner: str) -> str:
    return f"<{prefix}:{name}>{inner}</{prefix}:{name}>"


def _prefix(service: OnvifAnswer, namespace: str) -> str:
    return next(prefix for prefix, uri in service.declare if uri == namespace)


def _write(service: OnvifAnswer, device: Device, body: str) -> str:
    soap = _prefix(service, SOAP)
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in service.declare)
    head = f"{service.declaration}\n<{soap}:Envelope {spaces}>"
    return f"{head}{_tag(soap, 'Body', device.fill(body))}</{soap}:Envelope>"


def _clock(service: OnvifAnswer, _: Device) -> str:
    tds, tt = _prefix(service, DEVICE), _prefix(service, SCHEMA)
    now = time.gmtime()
    clock = (("Hour", now.tm_hour), ("Minute", now.tm_min), ("Second", now.tm_sec))
    date = (("Year", now.tm_year), ("Month", now.tm_mon), ("Day", now.tm_mday))
    utc = _tag(tt, "Time", "".join(_tag(tt, name, str(value)) for name, value in clock))
    utc += _tag(tt, "Date", "".join(_tag(tt, name, str(value)) for name, value in date))
    inner = _tag(tt, "DateTimeType", service.clock) + _tag(tt, "DaylightSavings", "false")
    inner += _tag(tt, "TimeZone", _tag(tt, "TZ", escape(service.zone))) + _tag(tt, "UTCDateTime", utc)
    return _tag(tds, "GetSystemDateAndTimeResponse", _tag(tds, "SystemDateAndTime", inner))


def _services(service: OnvifAnswer, device: Device) -> str:
    tds, tt = _prefix(service, DEVICE), _prefix(service, SCHEMA)
    rows = ""
    for each in service.services:
        version = _tag(tt, "Major", each.major) + _tag(tt, "Minor", each.minor)
        address = _tag(tds, "XAddr", _address(service, device, each))
        rows += _tag(tds, "Service", _tag(tds, "Namespace", each.namespace) + address + _tag(tds, "Version", version))
    return _tag(tds, "GetServicesResponse", rows)


def _address(service: OnvifAnswer, device: Device, each: Service) -> str:
    return each.path if "://" in each.path else f"http://{device.place.at(service.port)}{each.path}"


def _capabilities(service: OnvifAnswer, device: Device) -> str:
    tds, tt = _prefix(service, DEVICE), _prefix(service, SCHEMA)
    offered = {each.namespace: each for each in service.services}
    rows = "".join(
        _tag(tt, name, _tag(tt, "XAddr", _address(service, device, offered[uri])))
        for name, uri in _CAPABILITIES
        if uri in offered
    )
    return _tag(tds, "GetCapabilitiesResponse", _tag(tds, "Capabilities", rows))


def _hostname(service: OnvifAnswer, _: Device) -> str:
    tds, tt = _prefix(service, DEVICE), _prefix(service, SCHEMA)
    name = _tag(tt, "Name", service.hostname) if service.hostname else ""
    inner = _tag(tds, "HostnameInformation", _tag(tt, "FromDHCP", "false") + name)
    return _tag(tds, "GetHostnameResponse", inner)


def _information(service: OnvifAnswer, _: Device) -> str:
    tds, told = _prefix(service, DEVICE), service.information
    assert told is not None
    fields = (
        ("Manufacturer", told.manufacturer),
        ("Model", told.model),
        ("FirmwareVersion", told.firmware),
        ("SerialNumber", told.serial),
        ("HardwareId", told.hardware),
    )
    rows = "".join(_tag(tds, name, escape(value)) for name, value in fields)
    return _tag(tds, "GetDeviceInformationResponse", rows)


def _fault(service: OnvifAnswer, refused: Fault) -> str:
    soap = _prefix(service, SOAP)
    subcode = _tag(soap, "Subcode", _tag(soap, "Value", refused.subcode)) if refused.subcode else ""
    code = _tag(soap, "Code", _tag(soap, "Value", f"{soap}:{refused.code}") + subcode)
    text = f'<{soap}:Text xml:lang="en">{escape(refused.reason or "")}</{soap}:Text>'
    return _tag(soap, "Fault", code + _tag(soap, "Reason", text))


_BODIES: dict[str, Callable[[OnvifAnswer, Device], str]] = {
    "GetSystemDateAndTime": _clock,
    "GetServices": _services,
    "GetCapabilities": _capabilities,
    "GetHostname": _hostname,
}
