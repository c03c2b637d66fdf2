"""WS-Discovery as cameras speak it: Probes for ONVIF devices, and what their answers and Hellos tell.

Sources: WS-Discovery 2005/04 and OASIS WS-Discovery 1.1 (2009/01); ONVIF Core Specification, Device discovery.
"""

import re

from scanner.codec import xml
from scanner.codec.octets import RANDOM_UUID, uuid_text
from scanner.codec.scopes import scope_facts, scope_macs
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 3702
GROUPS = ("239.255.255.250", "ff02::c")

MAX_DATAGRAM = 65_535
MAX_MATCHES = 16
MAX_LIST = 64

# The envelopes are our own constants and not made by the WSDiscovery package: importing any part of it loads sockets,
# threading and interface look-ups into a pure room, and its writer draws a random id where the caller must give one.
# The package is the tests' oracle instead: it must read these Probes as its own, and agree on well-formed answers.
_PROBE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="{addressing}" xmlns:d="{discovery}"{more}>'
    "<s:Header><a:Action>{discovery}/Probe</a:Action><a:MessageID>{message_id}</a:MessageID><a:To>{to}</a:To></s:Header>"
    "<s:Body>{body}</s:Body></s:Envelope>"
)
_2005 = {
    "addressing": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "discovery": "http://schemas.xmlsoap.org/ws/2005/04/discovery",
    "to": "urn:schemas-xmlsoap-org:ws:2005:04:discovery",
}
_2009 = {
    "addressing": "http://www.w3.org/2005/08/addressing",
    "discovery": "http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01",
    "to": "urn:docs-oasis-open-org:ws-dd:ns:discovery:2009:01",
}
_NVT = {
    "more": ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl"',
    "body": "<d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe>",
}
_DEVICE = {
    "more": ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl"',
    "body": "<d:Probe><d:Types>tds:Device</d:Types></d:Probe>",
}
_ANY = {"more": "", "body": "<d:Probe/>"}
_DIALECTS = {
    "nvt": _2005 | _NVT,
    "device": _2005 | _DEVICE,
    "any": _2005 | _ANY,
    "nvt-2009": _2009 | _NVT,
}
DIALECTS = tuple(_DIALECTS)

_PROBE_ID = re.compile(b"MessageID>(urn:uuid:" + RANDOM_UUID + b")<")
_MESSAGE_ID = re.compile(r"(?:urn:)?uuid:[0-9a-fA-F-]{36}")
_UUID_URI = re.compile(
    r"(?:(urn:uuid|uuid):)?(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-(?P<version>[0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-(?P<tail>[0-9a-f]{12}))"
)
_HELD = frozenset({"EndpointReference", "Types", "Scopes", "XAddrs"})
# What asks or takes leave: what these hold describes no device that is there.
_NOT_AN_ANSWER = frozenset({"Probe", "Resolve", "Bye"})


def probe(dialect: str, message_id: str) -> bytes:
    """Return a Probe in one of DIALECTS. Raises KeyError for any other, ValueError for an id that is no UUID URI."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"not a UUID URI: {message_id!r}")
    return _PROBE.format(message_id=message_id, **_DIALECTS[dialect]).encode()


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return a Probe in each dialect, under ids made of the octets."""
    return tuple(
        (dialect, probe(dialect, f"urn:uuid:{uuid_text(_stirred(octets, n))}")) for n, dialect in enumerate(DIALECTS)
    )


def is_question(data: bytes) -> bool:
    """Whether this is one of these Probes, under a random id, and nothing else."""
    found = _PROBE_ID.search(data)
    return found is not None and any(data == probe(dialect, found[1].decode()) for dialect in DIALECTS)


def _stirred(octets: bytes, number: int) -> bytes:
    """Return other octets for each number: receivers drop a message whose id they have seen."""
    return bytes((octets[0] + number & 0xFF, *octets[1:]))


def read(exchange: Exchange) -> list[Fact]:
    """Read ProbeMatches, ResolveMatches, a Hello or Uniview's own variant; another's Probe or Bye gives nothing."""
    root = xml.parse(exchange.received[:MAX_DATAGRAM])
    if root is None:
        return []
    matches = _matches(root)
    if not matches and xml.find(root, "Fault") is None:
        return []
    message_id = xml.text_of(xml.find(root, "MessageID"))
    facts = [Fact("wsd.namespace", namespace) for namespace in xml.namespaces(root)]
    for match in matches:
        facts += _match_facts(match, message_id)
    return facts


def _matches(root: xml.Element) -> list[xml.Element]:
    """Return what describes one device each: whatever holds a reference or lists directly, by any name.

    So ProbeMatch, ResolveMatch and Hello are read alike, and Uniview's variants, with one record or several, too.
    """
    found = []
    for element in xml.elements(root):
        held = {xml.local_name(child) for child in xml.children(element)}
        if held & _HELD and xml.local_name(element) not in _NOT_AN_ANSWER:
            found.append(element)
    return found[:MAX_MATCHES]


def _match_facts(match: xml.Element, message_id: str) -> list[Fact]:
    scopes = _list(match, "Scopes")
    types = (name.rpartition(":")[2] for name in _list(match, "Types"))
    facts = [Fact("wsd.type", name) for name in types if name]
    facts += scope_facts(scopes)
    facts += [Fact("wsd.xaddr", address) for address in _list(match, "XAddrs")]
    reference = xml.text_of(xml.find(match, "EndpointReference", "Address"))
    return facts + (_reference_facts(reference, message_id, scope_macs(scopes)) if reference else [])


def _list(match: xml.Element, name: str) -> list[str]:
    """Return a blank-separated list's items as written; several elements of the name count as one list."""
    texts = [xml.text_of(child, xml.MAX_BYTES) for child in xml.children(match) if xml.local_name(child) == name]
    return [item[: xml.MAX_TEXT] for item in " ".join(texts).split()][:MAX_LIST]


def _reference_facts(reference: str, message_id: str, macs: list[str]) -> list[Fact]:
    form, mac = _reference_form(reference, message_id, macs)
    facts = [Fact("wsd.endpoint_reference", reference), Fact("wsd.endpoint_reference.form", form)]
    return [*facts, Fact("wsd.endpoint_reference.mac", mac)] if mac else facts


def _reference_form(reference: str, message_id: str, macs: list[str]) -> tuple[str, str]:
    """Say how the reference was made, and the MAC at its end where that is what stands there.

    `mac-tail-echo`: the answer's own id is the same UUID, whose end can be a MAC. `mac-tail`: the end is a MAC that a
    scope tells, or stands at the end of the answer's otherwise different id too. A UUID of version 4 (RFC 9562) that is
    merely repeated is one random number, and proves no MAC.
    """
    own, answer = _UUID_URI.fullmatch(reference.lower()), _UUID_URI.fullmatch(message_id.lower())
    if own is None:
        return "malformed", ""
    plain, tail = own[1] or "malformed", own["tail"]
    mac = ":".join(tail[index : index + 2] for index in range(0, 12, 2))
    told, possible = mac in macs, _can_be_mac(mac)
    if answer and answer["uuid"] == own["uuid"]:
        return ("mac-tail-echo", mac) if told or (possible and own["version"] != "4") else (plain, "")
    if told or (possible and answer and answer["tail"] == tail):
        return "mac-tail", mac
    return plain, ""


def _can_be_mac(mac: str) -> bool:
    """Whether a maker could have given this address: not for a group, not locally administered, not all zeros."""
    first = int(mac[:2], 16)
    return not first & 0b11 and mac != "00:00:00:00:00:00"
