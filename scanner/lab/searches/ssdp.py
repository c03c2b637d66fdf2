"""The lab's SSDP: M-SEARCH in, an answer for each target that fits, NOTIFY at start and end, and the description.

UPnP Device Architecture 1.0, 1.1-1.2 and 2.1: MAN is quoted, MX and ST are there, an answer waits a part of MX.
"""

import re
from xml.sax.saxutils import escape

from scanner.lab.device import Device
from scanner.lab.search_unit import SsdpAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, Reply, forbidden
from scanner.lab.unit import HttpAnswer, Response, Route

PORT = 1900
GROUPS = ("239.255.255.250", "ff02::c")
MOST_WAIT_S = 5
_METHOD = re.compile(rb"([A-Z-]{3,20}) \S{1,200} HTTP/1\.1\r\n")


def hear(answer: SsdpAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a whole M-SEARCH whose target fits. NOTIFY is another device's word, other methods are commands."""
    method = _METHOD.match(heard.data[:300])
    if not method:
        return SILENCE
    if method[1] != b"M-SEARCH":
        return SILENCE if method[1] == b"NOTIFY" else forbidden(method[1].decode())
    headers = _headers(heard.data)
    wait = headers.get("mx", "")
    if not heard.data.startswith(b"M-SEARCH * ") or not heard.data.endswith(b"\r\n\r\n") or not headers.get("host"):
        return SILENCE
    if headers.get("man") != '"ssdp:discover"' or not wait.isdecimal() or not 1 <= int(wait) <= 120:
        return SILENCE
    longest_s = min(int(wait), MOST_WAIT_S)
    fitting = [target for target in _targets(answer, device) if headers.get("st") in (target, "ssdp:all")]
    return Hearing(tuple(_found(answer, device, target, device.chance.uniform(0, longest_s)) for target in fitting))


def _headers(data: bytes) -> dict[str, str]:
    lines = data[:4096].decode("latin-1").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}


def _targets(answer: SsdpAnswer, device: Device) -> list[str]:
    return ["upnp:rootdevice", device.fill(answer.udn), *(device.fill(each) for each in answer.types)]


def _name(answer: SsdpAnswer, device: Device, target: str) -> str:
    udn = device.fill(answer.udn)
    return udn if target == udn else f"{udn}::{target}"


def _location(answer: SsdpAnswer, device: Device) -> tuple[str, str]:
    return "LOCATION", f"http://{device.place.at(answer.port)}{answer.path}"


def _found(answer: SsdpAnswer, device: Device, target: str, after_s: float) -> Reply:
    rows = (
        ("CACHE-CONTROL", f"max-age={answer.max_age_s}"),
        ("DATE", device.fill("${date_http}")),
        ("EXT", ""),
        _location(answer, device),
        *answer.headers,
        ("SERVER", answer.server),
        ("ST", target),
        ("USN", _name(answer, device, target)),
    )
    return Reply(_message("HTTP/1.1 200 OK", device, rows), after_s=after_s)


def announce(answer: SsdpAnswer, device: Device, *, begins: bool) -> tuple[Reply, ...]:
    """Return a NOTIFY for each target: alive, or byebye."""
    told = []
    for target in _targets(answer, device):
        rows = [("HOST", f"{GROUPS[0]}:{PORT}")]
        if begins:
            rows += [("CACHE-CONTROL", f"max-age={answer.max_age_s}"), _location(answer, device), *answer.headers]
        rows += [("NT", target), ("NTS", "ssdp:alive" if begins else "ssdp:byebye")]
        rows += [("SERVER", answer.server)] if begins else []
        rows += [("USN", _name(answer, device, target))]
        told.append(Reply(_message("NOTIFY * HTTP/1.1", device, tuple(rows)), "group", PORT))
    return tuple(told)


def _message(first: str, device: Device, rows: tuple[tuple[str, str], ...]) -> bytes:
    lines = [first, *(f"{name}: {device.fill(value)}".rstrip() for name, value in rows), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def description(answer: SsdpAnswer) -> HttpAnswer:
    """Return the web server behind LOCATION: the description at its path, and nothing else."""
    rows = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in answer.fields)
    version = "<specVersion><major>1</major><minor>0</minor></specVersion>"
    body = (
        f'<?xml version="1.0"?>\n<root xmlns="urn:schemas-upnp-org:device-1-0">{version}'
        f"<device>{rows}{answer.services}</device></root>\n"
    )
    headers = (
        ("Content-Type", "text/xml"),
        ("Server", answer.server),
        ("Content-Length", "${length}"),
        ("Connection", "close"),
    )
    route = Route(path=answer.path, headers=headers, body=body)
    missing = Response(status="404 Not Found", headers=headers[1:])
    return HttpAnswer(source=answer.source, ports=(answer.port,), routes=(route,), otherwise=missing)
