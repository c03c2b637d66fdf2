"""A labelled corpus's rows -> observations, by the codecs that read real devices.

A row is one JSON object: `label` (device_type, vendor, oem_of, model), `quality` and `observations` by protocol. What a
row leaves out is not taken for what the device left out: facts about absence are kept of whole captures only. Protocols
that are never asked, and answers that need a login, give nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scanner.codec import axis_basicdeviceinfo, greeting, http, onvif, rtsp, wsdiscovery, xml
from scanner.codec.scopes import normal_mac, scope_facts
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact, Observation
from scanner.model.outcome import Outcome

Row = Mapping[str, Any]

_ADDRESS = "192.0.2.1"
_OF_WHOLE_ANSWERS = frozenset(
    {"http.missing_header", "http.header_names", "http.anomaly", "http.status", "rtsp.header_names", "rtsp.status"}
)
_ONVIF_FIELDS = {
    "Manufacturer": "onvif.device.manufacturer",
    "Model": "onvif.device.model",
    "FirmwareVersion": "onvif.device.firmware",
    "SerialNumber": "onvif.device.serial",
    "HardwareId": "onvif.device.hardware",
}
_AXIS_FIELDS = {
    "root.Brand.Brand": "http.axis.brand",
    "root.Brand.ProdNbr": "http.axis.model",
    "root.Brand.ProdType": "http.axis.type",
    "root.Properties.Firmware.Version": "http.axis.version",
    "root.Properties.System.SerialNumber": "http.axis.serial",
}
_DHIP_FIELDS = {"Vendor": "dhip.vendor", "DeviceType": "dhip.model", "Version": "dhip.version"}
_SSDP_FIELDS = {"manufacturer": "ssdp.manufacturer", "modelName": "ssdp.model", "friendlyName": "ssdp.name"}


def observations_of_row(row: Row) -> tuple[Observation, ...]:
    """Return what an anonymous scan would have observed; nothing for a row whose answer needs a login."""
    if row.get("auth_required"):
        return ()
    seen = row["observations"]
    found: list[Observation] = []
    for at, (protocol, facts) in enumerate(_facts(seen, row.get("quality") == "capture")):
        endpoint = Endpoint(_ADDRESS, _PORTS.get(protocol, 1))
        found += [Observation(fact.field, fact.value, endpoint, f"row-{at}") for fact in facts if fact.value]
    return tuple(dict.fromkeys(found))


_PORTS = {"http": 80, "rtsp": 554, "onvif": 80, "tls": 443, "ftp": 21, "telnet": 23, "ssh": 22, "wsd": 3702}


def _facts(seen: Mapping[str, Any], whole: bool) -> Iterator[tuple[str, list[Fact]]]:
    for page in seen.get("http", ()):
        yield "http", _http(page, whole)
    for answer in seen.get("rtsp", ()):
        yield "rtsp", _rtsp(answer, whole)
    yield from _onvif(seen.get("onvif", {}))
    yield "ssdp", _ssdp(seen.get("ssdp", {}))
    yield "tls", _named(seen.get("tls", {}), {"subject": "tls.subject", "issuer": "tls.issuer"})
    yield "snmp", _named(seen.get("snmp", {}), {"sysDescr": "snmp.description", "sysObjectID": "snmp.object_id"})
    yield "dhcp", _named(seen.get("dhcp", {}), {"vendor_class": "dhcp.vendor_class"})
    for protocol, begin in (("ftp", "220 "), ("telnet", ""), ("ssh", "SSH-2.0-")):
        banner = seen.get(protocol, {}).get("banner")
        if banner:
            yield protocol, _greeting(banner, begin)
    yield "mac", [Fact("mac", f"{block}:00:00:01") for block in seen.get("oui", ()) if len(block) == len("00:00:00")]
    yield "dhip", _dhip(seen.get("dahua_dhdiscover", {}))
    yield "http", _axis(seen)


def _http(page: Mapping[str, Any], whole: bool) -> list[Fact]:
    headers = list((page.get("headers") or {}).items())
    text = page.get("body") or _page_of(page)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    received = f"HTTP/1.1 {page.get('status', 200)} -\r\n{head}\r\n{text}".encode()
    facts = http.read(_exchange("http", "GET /", received))
    if not (whole and headers and "status" in page):
        facts = [fact for fact in facts if fact.field not in _OF_WHOLE_ANSWERS]
    facts += [Fact("http.status", str(page["status"]))] if "status" in page else []
    return facts + _icons(page)


def _page_of(page: Mapping[str, Any]) -> str:
    """Return a page that holds the pieces which the row gives of one."""
    title = page.get("title") or page.get("title_ci")
    pieces = [f"<title>{title}</title>"] if title else []
    return "\n".join([*pieces, *page.get("body_contains", ()), *page.get("body_contains_ci", ())])


def _icons(page: Mapping[str, Any]) -> list[Fact]:
    return [
        Fact(f"http.favicon.{name}", str(page[f"favicon_{name}"]))
        for name in ("mmh3", "md5")
        if page.get(f"favicon_{name}") is not None
    ]


def _rtsp(answer: Mapping[str, Any], whole: bool) -> list[Fact]:
    headers = dict(answer.get("headers") or {})
    if answer.get("realm") and "WWW-Authenticate" not in headers:
        headers["WWW-Authenticate"] = f'Digest realm="{answer["realm"]}"'
    length = {name: value for name, value in headers.items() if name.lower() != "content-length"}
    head = "".join(f"{name}: {value}\r\n" for name, value in length.items())
    received = f"RTSP/1.0 {answer.get('status', 200)} -\r\n{head}\r\n{answer.get('sdp') or ''}".encode()
    facts = rtsp.read(_exchange("rtsp", answer.get("method") or "OPTIONS", received))
    if not (whole and headers and "status" in answer):
        facts = [fact for fact in facts if fact.field not in _OF_WHOLE_ANSWERS]
    return facts


def _onvif(seen: Mapping[str, Any]) -> Iterator[tuple[str, list[Fact]]]:
    yield "onvif", _named(seen.get("device_information", {}), _ONVIF_FIELDS)
    for name, operation in (
        ("device_information_xml", "GetDeviceInformation"),
        ("system_date_time_xml", "GetSystemDateAndTime"),
    ):
        if seen.get(name):
            received = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n\r\n" + seen[name].encode()
            yield "onvif", onvif.read(_exchange("onvif", operation, received))
    if seen.get("probe_match_xml"):
        yield "wsd", wsdiscovery.read(_exchange("wsdiscovery", "probe", seen["probe_match_xml"].encode()))
        return
    facts = [Fact("wsd.type", name.rpartition(":")[2]) for name in seen.get("types", ())]
    facts += scope_facts(list(seen.get("scopes", ())))
    reference = seen.get("endpoint_reference")
    yield "wsd", [*facts, Fact("wsd.endpoint_reference", reference)] if reference else facts


def _ssdp(seen: Mapping[str, Any]) -> list[Fact]:
    lines = (line.partition(":") for line in (seen.get("message") or "").splitlines())
    facts = [Fact("ssdp.server", value.strip()) for name, _, value in lines if name.strip().upper() == "SERVER"]
    root = xml.parse((seen.get("description_xml") or "").encode())
    if root is not None:
        facts += [Fact(field, xml.text_of(xml.find(root, name))) for name, field in _SSDP_FIELDS.items()]
    return facts


def _greeting(banner: str, begin: str) -> list[Fact]:
    """Read a banner as the port said it: sources cut the code or version off that every greeting begins with."""
    text = banner if banner.startswith(begin) else begin + banner
    return greeting.read(_exchange("greeting", "listen", text.encode()))


def _dhip(seen: Mapping[str, Any]) -> list[Fact]:
    info = seen.get("params", {}).get("deviceInfo", {})
    mac = normal_mac(str(seen.get("mac", "")))
    facts = _named(seen, {"method": "dhip.method"}) + _named(info, _DHIP_FIELDS)
    return [*facts, Fact("mac", mac)] if mac else facts


def _axis(seen: Mapping[str, Any]) -> list[Fact]:
    lines = (line.partition("=") for line in seen.get("axis_param_cgi", "").splitlines())
    facts = [Fact(_AXIS_FIELDS[name], value.strip()) for name, _, value in lines if name in _AXIS_FIELDS]
    answer = seen.get("axis_basicdeviceinfo")
    return facts + (axis_basicdeviceinfo.read(_json_exchange(answer)) if answer else [])


def _json_exchange(answer: Mapping[str, Any]) -> Exchange:
    body = json.dumps(answer).encode()
    return _exchange("axis_basicdeviceinfo", "POST", b"HTTP/1.1 200 OK\r\n\r\n" + body)


def _named(values: Mapping[str, Any], fields: Mapping[str, str]) -> list[Fact]:
    return [Fact(field, str(values[name])) for name, field in fields.items() if values.get(name)]


def _exchange(protocol: str, question: str, received: bytes) -> Exchange:
    endpoint = Endpoint(_ADDRESS, 1)
    target = Target(_ADDRESS)
    return Exchange("row", target, endpoint, protocol, question, 0.0, 0.0, Outcome.ANSWERED, b"", received)


def rows_of(lines: Iterable[str]) -> Iterator[Row]:
    """Read JSON lines."""
    return (json.loads(line) for line in lines if line.strip())
