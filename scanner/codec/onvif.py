"""ONVIF's anonymous calls: constant SOAP 1.2 envelopes without any login, and what the answers tell.

Sources: ONVIF Core Specification, Access classes (the PRE_AUTH calls need no login) and device management service;
SOAP 1.2 Part 1, clause 5.4 (faults). GetDeviceInformation is READ_SYSTEM: asked once without credentials, and a refusal
is the end of it.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from scanner.codec import http, xml
from scanner.codec.challenge import challenge_facts
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

_DEVICE = "http://www.onvif.org/ver10/device/wsdl"
_SCHEMA = "http://www.onvif.org/ver10/schema"
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="{device}">'
    "<s:Body>{body}</s:Body></s:Envelope>"
)
_BODIES = {
    "GetSystemDateAndTime": "<tds:GetSystemDateAndTime/>",
    "GetServices": "<tds:GetServices><tds:IncludeCapability>false</tds:IncludeCapability></tds:GetServices>",
    "GetCapabilities": "<tds:GetCapabilities><tds:Category>All</tds:Category></tds:GetCapabilities>",
    "GetHostname": "<tds:GetHostname/>",
    "GetEndpointReference": "<tds:GetEndpointReference/>",
    "GetDeviceInformation": "<tds:GetDeviceInformation/>",
}
OPERATIONS = tuple(_BODIES)
PATH = "/onvif/device_service"

MAX_SERVICES = 64
MAX_CODES = 8

# The element of GetCapabilities that stands for a service of ONVIF; others carry their maker's own namespace.
_CAPABILITIES = {
    "Analytics": "http://www.onvif.org/ver20/analytics/wsdl",
    "Device": _DEVICE,
    "Events": "http://www.onvif.org/ver10/events/wsdl",
    "Imaging": "http://www.onvif.org/ver20/imaging/wsdl",
    "Media": "http://www.onvif.org/ver10/media/wsdl",
    "PTZ": "http://www.onvif.org/ver20/ptz/wsdl",
    "DeviceIO": "http://www.onvif.org/ver10/deviceIO/wsdl",
    "Display": "http://www.onvif.org/ver10/display/wsdl",
    "Recording": "http://www.onvif.org/ver10/recording/wsdl",
    "Search": "http://www.onvif.org/ver10/search/wsdl",
    "Replay": "http://www.onvif.org/ver10/replay/wsdl",
    "Receiver": "http://www.onvif.org/ver10/receiver/wsdl",
    "AnalyticsDevice": "http://www.onvif.org/ver10/analyticsdevice/wsdl",
}
_DEVICE_INFORMATION = {
    "Manufacturer": "onvif.device.manufacturer",
    "Model": "onvif.device.model",
    "FirmwareVersion": "onvif.device.firmware",
    "SerialNumber": "onvif.device.serial",
    "HardwareId": "onvif.device.hardware",
}
_REFUSALS = re.compile(r"not\s?authori[sz]ed|unauthori[sz]ed|failed\s?authentication|authority failure", re.IGNORECASE)


def envelope(operation: str) -> bytes:
    """Return the request body for one of OPERATIONS. Raises KeyError for any other."""
    return _ENVELOPE.format(device=_DEVICE, body=_BODIES[operation]).encode()


def content_type(operation: str) -> str:
    """Return the Content-Type of that request, with SOAP 1.2's action (RFC 3902). Raises KeyError likewise."""
    if operation not in _BODIES:
        raise KeyError(operation)
    return f'application/soap+xml; charset=utf-8; action="{_DEVICE}/{operation}"'


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer by what it holds; `question` decides only where device information lost its own element."""
    answer = http.parse(exchange.received, http.is_complete(exchange))
    if answer is None:
        return []
    facts = []
    for name, value in answer.headers:
        if name.lower() == "www-authenticate":
            facts += challenge_facts(value, "onvif")
    root = _envelope_of(answer.body)
    return facts if root is None else facts + _envelope_facts(root, exchange.question)


def refuses_login(received: bytes) -> bool:
    """Whether the answer says that this call needs a login: by its status (401, 403) or by its fault."""
    answer = http.parse(received, True)
    if answer is None:
        return False
    root = _envelope_of(answer.body)
    fault = _fault(root) if root is not None else ""
    return answer.status in (401, 403) or bool(_REFUSALS.search(fault))


def service_addresses(received: bytes) -> list[str]:
    """Return the http(s) addresses of services that an answer names, as written, each once, in order.

    They are the device's word only: nothing may be sent there before the fence agrees.
    """
    answer = http.parse(received, True)
    root = _envelope_of(answer.body) if answer else None
    found = [] if root is None else [xml.text_of(element) for element in xml.find_all(root, "XAddr")[:MAX_SERVICES]]
    return list(dict.fromkeys(address for address in found if re.match(r"https?://", address, re.IGNORECASE)))


def _envelope_of(body: bytes) -> xml.Element | None:
    root = xml.parse(body)
    return None if root is None else xml.find(root, "Envelope")


def _envelope_facts(root: xml.Element, question: str) -> list[Fact]:
    facts = [Fact("onvif.namespace", namespace) for namespace in xml.namespaces(root)]
    facts += [Fact("onvif.service", uri) for uri in _services(root)]
    single = {
        "onvif.fault": _fault(root),
        "onvif.hostname": xml.text_of(xml.find(root, "HostnameInformation", "Name")),
        "onvif.endpoint_reference": xml.text_of(xml.find(root, "GetEndpointReferenceResponse", "GUID")),
        "onvif.clock": _clock(root),
    }
    facts += [Fact(field, value) for field, value in single.items() if value]
    return facts + _device_information(root, question)


def _services(root: xml.Element) -> list[str]:
    parts = [part for service in xml.find_all(root, "Service") for part in xml.children(service)]
    named = [xml.text_of(part) for part in parts if xml.local_name(part) == "Namespace"][:MAX_SERVICES]
    holder = xml.find(root, "Capabilities")
    inferred = [] if holder is None else list(_capabilities(holder))
    return list(dict.fromkeys(uri for uri in named + inferred if uri))[:MAX_SERVICES]


def _capabilities(holder: xml.Element) -> Iterator[str]:
    """Yield a namespace for each child with an address: ONVIF's by its name, a maker's own by its namespace."""
    for element in xml.elements(holder):
        name, own = xml.local_name(element), xml.namespace_of(element)
        if any(xml.local_name(child) == "XAddr" for child in xml.children(element)):
            yield own if own not in ("", _SCHEMA, _DEVICE) else _CAPABILITIES.get(name, "")


def _fault(root: xml.Element) -> str:
    """Return `code | subcode | reason`, local names only; a part that is missing stays empty, no fault is empty."""
    fault = xml.find(root, "Fault")
    if fault is None:
        return ""
    version_11 = xml.find(fault, "faultcode")
    if version_11 is not None:
        code, subcodes = _unprefixed(version_11), []
        reason = xml.text_of(xml.find(fault, "faultstring"))
    else:
        holder = xml.find(fault, "Code")
        values = [] if holder is None else [_unprefixed(value) for value in xml.find_all(holder, "Value")[:MAX_CODES]]
        code, *subcodes = [value for value in values if value] or [""]
        reason = xml.text_of(xml.find(fault, "Reason", "Text"))
    parts = (code, "/".join(subcodes), " ".join(reason.split()))
    return " | ".join(parts)[: xml.MAX_TEXT] if any(parts) else ""


def _unprefixed(element: xml.Element) -> str:
    return xml.text_of(element).rpartition(":")[2]


def _clock(root: xml.Element) -> str:
    utc = xml.find(root, "UTCDateTime")
    names = ("Year", "Month", "Day", "Hour", "Minute", "Second")
    texts = [xml.text_of(xml.find(utc, name)) if utc is not None else "" for name in names]
    if not all(re.fullmatch(r"[0-9]{1,4}", text) for text in texts):
        return ""
    year, month, day, hour, minute, second = map(int, texts)
    try:
        return f"{datetime(year, month, day, hour, minute, second).isoformat()}Z"
    except ValueError:
        return ""


def _device_information(root: xml.Element, question: str) -> list[Fact]:
    holder = xml.find(root, "GetDeviceInformationResponse")
    if holder is None and question == "GetDeviceInformation":
        holder = xml.find(root, "Body")
    if holder is None:
        return []
    texts = {field: xml.text_of(xml.find(holder, name)) for name, field in _DEVICE_INFORMATION.items()}
    return [Fact(field, text) for field, text in texts.items() if text]
