"""Replays a transcript: the scan, its exchanges with their observations, its sweeps and its coverage."""

from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from scanner.model.coverage import Coverage
from scanner.model.errors import TranscriptFault
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.transcript import records
from scanner.transcript.chain import Record, named, read_chain


@dataclass(slots=True)
class Replay:
    """A transcript read whole. `ended` is None and `complete` False for a scan that was cut short."""

    path: Path
    header: records.ScanHeader
    sha256: str
    head: str = ""
    exchanges: list[tuple[Exchange, list[Observation]]] = field(default_factory=list)
    sweeps: list[records.SweepInterval] = field(default_factory=list)
    coverage: Coverage | None = None
    ended: float | None = None
    complete: bool = False
    unanswered_intents: int = 0


def replay(path: Path) -> Replay:
    """Read and check a transcript. Raises TranscriptFault where it is damaged or something else."""
    chain = read_chain(path)
    first, head = next(chain, ({}, ""))
    if first.get("type") != "scan" or first.get("format") != records.FORMAT:
        raise TranscriptFault(f"{path}:1: not a {records.FORMAT} file")
    with named(path, 1):
        found = Replay(path, records.scan_header(first), _digest(path), head)
    intents: dict[str, Record] = {}
    for number, (record, head) in enumerate(chain, 2):
        with named(path, number):
            _take(record, found, intents)
        found.head = head
    found.unanswered_intents = len(intents)
    return found


def count_records(path: Path) -> tuple[int, str]:
    """Verify the whole chain; return the number of records and the last hash. Raises TranscriptFault."""
    number, head = 0, ""
    for number, (_, head) in enumerate(read_chain(path), 1):  # noqa: B007 - the last values are the answer
        pass
    if not number:
        raise TranscriptFault(f"{path}: holds no record")
    return number, head


def _take(record: Record, found: Replay, intents: dict[str, Record]) -> None:
    match record:
        case {"type": "exchange", "phase": "intent"}:
            intents[record["id"]] = record
        case {"type": "exchange", "phase": "outcome"}:
            found.exchanges.append(records.exchange_of(intents.pop(record["id"]), record))
        case {"type": "sweep", "phase": "done"}:
            found.sweeps.append(records.sweep_of(record))
        case {"type": "coverage"}:
            found.coverage = records.coverage_of(record)
        case {"type": "end"}:
            found.ended, found.complete = record["ended"], record["complete"]
        case _:
            pass  # an intent of a sweep matters to a resumed scan only; other types may come from newer versions


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
