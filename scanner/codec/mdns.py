"""Multicast DNS: which services a device offers, on which host, and what its TXT records say.

Sources: RFC 1035 (messages), RFC 6762 (multicast DNS), RFC 6763 (DNS-SD: names of services and instances, TXT).
The message is taken apart by zeroconf's DNSIncoming, which bounds names, labels and compression. Importing zeroconf
loads sockets that nobody opens and takes some 60 ms; codecs load when their protocol is first read, so only this one
pays for it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from zeroconf import DNSIncoming, DNSOutgoing, DNSPointer, DNSQuestion, DNSRecord, DNSService, DNSText

from scanner.codec.octets import text
from scanner.codec.scopes import normal_mac
from scanner.codec.xml import MAX_TEXT, allowed
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

PORT = 5353
GROUPS = ("224.0.0.251", "ff02::fb")
# The services by which cameras are known: Axis's, Arecont's, those of the PSIA family, and what everybody offers; and
# the question for all types, which some answer who offer none of these. Guessed makers' types are left out.
SERVICES = (
    "_axis-video._tcp",
    "_axis-nvr._tcp",
    "_arec._tcp",
    "_psia._tcp",
    "_CGI._tcp",
    "_onvif._tcp",
    "_rtsp._tcp",
    "_http._tcp",
    "_services._dns-sd._udp",
)
_QUERY_FLAGS, _POINTER, _TEXT, _SERVICE, _INTERNET = 0, 12, 16, 33, 1
MAX_INSTANCES = 16
_MAX_LABEL = 63  # RFC 1035 clause 2.3.4
_MAX_QUERY = 1_460  # what zeroconf writes into one datagram
MAX_DATAGRAM = 9_000  # RFC 6762 clause 17
MAX_RECORDS = 256
MAX_STRINGS = 64
MAX_FACTS = 128

# DNSIncoming reads the clock unless it is told a time; nothing here depends on it.
_ANY_TIME = 1.0
# An instance's name may hold dots: its service is the last that is named.
_NAME = re.compile(r"(?:(?P<instance>.+)\.)?(?P<service>_[A-Za-z0-9-]{1,63}\._(?:tcp|udp))\.[^.]+\.", re.DOTALL)
_ALL_SERVICES = "_services._dns-sd._udp."
_SUBTYPE = "._sub"
# By the lower-case name: what an instance can be of, so not the question for all types.
_SPELLING = {service.lower(): service for service in SERVICES[:-1]}
_MAC_KEYS = ("macaddress", "mac")


def questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return one query for all of SERVICES, which holds nothing random (RFC 6762 clause 18.1: the id is zero)."""
    return (("services", _query()),)


def is_question(data: bytes) -> bool:
    """Whether this is that query or a `follow_up`, and nothing else."""
    return data == _query() or (0 < len(data) <= _MAX_QUERY and data == follow_up(_asked_about(data)))


def follow_up(instances: Sequence[str]) -> bytes:
    """Return one query for SRV and TXT of instances that an answer named; empty where none can be asked about.

    At most MAX_INSTANCES, each by its whole name (`Gate._axis-video._tcp.local.`) and of one of SERVICES. Names with a
    dot in the instance are left out, because zeroconf cannot write them, and unprintable ones.
    """
    names = list(dict.fromkeys(name for given in instances if (name := _askable(given))))[:MAX_INSTANCES]
    return _written((name, kind) for name in names for kind in (_SERVICE, _TEXT)) if names else b""


def instances(data: bytes) -> list[str]:
    """Return the whole names that an answer points to without telling their TXT, for `follow_up`.

    They are few: a responder should add SRV and TXT by itself (RFC 6763 clause 12.1).
    """
    message = DNSIncoming(data[:MAX_DATAGRAM], now=_ANY_TIME)
    records = message.answers()[:MAX_RECORDS] if message.is_response() else []
    told = {_askable(record.name) for record in records if isinstance(record, DNSText)}
    named = (_askable(record.alias) for record in records if isinstance(record, DNSPointer))
    return list(dict.fromkeys(name for name in named if name and name not in told))


@cache
def _query() -> bytes:
    return _written((f"{service}.local.", _POINTER) for service in SERVICES)


def _written(asked: Iterable[tuple[str, int]]) -> bytes:
    outgoing = DNSOutgoing(_QUERY_FLAGS)
    for name, kind in asked:
        outgoing.add_question(DNSQuestion(name, kind, _INTERNET))
    return outgoing.packets()[0]


def _asked_about(data: bytes) -> list[str]:
    return [question.name for question in DNSIncoming(data, now=_ANY_TIME).questions]


def _askable(name: str) -> str:
    """Return an instance's whole name in our spelling of its service, or nothing where nobody may ask about it."""
    match = _NAME.fullmatch(name)
    if match is None or not match["instance"] or not name.lower().endswith(".local."):
        return ""
    instance, service = match["instance"], _SPELLING.get(match["service"].lower(), "")
    plain = instance.isprintable() and "." not in instance and "\ufffd" not in instance
    return f"{instance}.{service}.local." if plain and service and len(instance.encode()) <= _MAX_LABEL else ""


def read(exchange: Exchange) -> list[Fact]:
    """Read services, instances, hosts and texts, each once; a question and what is no DNS message give nothing.

    Of a message that is cut or broken, the records before the fault are read. Records that take leave (TTL 0) count:
    whoever sent them was there.
    """
    message = DNSIncoming(exchange.received[:MAX_DATAGRAM], now=_ANY_TIME)
    if not message.is_response() or (message.num_questions and not message.valid):
        return []
    facts = [fact for record in message.answers()[:MAX_RECORDS] for fact in _record_facts(record)]
    return [fact for fact in dict.fromkeys(facts) if fact.value][:MAX_FACTS]


def _record_facts(record: DNSRecord) -> Iterator[Fact]:
    if isinstance(record, DNSPointer):
        yield from _name_facts(record.name)
        yield from _name_facts(record.alias)
    elif isinstance(record, DNSService):
        yield from _name_facts(record.name)
        yield Fact("mdns.host", _clean(record.server.rstrip(".")))
    elif isinstance(record, DNSText):
        yield from _name_facts(record.name)
        yield from _text_facts(record.text)


def _name_facts(name: str) -> Iterator[Fact]:
    match = None if name.lower().startswith(_ALL_SERVICES) else _NAME.fullmatch(name)
    if match is None:
        return
    yield Fact("mdns.service", match["service"])
    if match["instance"] and not match["instance"].endswith(_SUBTYPE):
        yield Fact("mdns.instance", _clean(match["instance"]))


def _text_facts(data: bytes) -> Iterator[Fact]:
    """Read the strings of a TXT record, each behind its length (RFC 1035 clause 3.3.14)."""
    position = 0
    for _ in range(MAX_STRINGS):
        if position >= len(data):
            return
        told = text(data[position + 1 : position + 1 + data[position]])
        position += 1 + data[position]
        yield Fact("mdns.text", told)
        key, _, value = told.partition("=")
        if key.lower() in _MAC_KEYS:
            yield Fact("mac", normal_mac(value))


def _clean(name: str) -> str:
    return allowed(name).strip()[:MAX_TEXT].rstrip()
