"""The lab's WS-Discovery: Probe in, ProbeMatches out; Hello, Bye (WS-Discovery April 2005, §4-5; ONVIF Core §7.3)."""

import re
from typing import Literal
from xml.sax.saxutils import escape

from scanner.lab.device import Device
from scanner.lab.unit import WsdAnswer
from scanner.lab.written import Pair

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
TO_ALL = "urn:schemas-xmlsoap-org:ws:2005:04:discovery"

_PROBE = re.compile(r"<(?:[\w.-]{1,40}:)?Probe[\s>/]")
_MESSAGE = re.compile(r"<(?:[\w.-]{1,40}:)?MessageID[^>]{0,400}>\s{0,200}([^<\s]{1,200})")
_DECLARED = re.compile(r"""xmlns:([\w.-]{1,40})=["']([^"']{1,200})["']""")
_TYPES = re.compile(r"<(?:[\w.-]{1,40}:)?Types[^>]{0,400}>([^<]{0,400})<")


def answer(wsd: WsdAnswer, device: Device, datagram: bytes) -> bytes | None:
    """Return the ProbeMatches for a Probe that fits this device, or None for everything else."""
    text = datagram[:8192].decode("utf-8", "replace")
    message = _MESSAGE.search(text)
    if not _PROBE.search(text) or not message or not _fits(wsd, text):
        return None
    return device.fill(_write(wsd), {"relates_to": escape(message[1])}).encode()


def announcement(wsd: WsdAnswer, device: Device, word: Literal["Hello", "Bye"]) -> bytes:
    """Return the Hello or the Bye of this device. A Bye names the endpoint alone."""
    soap, d = _prefix(wsd.declare, SOAP), _prefix(wsd.declare, DISCOVERY)
    header = "".join(_block(wsd, name, word, TO_ALL) for name in wsd.header if name != "RelatesTo")
    inner = _match(wsd) if word == "Hello" else _endpoint(wsd)
    return device.fill(_envelope(wsd, header, f"<{d}:{word}>{inner}</{d}:{word}>", soap)).encode()


def _fits(wsd: WsdAnswer, text: str) -> bool:
    """Every type asked for must be one of ours; none asked for fits every device.

    A prefix that the Probe does not declare stands for any namespace: devices are that lenient.
    """
    asked = _TYPES.search(text)
    spaces = dict(_DECLARED.findall(text))
    known = dict(wsd.declare)
    ours = [(known.get(prefix, ""), local) for prefix, _, local in (name.rpartition(":") for name in wsd.types.split())]
    wanted = [] if asked is None else [name.rpartition(":") for name in asked[1].split()]
    return all(
        any(local == our_local and spaces.get(prefix, space) == space for space, our_local in ours)
        for prefix, _, local in wanted
    )


def _write(wsd: WsdAnswer) -> str:
    soap, d = _prefix(wsd.declare, SOAP), _prefix(wsd.declare, DISCOVERY)
    header = "".join(_block(wsd, name, "ProbeMatches", wsd.to) for name in wsd.header)
    match = f"<{d}:ProbeMatch>{_match(wsd)}</{d}:ProbeMatch>"
    return _envelope(wsd, header, f"<{d}:ProbeMatches>{match}</{d}:ProbeMatches>", soap)


def _envelope(wsd: WsdAnswer, header: str, body: str, soap: str) -> str:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in wsd.declare)
    head = f"{wsd.declaration}\n<{soap}:Envelope {spaces}><{soap}:Header>{header}</{soap}:Header>"
    return f"{head}<{soap}:Body>{body}</{soap}:Body></{soap}:Envelope>"


def _endpoint(wsd: WsdAnswer) -> str:
    a = _prefix(wsd.declare, ADDRESSING)
    return f"<{a}:EndpointReference><{a}:Address>{wsd.endpoint}</{a}:Address></{a}:EndpointReference>"


def _match(wsd: WsdAnswer) -> str:
    d = _prefix(wsd.declare, DISCOVERY)
    scopes, addresses = escape(" ".join(wsd.scopes)), " ".join(wsd.xaddrs)
    return (
        f"{_endpoint(wsd)}<{d}:Types>{wsd.types}</{d}:Types>"
        + (f"<{d}:Scopes>{scopes}</{d}:Scopes>" if scopes else "")
        + (f"<{d}:XAddrs>{addresses}</{d}:XAddrs>" if addresses else "")
        + f"<{d}:MetadataVersion>{wsd.metadata_version}</{d}:MetadataVersion>"
    )


def _block(wsd: WsdAnswer, name: str, word: str, to: str) -> str:
    a, d = _prefix(wsd.declare, ADDRESSING), _prefix(wsd.declare, DISCOVERY)
    must = f' {_prefix(wsd.declare, SOAP)}:mustUnderstand="true"' if wsd.must_understand else ""
    if name == "AppSequence":
        return f'<{d}:AppSequence InstanceId="${{epoch_s}}" MessageNumber="1"{must}></{d}:AppSequence>'
    value, must = {
        "MessageID": (wsd.message_id, ""),
        "RelatesTo": ("${relates_to}", ""),
        "To": (to, must),
        "Action": (f"{DISCOVERY}/{word}", must),
    }[name]
    return f"<{a}:{name}{must}>{value}</{a}:{name}>"


def _prefix(declare: tuple[Pair, ...], namespace: str) -> str:
    return next(prefix for prefix, uri in declare if uri == namespace)
