"""Exchanges, sweeps and the scan's own facts to and from transcript records."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from scanner.model.coverage import Coverage, LinkCoverage, LocalLimit, NetworkCoverage, NotProbed
from scanner.model.endpoint import Endpoint, Target, Transport
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome

FORMAT = "camscan.transcript/1"


@dataclass(frozen=True, slots=True)
class ScanHeader:
    """What was asked, by whom and with what: the first record."""

    id: str
    started: float
    site: str
    operator: str
    authority: str
    targets: tuple[str, ...]
    excluded: tuple[str, ...]
    profile: str
    public_allowed: bool
    tool_version: str
    fingerprints_version: str
    settings: dict[str, Any] = field(default_factory=dict)
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class SweepInterval:
    """One stretch of a sweep: targets number `first` to `last` of the permutation with this seed, on these ports.

    `open` and `refused` name what answered. Silence is not listed: it is the rest of the stretch. `not_sent` counts
    attempts that this machine could not make. `look` is what was sent, `tcp` or the name of a search whose answers are
    exchanges of their own; `part` which addresses it numbers: the whole scope, or its attached or its routed part.
    """

    id: str
    seed: int
    ports: tuple[int, ...]
    first: int
    last: int
    started: float
    ended: float = 0.0
    open: tuple[Endpoint, ...] = ()
    refused: tuple[Endpoint, ...] = ()
    not_sent: int = 0
    look: str = "tcp"
    part: str = "scope"

    def exchanges(self) -> Iterator[Exchange]:
        """Yield an exchange for each answer, so that an open port has provenance like everything else."""
        for outcome, endpoints in ((Outcome.ANSWERED, self.open), (Outcome.REFUSED, self.refused)):
            for number, endpoint in enumerate(endpoints):
                name = f"{self.id}.{'o' if outcome is Outcome.ANSWERED else 'r'}{number}"
                target = Target(endpoint.address)
                yield Exchange(name, target, endpoint, "tcp", "connect", self.started, self.ended, outcome)


def scan_record(header: ScanHeader) -> dict[str, Any]:
    """Write the scan's first record."""
    return {"type": "scan", "format": FORMAT, **asdict(header)}


def scan_header(record: dict[str, Any]) -> ScanHeader:
    """Read the scan's first record."""
    known = {name: record[name] for name in ScanHeader.__slots__}
    return ScanHeader(**{**known, "targets": tuple(known["targets"]), "excluded": tuple(known["excluded"])})


def intent_record(exchange: Exchange) -> dict[str, Any]:
    """Write what is about to be sent."""
    return {
        "type": "exchange",
        "phase": "intent",
        "id": exchange.id,
        "target": _target(exchange.target),
        "endpoint": _endpoint(exchange.endpoint),
        "protocol": exchange.protocol,
        "question": exchange.question,
        "started": exchange.started,
        "sent": b64encode(exchange.sent).decode(),
    }


def outcome_record(exchange: Exchange, observations: Iterable[Observation]) -> dict[str, Any]:
    """Write what became of an intent, and what today's codecs read in it."""
    return {
        "type": "exchange",
        "phase": "outcome",
        "id": exchange.id,
        "ended": exchange.ended,
        "outcome": exchange.outcome.value,
        "received": b64encode(exchange.received).decode(),
        "truncated": exchange.truncated,
        "details": dict(exchange.details),
        "observations": [[item.field, item.value] for item in observations],
    }


def exchange_of(intent: dict[str, Any], outcome: dict[str, Any]) -> tuple[Exchange, list[Observation]]:
    """Read an exchange from its two records, with the observations stored beside it."""
    endpoint = _read_endpoint(intent["endpoint"])
    exchange = Exchange(
        id=intent["id"],
        target=_read_target(intent["target"]),
        endpoint=endpoint,
        protocol=intent["protocol"],
        question=intent["question"],
        started=intent["started"],
        ended=outcome["ended"],
        outcome=Outcome(outcome["outcome"]),
        sent=b64decode(intent["sent"]),
        received=b64decode(outcome["received"]),
        truncated=outcome["truncated"],
        details=outcome["details"],
    )
    return exchange, [Observation(name, value, endpoint, exchange.id) for name, value in outcome["observations"]]


def sweep_record(interval: SweepInterval, phase: str) -> dict[str, Any]:
    """Write a sweep's stretch: `intent` before its first packet, `done` with what answered."""
    plain = {name: getattr(interval, name) for name in SweepInterval.__slots__}
    plain["open"] = [_endpoint(item) for item in interval.open]
    plain["refused"] = [_endpoint(item) for item in interval.refused]
    return {"type": "sweep", "phase": phase, **plain}


def sweep_of(record: dict[str, Any]) -> SweepInterval:
    """Read a sweep's stretch."""
    known = {name: record[name] for name in SweepInterval.__slots__ if name in record}
    known["ports"] = tuple(known["ports"])
    for name in ("open", "refused"):
        known[name] = tuple(_read_endpoint(item) for item in known[name])
    return SweepInterval(**known)


def coverage_record(coverage: Coverage) -> dict[str, Any]:
    """Write how far the scan reached."""
    return {"type": "coverage", **asdict(coverage)}


def coverage_of(record: dict[str, Any]) -> Coverage:
    """Read how far the scan reached."""
    known = {name: record[name] for name in Coverage.__slots__ if name in record}
    known["not_probed"] = tuple(NotProbed(**item) for item in known["not_probed"])
    known["networks"] = tuple(NetworkCoverage(**item) for item in known["networks"])
    known["blind_spots"] = tuple(known["blind_spots"])
    known["links"] = tuple(LinkCoverage(**{**item, "asked": tuple(item["asked"])}) for item in known.get("links", ()))
    known["limits"] = tuple(LocalLimit(**item) for item in known.get("limits", ()))
    return Coverage(**known)


def _target(target: Target) -> list[Any]:
    return [target.address, list(target.tcp_ports), list(target.udp_ports)]


def _read_target(value: list[Any]) -> Target:
    return Target(value[0], tuple(value[1]), tuple(value[2]))


def _endpoint(endpoint: Endpoint) -> list[Any]:
    return [endpoint.transport, endpoint.address, endpoint.port]


def _read_endpoint(value: list[Any]) -> Endpoint:
    transport: Transport = value[0]
    return Endpoint(value[1], int(value[2]), transport)
