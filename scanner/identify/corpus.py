"""A labelled corpus's rows -> observations, by the codecs that read real devices.

A row is one JSON object: `label` (device_type, vendor, oem_of, model), `quality` and `observations` by protocol. What a
row leaves out is not taken for what the device left out: facts about absence are kept of whole captures only. Protocols
that are never asked, and answers that need a login, give nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scanner.codec import observations_of
from scanner.codec.scopes import scope_facts
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact, Observation
from scanner.model.outcome import Outcome

Row = Mapping[str, Any]

_ADDRESS = "192.0.2.1"
_PORTS = {"http": 80, "rtsp": 554, "onvif": 80, "tls": 443, "ftp": 21, "telnet": 23, "ssh": 22, "wsd": 3702}
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
_MDNS_FIELDS = {"service": "mdns.service", "instance": "mdns.instance", "name": "mdns.instance", "host": "mdns.host"}
_SNMP_FIELDS = {"sysDescr": "snmp.description", "sysObjectID": "snmp.object_id"}
_DHCP_FIELDS = {"vendor_class": "dhcp.vendor_class", "hostname": "dhcp.hostname"}
# Codes that FTP and SSH servers begin with, which sources cut off.
_GREETINGS = {"ftp": ("220 ", ("220 ", "220-")), "telnet": ("", ("",)), "ssh": ("SSH-2.0-", ("SSH-",))}


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


def rows_of(lines: Iterable[str]) -> Iterator[Row]:
    """Read JSON lines."""
    return (json.loads(line) for line in lines if line.strip())


def _facts(seen: Mapping[str, Any], whole: bool) -> Iterator[tuple[str, list[Fact]]]:
    for page in seen.get("http", ()):
        yield "http", _http(page, whole)
    for answer in seen.get("rtsp", ()):
        yield "rtsp", _rtsp(answer, whole)
    yield from _onvif(seen.get("onvif", {}))
    yield "ssdp", _ssdp(seen.get("ssdp", {}))
    yield "mdns", _mdns(seen.get("mdns", {}))
    yield "tls", _named(seen.get("tls", {}), {"subject": "tls.subject", "issuer": "tls.issuer"})
    yield "snmp", _snmp(seen.get("snmp", {}))
    yield "dhcp", _named(seen.get("dhcp", {}), _DHCP_FIELDS)
    for protocol, (begin, begins) in _GREETINGS.items():
        if banner := seen.get(protocol, {}).get("banner"):
            text = banner if banner.startswith(begins) else begin + banner
            yield protocol, _read("greeting", "listen", text.encode())
    yield "mac", [Fact("mac", f"{block}:00:00:01") for block in seen.get("oui", ()) if len(block) == len("00:00:00")]
    if answer := seen.get("dahua_dhdiscover"):
        yield "dhip", _read("dhip", "search", json.dumps(answer).encode())
    yield "http", _axis(seen)


def _http(page: Mapping[str, Any], whole: bool) -> list[Fact]:
    headers = [*(page.get("headers") or {}).items(), *_header_pieces(page.get("header_contains") or ())]
    text = page.get("body") or _page_of(page)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    facts = _read("http", "GET /", f"HTTP/1.1 {page.get('status', 200)} -\r\n{head}\r\n{text}".encode())
    if not (whole and page.get("headers") and "status" in page):
        facts = [fact for fact in facts if fact.field not in _OF_WHOLE_ANSWERS]
    facts += [Fact("http.status", str(page["status"]))] if "status" in page else []
    return facts + _icons(page)


def _header_pieces(pieces: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return pieces of a head as headers: a line as it is, a media type as that, a word as the server's name."""
    for piece in pieces:
        name, colon, value = piece.partition(": ")
        if colon:
            yield name, value
        else:
            yield "Content-Type" if piece.startswith("text/") else "Server", piece


