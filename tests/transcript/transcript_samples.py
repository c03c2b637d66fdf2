"""A small transcript of every kind of record, and shortcuts to read what a file really holds."""

import json
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scanner.model.coverage import Coverage, NetworkCoverage, NotProbed
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.transcript.chain import GENESIS, sealed
from scanner.transcript.records import ScanHeader, SweepInterval
from scanner.transcript.write import TranscriptWriter

HEADER = ScanHeader(
    id="20260302T101500Z-a1b2c3",
    started=1_772_446_500.125,
    site="Northtown Leisure Centre",
    operator="Estates Team",
    authority="CHG0041776",
    targets=("10.1.2.0/24", "10.1.3.4:8001"),
    excluded=("10.1.2.9",),
    profile="normal",
    public_allowed=False,
    tool_version="0.1.0",
    fingerprints_version="2026.3",
    settings={"ports": "80,554", "max_rate": 1000.0, "host": {"connections": 2}},
)
SWEEP = SweepInterval(
    id="s1",
    seed=77,
    ports=(80, 554),
    first=0,
    last=511,
    started=1_772_446_500.5,
    ended=1_772_446_502.5,
    open=(Endpoint("10.1.2.7", 80), Endpoint("10.1.2.8", 554)),
    refused=(Endpoint("10.1.2.20", 80),),
    not_sent=3,
)
COVERAGE = Coverage(
    in_scope=256,
    probed=255,
    answered=3,
    refused_only=1,
    silent=252,
    not_probed=(NotProbed("10.1.2.9/32", "excluded"),),
    networks=(NetworkCoverage("10.1.2.0/24", 256, 255, 3, 252, True),),
    blind_spots=("multicast stayed off on eth1: 203.0.113.0/24 is not wholly in scope",),
)


def exchange(
    number: int,
    received: bytes = b"",
    *,
    sent: bytes = b"",
    address: str = "10.1.2.7",
    port: int = 80,
    protocol: str = "http",
    question: str = "get /",
    outcome: Outcome = Outcome.ANSWERED,
    **details: str,
) -> Exchange:
    return Exchange(
        id=f"x{number}",
        target=Target(address),
        endpoint=Endpoint(address, port),
        protocol=protocol,
        question=question,
        started=1_772_446_503.0 + number,
        ended=1_772_446_503.25 + number,
        outcome=outcome,
        sent=sent,
        received=received,
        details=details,
    )


def observed(asked: Exchange, *pairs: tuple[str, str]) -> list[Observation]:
    return [Observation(field, value, asked.endpoint, asked.id) for field, value in pairs]


def write_all(path: Path, exchanges: Iterable[tuple[Exchange, list[Observation]]], header: ScanHeader = HEADER) -> Path:
    """Write a whole transcript: a sweep, the exchanges, coverage and end."""
    with TranscriptWriter(path, header) as writer:
        writer.sweep(SWEEP, "intent")
        writer.sweep(SWEEP, "done")
        for asked, observations in exchanges:
            writer.intent(asked)
            writer.outcome(asked, observations)
        writer.coverage(COVERAGE)
        writer.end(1_772_446_600.0, complete=True)
    return path


def write_chained(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    """Write any records under a valid chain, as a stranger could."""
    head, lines = GENESIS, []
    for record in records:
        line, head = sealed(record, head)
        lines.append(line)
    path.write_text("".join(lines), "ascii")
    return path


def plain_records(path: Path) -> list[dict[str, Any]]:
    """The records as JSON says them, the chain unchecked."""
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def everything_in(path: Path) -> bytes:
    """All that a reader could find in the file: bytes after base64 decoding, and every other text."""
    found = []
    for record in plain_records(path):
        found += [b64decode(record.pop(key)) for key in ("sent", "received") if key in record]
        record.pop("hash")
        found.append(json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return b"\n".join(found)
