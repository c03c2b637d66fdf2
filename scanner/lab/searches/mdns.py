"""The lab's mDNS responder: questions for its services in, PTR, SRV, TXT and addresses out (RFC 6762 and 6763)."""

from ipaddress import IPv6Address

from scanner.lab.device import Device
from scanner.lab.search_unit import MdnsAnswer, MdnsService
from scanner.lab.searches import dns
from scanner.lab.searches.hearing import SILENCE, Heard, Hearing, Reply, forbidden, ip_bytes

PORT = 5353
GROUPS = ("224.0.0.251", "ff02::fb")
# RFC 6762, 10: records that name a host live 120 s, the others 75 minutes.
HOST_TTL_S, OTHER_TTL_S = 120, 4500
# RFC 6762, 6: an answer that others may give too waits this long.
WAIT_S = (0.02, 0.12)
_ALL_TYPES = "_services._dns-sd._udp.local"


def hear(answer: MdnsAnswer, device: Device, heard: Heard) -> Hearing:
    """Answer a query for what this host has and the asker does not know; other operations than a query are commands."""
    flags = dns.flags_of(heard.data)
    if flags is None or flags & 0x8000:
        return SILENCE
    if flags & 0x7800:
        return forbidden(f"opcode {(flags & 0x7800) >> 11}")
    try:
        query = dns.read_query(heard.data)
    except dns.Broken:
        return SILENCE
    ours = records(answer, device)
    found = tuple(record for record in ours if any(_fits(record, question) for question in query.questions))
    found = tuple(record for record in found if (record.name.lower(), _target(record)) not in query.known)
    if not found:
        return SILENCE
    more = tuple(record for record in ours if record not in found and record.type != dns.PTR)
    if heard.asker_port != PORT:
        return Hearing((Reply(dns.write_response(found, more, legacy=query)),))
    unicast = all(question.unicast for question in query.questions)
    after_s = device.chance.uniform(*WAIT_S)
    return Hearing((Reply(dns.write_response(found, more), "asker" if unicast else "group", PORT, after_s),))


def _fits(record: dns.Record, question: dns.Question) -> bool:
    name = record.name.replace("\\.", ".").lower()
    return question.name == name and question.type in (record.type, dns.ANY)


def _target(record: dns.Record) -> str:
    return dns.read_target(record.data) if record.type == dns.PTR else ""


def announce(answer: MdnsAnswer, device: Device, *, begins: bool) -> tuple[Reply, ...]:
    """Return all records unasked, or all of them with no life left."""
    told = records(answer, device, None if begins else 0)
    return (Reply(dns.write_response(told), "group", PORT),)


def records(answer: MdnsAnswer, device: Device, ttl_s: int | None = None) -> tuple[dns.Record, ...]:
    """Return every record of the host; `ttl_s` stands in the place of their own lives."""
    host = f"{device.fill(answer.host)}.local"
    long, short = (OTHER_TTL_S, HOST_TTL_S) if ttl_s is None else (ttl_s, ttl_s)
    found = [
        dns.Record(host, dns.A, ip_bytes(device.fill("${ip}")), short),
        dns.Record(host, dns.AAAA, IPv6Address(device.facts["link_local"]).packed, short),
    ]
    for service in answer.services:
        found += _of_service(service, device, host, (long, short))
    return tuple(found)


def _of_service(service: MdnsService, device: Device, host: str, lives_s: tuple[int, int]) -> list[dns.Record]:
    long, short = lives_s
    kind = f"{service.type}.local"
    name = f"{device.fill(service.name).replace('.', chr(92) + '.')}.{kind}"
    port = device.place.tcp.get(service.port, service.port)
    texts = tuple(device.fill(text) for text in service.txt)
    return [
        dns.Record(_ALL_TYPES, dns.PTR, dns.write_name(kind), long, unique=False),
        dns.Record(kind, dns.PTR, dns.write_name(name), long, unique=False),
        dns.Record(name, dns.SRV, dns.write_srv(port, host), short),
        dns.Record(name, dns.TXT, dns.write_txt(texts), long),
    ]
