"""Exchanges as a scan or a listening leaves them, with what codecs read from them. MACs are of the small library."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from scanner.model.endpoint import Endpoint, Target, Transport
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome

ONE, TWO, THREE = (f"00:aa:01:00:00:0{at}" for at in (1, 2, 3))
_PORTS = {"arp": 0, "neighbour_table": 0, "record": 0, "dhcp": 68, "http": 80, "onvif": 80, "tls": 443}
_TRANSPORTS: dict[str, Transport] = {"neighbour_table": "arp", "arp": "arp", "record": "record"}
_numbers = count(1)


@dataclass(frozen=True)
class Answer:
    """One exchange with its observations."""

    exchange: Exchange
    observations: tuple[Observation, ...]

    @property
    def name(self) -> str:
        return self.exchange.id


def answer(address, protocol, fields=(), *, started=10.0, target=None, details=None):
    """Make an answer; `fields` are pairs, or a mapping."""
    over_tcp = protocol in ("http", "onvif", "tls")
    transport = _TRANSPORTS.get(protocol, "tcp" if over_tcp else "udp")
    place = Endpoint(address, _PORTS.get(protocol, 3702), transport)
    outcome = Outcome.SIGHTED if protocol == "record" else Outcome.ANSWERED
    name = f"x{next(_numbers)}"
    exchange = Exchange(
        name, target or Target(address), place, protocol, "", started, started + 1, outcome, details=details or {}
    )
    pairs = fields.items() if isinstance(fields, dict) else fields
    return Answer(exchange, tuple(Observation(field, value, place, name) for field, value in pairs))


def arp(address, mac, **more):
    return answer(address, "arp", {"mac": mac}, **more)


def sadp(address, mac, serial="DS-2CD2143G0-I20190701AAWRD12345678", model="DS-2CD2143G0-I", **more):
    fields = {"sadp.type": "IPCamera", "mac": mac, "sadp.serial": serial, "sadp.model": model}
    return answer(address, "sadp", fields, **more)


def wsd(address, reference, hardware="AL-1", **more):
    fields = [("wsd.endpoint_reference", reference)] + ([("wsd.scope.hardware", hardware)] if hardware else [])
    return answer(address, "wsdiscovery", fields, **more)


def onvif(address, serial="A1234567", model="AL-1", firmware="V1.0 build 190701", **more):
    fields = {"onvif.device.model": model, "onvif.device.firmware": firmware, "onvif.device.serial": serial}
    return answer(address, "onvif", fields, **more)


def dhcp(address, mac, name="cam", **more):
    return answer(address, "dhcp", {"mac": mac, "dhcp.hostname": name}, **more)


def record(address, mac, **more):
    return answer(address, "record", {"mac": mac}, **more)


def exchanges(answers: Sequence[Answer]) -> list[Exchange]:
    return [item.exchange for item in answers]


def observations(answers: Sequence[Answer]) -> list[Observation]:
    return [seen for item in answers for seen in item.observations]
