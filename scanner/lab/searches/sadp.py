"""The lab's SADP, the search of Hikvision's platform on UDP 37020: an inquiry in, a ProbeMatch out, a Hello at start.

MatrixEditor/hiktools: hiktools/sadp; public file 28488762960 (an answer as captured); public file 15462199339 (code of
a device: Hello, and answers sent to the group).
"""

from xml.sax.saxutils import escape

from scanner.lab.device import Device
from scanner.lab.search_unit import SadpAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, Reply, forbidden
from scanner.lab.searches.strict_xml import local, parsed

PORT = 37020
GROUP = "239.255.255.250"
INQUIRIES = ("inquiry", "inquiry_v32")


def hear(answer: SadpAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer an inquiry. Every other Probe, and an inquiry with more than Uuid and Types, is a command."""
    root = parsed(heard.data)
    if root is None or root.tag != "Probe":
        return SILENCE
    told = {local(child.tag): (child.text or "").strip() for child in root}
    kind = told.get("Types", "")
    if kind not in INQUIRIES:
        return forbidden(kind)
    if surplus := set(told) - {"Uuid", "Types"}:
        return forbidden(f"{kind} with {', '.join(sorted(surplus))}")
    if kind not in answer.types or not told.get("Uuid"):
        return SILENCE
    head = (("Uuid", told["Uuid"]), ("Types", kind))
    return Hearing(tuple(_replies(answer, _write(answer, device, "ProbeMatch", head))))


def _replies(answer: SadpAnswer, data: bytes) -> list[Reply]:
    ways = {"asker": Reply(data), "group": Reply(data, "group", PORT)}
    return list(ways.values()) if answer.to == "both" else [ways[answer.to]]


def announce(answer: SadpAnswer, device: Device, *, begins: bool) -> tuple[Reply, ...]:
    """Return the Hello of a device that starts; there is no word for the end."""
    if not begins or not answer.hello:
        return ()
    return (Reply(_write(answer, device, "Hello", (("Types", "hello"),)), "group", PORT),)


def _write(answer: SadpAnswer, device: Device, root: str, head: tuple[tuple[str, str], ...]) -> bytes:
    rows = [f"<{name}>{escape(device.fill(value))}</{name}>" for name, value in (*head, *_fields(answer))]
    return "\r\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<{root}>", *rows, f"</{root}>", ""]).encode()


def _fields(answer: SadpAnswer) -> list[tuple[str, str]]:
    """Return the elements in the order of the capture, and those that the unit adds."""
    fields = (
        ("DeviceType", answer.device_type),
        ("DeviceDescription", answer.model),
        ("DeviceSN", answer.serial),
        ("CommandPort", "8000"),
        ("HttpPort", "80"),
        ("MAC", "${mac_dash}"),
        ("IPv4Address", "${ip}"),
        ("IPv4SubnetMask", "${mask}"),
        ("IPv4Gateway", "${gateway}"),
        *(() if answer.short else _longer(answer)),
        ("SoftwareVersion", answer.software),
        *(() if answer.short else (("DSPVersion", answer.dsp), ("BootTime", "1970-01-15 02:44:11"))),
    )
    return [*((name, value) for name, value in fields if value), *answer.more]


def _longer(answer: SadpAnswer) -> tuple[tuple[str, str], ...]:
    return (
        ("IPv6Address", "::"),
        ("IPv6Gateway", "::"),
        ("IPv6MaskLen", "64"),
        ("DHCP", "true"),
        ("AnalogChannelNum", "0"),
        ("DigitalChannelNum", str(answer.channels)),
    )
