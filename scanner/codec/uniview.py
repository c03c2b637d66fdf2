"""Uniview's own search on UDP 3702: WS-Discovery's envelope around an empty UniviewProbe, sent to everybody.

The question and the answers' forms: public files 57849547531 and 57617078315 (one project): the action repeats the
element's name. The answers hold scopes and addresses as WS-Discovery's do, with firmware and serial number in them.
"""

import re

from scanner.codec import wsdiscovery
from scanner.codec.octets import uuid_text

PORT = 3702

_SPACE = "http://www.uniview.com/Ver10/Device/wsdl"
_QUESTION = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:tns="' + _SPACE + '">'
    "<s:Header><a:Action>" + _SPACE + "/UniviewProbe</a:Action><a:MessageID>{message_id}</a:MessageID></s:Header>"
    "<s:Body><tns:UniviewProbe/></s:Body></s:Envelope>"
)
_ID = re.compile(rb"<a:MessageID>(urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})<")

read = wsdiscovery.read


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, under an id made of the octets."""
    return (("probe", _QUESTION.format(message_id=f"urn:uuid:{uuid_text(octets)}").encode()),)


def is_question(data: bytes) -> bool:
    """Whether this is that question, under whatever id, and nothing else."""
    found = _ID.search(data)
    return found is not None and data == _QUESTION.format(message_id=found[1].decode()).encode()
