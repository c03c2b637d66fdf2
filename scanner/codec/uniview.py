"""Uniview's own search on UDP 3702: WS-Discovery's envelope around an empty UniviewProbe, sent to everybody.

The question and the answers' forms: public files 57849547531 and 57617078315 (one project): the action repeats the
element's name. The answers hold scopes and addresses as WS-Discovery's do, with firmware and serial number in them.
"""

import re

from scanner.codec import wsdiscovery
from scanner.codec.octets import RANDOM_UUID, uuid_text
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 3702

_SPACE = "http://www.uniview.com/Ver10/Device/wsdl"
_ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
# ReplyTo and To are what WS-Addressing 2004/08 demands of a message that wants an answer.
_QUESTION = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="{_ADDRESSING}" xmlns:tns="{_SPACE}">'
    f"<s:Header><a:Action>{_SPACE}/UniviewProbe</a:Action><a:MessageID>{{message_id}}</a:MessageID>"
    f"<a:ReplyTo><a:Address>{_ADDRESSING}/role/anonymous</a:Address></a:ReplyTo>"
    "<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
    "<s:Body><tns:UniviewProbe/></s:Body></s:Envelope>"
)
_ID = re.compile(b"<a:MessageID>(urn:uuid:" + RANDOM_UUID + b")<")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the one question, under an id made of the octets."""
    return (("probe", _QUESTION.format(message_id=f"urn:uuid:{uuid_text(octets)}").encode()),)


def is_question(data: bytes) -> bool:
    """Whether this is that question, under a random id, and nothing else."""
    found = _ID.search(data)
    return found is not None and data == _QUESTION.format(message_id=found[1].decode()).encode()


def read(exchange: Exchange) -> list[Fact]:
    """Read an answer, whose scopes and addresses stand as in WS-Discovery's."""
    return wsdiscovery.read(exchange)
