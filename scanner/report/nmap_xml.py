"""The devices in the XML form of nmap, for the many tools that read it.

Structure: nmap's docs/nmap.dtd, xmloutputversion 1.05. The DTD admits one name of a scanner only, so `scanner` says
nmap and `args` says what really ran. What nmap has no place for stands in a host script, `camscan-identity`.
"""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from lxml import etree

from scanner.model.claim import Claim, FirmwareClaim, Grade, Kind
from scanner.model.device import Device
from scanner.model.inventory import Inventory, ScanFacts
from scanner.report.plain import printable, shortened
from scanner.report.wording import Names, grade_word, mark_text, named, place_of

_LONGEST = 200
_CONFIDENCE = {Grade.CONFIRMED: "10", Grade.PROBABLE: "7", Grade.POSSIBLE: "4"}
_ON_RECORD_ONLY = "on_record_only"
_UNNAMED_CONFIDENCE = "3"
# nmap's own words for protocols and devices.
_PROTOCOLS = {"onvif": "http", "wsd": "ws-discovery"}
_DEVICE_TYPES = {Kind.CAMERA: "webcam", Kind.ENCODER: "webcam", Kind.RECORDER: "media device"}


def nmap_xml(inventory: Inventory, names: Names, include_all: bool = False) -> str:
    """Write the document: one host an address, its open ports, and who made what answers there.

    A device that was heard before it had an address has no place in this form, and is left out.
    """
    devices = inventory.devices if include_all else inventory.video_devices
    run = _run(inventory.scan)
    for address, found in _by_address(devices).items():
        run.append(_host(address, found, names))
    run.append(_statistics(inventory))
    text = etree.tostring(run, encoding="unicode", pretty_print=True, doctype="<!DOCTYPE nmaprun>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _run(scan: ScanFacts) -> etree._Element:
    run = _element("nmaprun", scanner="nmap", args=_arguments(scan), start=_seconds(scan.started))
    run.set("version", printable(scan.tool_version))
    run.set("xmloutputversion", "1.05")
    run.append(_element("verbose", level="0"))
    run.append(_element("debugging", level="0"))
    return run


def _arguments(scan: ScanFacts) -> str:
    command = f"camscan scan {' '.join(scan.targets)} --profile {scan.profile}"
    return printable(f"{command} (scan {scan.id}, not run by nmap)")


def _by_address(devices: Iterable[Device]) -> dict[str, list[Device]]:
    found: dict[str, list[Device]] = {}
    for device in devices:
        for address in dict.fromkeys(target.address for target in device.targets):
            if not ip_address(address).is_unspecified:
                found.setdefault(address, []).append(device)
    return found


def _host(address: str, devices: list[Device], names: Names) -> etree._Element:
    host = _element("host", starttime=_seconds(min(one.first_seen for one in devices)))
    host.set("endtime", _seconds(max(one.last_seen for one in devices)))
    host.append(_element("status", state=_state(devices), reason="user-set", reason_ttl="0"))
    host.append(_element("address", addr=address, addrtype="ipv6" if ":" in address else "ipv4"))
    if len(devices) == 1 and devices[0].mac:
        host.append(_element("address", addr=printable(devices[0].mac).upper(), addrtype="mac"))
    ports = etree.SubElement(host, "ports")
    for device in devices:
        ports.extend(_ports(address, device, names))
    host.append(_identities(devices, names))
    return host


def _state(devices: Iterable[Device]) -> str:
    """Return `unknown` where records alone know of somebody there, else `up`."""
    answered = any(all(mark.name != _ON_RECORD_ONLY for mark in device.marks) for device in devices)
    return "up" if answered else "unknown"


def _ports(address: str, device: Device, names: Names) -> Iterator[etree._Element]:
    protocols: dict[tuple[str, int], list[str]] = {}
    for service in device.services:
        if service.endpoint.address == address:
            protocols.setdefault((service.endpoint.transport, service.endpoint.port), []).append(service.protocol)
    for (transport, number), found in sorted(protocols.items()):
        port = _element("port", protocol=transport, portid=str(number))
        port.append(_element("state", state="open", reason="user-set", reason_ttl="0"))
        port.append(_service(found, device, names))
        yield port


def _service(protocols: list[str], device: Device, names: Names) -> etree._Element:
    spoken = [protocol for protocol in protocols if protocol not in ("tls", "unknown")]
    name = spoken[0] if spoken else "unknown"
    service = _element("service", name=printable(_PROTOCOLS.get(name, name)), method="probed")
    grade = Grade(grade_word(device.manufacturer))
    service.set("conf", _CONFIDENCE.get(grade, _UNNAMED_CONFIDENCE))
    if "tls" in protocols:
        service.set("tunnel", "ssl")
    if grade in _CONFIDENCE:
        service.set("product", f"{named(device.manufacturer, names)} {_value(device.model)}".rstrip())
    if version := _value(device.firmware):
        service.set("version", version)
    if device_type := _DEVICE_TYPES.get(device.counted_kind):
        service.set("devicetype", device_type)
    return service


def _identities(devices: list[Device], names: Names) -> etree._Element:
    identities = [(device, dict(_identity(device, names))) for device in devices]
    lines = [f"{place_of(device)}: {', '.join(map(' '.join, facts.items()))}" for device, facts in identities]
    script = _element("script", id="camscan-identity", output="\n".join(lines))
    for device, facts in identities:
        table = etree.SubElement(script, "table", key=place_of(device))
        for key, text in facts.items():
            etree.SubElement(table, "elem", key=key).text = text
    host_script = etree.Element("hostscript")
    host_script.append(script)
    return host_script


def _identity(device: Device, names: Names) -> Iterator[tuple[str, str]]:
    yield "kind", device.counted_kind.value
    if device.brand and device.brand.value:
        yield "label", named(device.brand, names)
    yield "manufacturer", named(device.manufacturer, names)
    yield "manufacturer_grade", grade_word(device.manufacturer)
    for key, claim in (("model", device.model), ("firmware", device.firmware), ("serial", device.serial)):
        if text := _value(claim):
            yield key, text
    if device.marks:
        yield "marks", "; ".join(map(mark_text, device.marks))
    yield "id", shortened(device.id, _LONGEST)


def _statistics(inventory: Inventory) -> etree._Element:
    scan, coverage = inventory.scan, inventory.coverage
    ended = scan.started if scan.ended is None else scan.ended
    statistics = etree.Element("runstats")
    finished = _element("finished", time=_seconds(ended), elapsed=f"{ended - scan.started:.2f}")
    finished.set("exit", "success" if scan.complete else "error")
    statistics.append(finished)
    counts = {"up": coverage.answered, "down": coverage.silent, "total": coverage.probed}
    statistics.append(_element("hosts", **{key: str(count) for key, count in counts.items()}))
    return statistics


def _element(tag: str, **attributes: str) -> etree._Element:
    return etree.Element(tag, attributes)


def _value(claim: Claim | FirmwareClaim | None) -> str:
    return shortened((claim and claim.value) or "", _LONGEST)


def _seconds(moment: float) -> str:
    return str(int(moment))
