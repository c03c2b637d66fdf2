"""The lab's Uniview search on UDP 3702: SOAP of Uniview's own namespace, sent by broadcast.

Public files 57849547531 (question and the ways of answering) and 57617078315 (scopes and address of an answer).
"""

from xml.sax.saxutils import escape

from scanner.lab.device import Device
from scanner.lab.search_unit import UniviewAnswer
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, answered, forbidden
from scanner.lab.searches.strict_xml import parsed, text_of

PORT = 3702
SPACE = "http://www.uniview.com/Ver10/Device/wsdl"
_SOAP = "http://www.w3.org/2003/05/soap-envelope"


def hear(answer: UniviewAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer an empty UniviewProbe; any other element of the namespace is a command, unless it is an answer."""
    root = parsed(heard.data)
    body = None if root is None else root.find(f"{{{_SOAP}}}Body")
    if root is None or body is None or not len(body) or not body[0].tag.startswith(f"{{{SPACE}}}"):
        return SILENCE
    name, action, message = body[0].tag.rpartition("}")[2], text_of(root, "Action"), text_of(root, "MessageID")
    if name in ("UniviewProbeMatches", "UniviewProbeMatch"):
        return SILENCE
    if name != "UniviewProbe":
        return forbidden(name)
    if action != f"{SPACE}/UniviewProbe" or not message or len(body[0]):
        return SILENCE
    return answered(_write(answer, device, message))


def _write(answer: UniviewAnswer, device: Device, message: str) -> bytes:
    scopes = escape(device.fill(" ".join(answer.scopes)))
    addresses = escape(device.fill(" ".join(answer.xaddrs)))
    action = "UniviewProbe" if answer.echo else "UniviewProbeMatches"
    relates = "" if answer.echo else f"<a:RelatesTo>{escape(message)}</a:RelatesTo>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{_SOAP}" '
        f'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:tns="{SPACE}">'
        f"<s:Header><a:Action>{SPACE}/{action}</a:Action>{relates}</s:Header><s:Body><tns:UniviewProbeMatches>"
        f"<tns:Scopes>{scopes}</tns:Scopes><tns:XAddrs>{addresses}</tns:XAddrs>"
        "</tns:UniviewProbeMatches></s:Body></s:Envelope>"
    ).encode()