def _page_of(page: Mapping[str, Any]) -> str:
    """Return a page that holds the pieces which the row gives of one."""
    title = page.get("title") or page.get("title_ci")
    pieces = [f"<title>{title}</title>"] if title else []
    return "\n".join([*pieces, *page.get("body_contains", ()), *page.get("body_contains_ci", ())])


def _icons(page: Mapping[str, Any]) -> list[Fact]:
    return [
        Fact(f"http.favicon.{name}", str(page[f"favicon_{name}"]))
        for name in ("mmh3", "md5", "sha256")
        if page.get(f"favicon_{name}") is not None
    ]


def _rtsp(answer: Mapping[str, Any], whole: bool) -> list[Fact]:
    headers = dict(answer.get("headers") or {})
    if answer.get("realm") and "WWW-Authenticate" not in headers:
        headers["WWW-Authenticate"] = f'Digest realm="{answer["realm"]}"'
    length = {name: value for name, value in headers.items() if name.lower() != "content-length"}
    head = "".join(f"{name}: {value}\r\n" for name, value in length.items())
    received = f"RTSP/1.0 {answer.get('status', 200)} -\r\n{head}\r\n{answer.get('sdp') or ''}".encode()
    facts = _read("rtsp", answer.get("method") or "OPTIONS", received)
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
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n\r\n"
            yield "onvif", _read("onvif", operation, head + seen[name].encode())
    if seen.get("probe_match_xml"):
        yield "wsd", _read("wsdiscovery", "probe", seen["probe_match_xml"].encode())
        return
    facts = [Fact("wsd.type", name.rpartition(":")[2]) for name in seen.get("types", ())]
    facts += scope_facts(list(seen.get("scopes", ())))
    facts += [Fact("wsd.xaddr", place) for place in seen.get("xaddrs", ())]
    reference = seen.get("endpoint_reference")
    yield "wsd", [*facts, Fact("wsd.endpoint_reference", reference)] if reference else facts


def _ssdp(seen: Mapping[str, Any]) -> list[Fact]:
    message, description = seen.get("message"), seen.get("description_xml")
    facts = _read("ssdp", "search", message.encode()) if message else []
    if description:
        facts += _read("upnp_description", "GET /", b"HTTP/1.1 200 OK\r\n\r\n" + description.encode())
    return facts


def _mdns(seen: Mapping[str, Any]) -> list[Fact]:
    texts = seen.get("txt") or seen.get("device_info_txt") or ()
    if isinstance(texts, Mapping):
        texts = [f"{name}={value}" for name, value in texts.items()]
    return _named(seen, _MDNS_FIELDS) + [Fact("mdns.text", text) for text in _listed(texts)]


def _snmp(seen: Mapping[str, Any]) -> list[Fact]:
    values = seen.get("oids") or {}
    return _named(seen, _SNMP_FIELDS) + [Fact("snmp.value", f"{oid}={value}") for oid, value in values.items()]


def _axis(seen: Mapping[str, Any]) -> list[Fact]:
    lines = (line.partition("=") for line in seen.get("axis_param_cgi", "").splitlines())
    facts = [Fact(_AXIS_FIELDS[name], value.strip()) for name, _, value in lines if name in _AXIS_FIELDS]
    answer = seen.get("axis_basicdeviceinfo")
    if answer:
        received = b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(answer).encode()
        facts += _read("axis_basicdeviceinfo", "POST", received)
    return facts


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value]


def _named(values: Mapping[str, Any], fields: Mapping[str, str]) -> list[Fact]:
    return [Fact(field, str(values[name])) for name, field in fields.items() if values.get(name)]


def _read(protocol: str, question: str, received: bytes) -> list[Fact]:
    endpoint, target = Endpoint(_ADDRESS, 1), Target(_ADDRESS)
    answer = Exchange("row", target, endpoint, protocol, question, 0.0, 0.0, Outcome.ANSWERED, b"", received)
    return [Fact(seen.field, seen.value) for seen in observations_of(answer)]
