"""The lab's DHIP search of Dahua's platform on UDP 37810: JSON behind a header of 32 bytes, both ways.

rroller/dahua: custom_components/dahua/discovery.py (bare JSON gets no answer, nor a header with its magic turned
round); Phenomite/AMP-Research: Port 37810 (an answer as captured).
"""

import json
import re
import struct

from scanner.lab.device import Device
from scanner.lab.search_unit import DhipAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden

PORT = 37810
GROUP = "239.255.255.251"
_HEADER = struct.Struct("<I4s8sQQ")
_ANSWERS = ("client.notifyDevInfo",)


def hear(answer: DhipAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a search whose header counts its body; every other method is a command."""
    question = _body(heard.data)
    if not isinstance(question, dict) or not isinstance(method := question.get("method"), str):
        return SILENCE
    if method in _ANSWERS:
        return SILENCE
    if method != "DHDiscover.search":
        return forbidden(method)
    params = question.get("params")
    if not isinstance(params, dict) or params.get("mac") not in ("", device.facts["mac"]):
        return SILENCE
    if surplus := set(params) - {"mac", "uni"}:
        return forbidden(f"{method} with {', '.join(sorted(surplus))}")
    return answered(framed(_write(answer, device).encode() + b"\n\x00"))


def framed(body: bytes) -> bytes:
    """Return a body behind its header."""
    return _HEADER.pack(_HEADER.size, b"DHIP", bytes(8), len(body), len(body)) + body


def _write(answer: DhipAnswer, device: Device) -> str:
    """Return the notice of a device, its members sorted and its slashes escaped as in the captures."""
    addresses = {
        "IPv4Address": {
            "DefaultGateway": "${gateway}",
            "DhcpEnable": False,
            "IPAddress": "${ip}",
            "SubnetMask": "${mask}",
        },
        "IPv6Address": {
            "DefaultGateway": None,
            "DhcpEnable": False,
            "IPAddress": "/0",
            "LinkLocalAddress": "${link_local}/64",
        },
    }
    info = {
        **{"AlarmInputChannels": 0, "AlarmOutputChannels": 0, "DeviceClass": answer.device_class},
        **{"DeviceType": answer.model, "HttpPort": 80, **addresses, "Port": answer.port},
        **{"RemoteVideoInputChannels": answer.remote_inputs, "VideoInputChannels": answer.inputs},
        **json.loads(answer.more),
    }
    told = {"MachineName": answer.serial, "SerialNo": answer.serial, "Version": answer.version}
    told |= {"Vendor": answer.vendor, "Manufacturer": answer.manufacturer}
    info |= {name: value for name, value in told.items() if value}
    notice = {"mac": "${mac}", "method": _ANSWERS[0], "params": {"deviceInfo": dict(sorted(info.items()))}}
    text = json.dumps(notice, separators=(", ", " : ") if answer.spaced else (",", ":")).replace("/", "\\/")
    text = device.fill(text)
    return re.sub(r"[{]|[}]", lambda brace: "{ " if brace[0] == "{" else " }", text) if answer.spaced else text


def _body(data: bytes) -> object:
    if len(data) <= _HEADER.size:
        return None
    size, magic, session, length, again = _HEADER.unpack_from(data)
    if (size, magic, session) != (_HEADER.size, b"DHIP", bytes(8)) or length != again:
        return None
    if length != len(data) - _HEADER.size:
        return None
    try:
        return json.loads(data[_HEADER.size :].rstrip(b"\x00"))
    except (ValueError, RecursionError):
        return None
