"""Somebody's record becomes a transcript: each line a sighting, with the line as its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scanner import __version__
from scanner.codec.record import kept
from scanner.engine.plan import scan_id
from scanner.imports import arp_tables, leases, lists, nmap_xml
from scanner.imports.sighting import Fault, Reader, Sighting
from scanner.model.addresses import holds_non_hosts, is_private, range_of_network
from scanner.model.coverage import Coverage
from scanner.model.endpoint import Endpoint, Target
from scanner.model.errors import UsageError
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.scope import Scope
from scanner.net.recorder import Recorder, now
from scanner.report.plain import printable
from scanner.transcript.records import ScanHeader
from scanner.transcript.write import TranscriptWriter

PROFILE = "import"
READERS: Mapping[str, Reader] = {
    "leases": leases.read,
    "arp": arp_tables.read,
    "nmap": nmap_xml.read,
    "list": lists.read,
}
MOST_BYTES = 128 * 1024 * 1024
_MOST_FAULTS = 1_000
# UTF-16 without its mark reads as UTF-8 with a NUL beside each character.
_SAMPLE, _FEWEST_NULS = 4_096, 0.3
# As editors, spreadsheets and Windows write text; the last one reads anything.
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


@dataclass(slots=True)
class Imported:
    """What became of a file's lines. `outside` are addresses that are public or not among the targets.

    `faults` are the first of those that were `skipped`.
    """

    kept: int = 0
    over: int = 0
    outside: int = 0
    skipped: int = 0
    faults: list[Fault] = field(default_factory=list)

    def skip(self, fault: Fault) -> None:
        """Count a line that could not be read, and keep the first of them by name."""
        self.skipped += 1
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(fault)


def read_text(path: Path) -> str:
    """Return a file's text, in whichever encoding it was exported. Raises UsageError."""
    try:
        with path.open("rb") as file:  # a pipe does not tell its size, and /dev/zero has none
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: the file cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path}: more than {MOST_BYTES // 1_048_576} MB is no list of devices")
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _encodings(data: bytes) -> Sequence[str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16", *_ENCODINGS)
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        every_other, others = data[first:_SAMPLE:2], data[1 - first : _SAMPLE : 2]
        if every_other.count(0) > len(every_other) * _FEWEST_NULS and not others.count(0):
            return (encoding, *_ENCODINGS)
    return _ENCODINGS


def import_header(site: str, operator: str, source: str, targets: Sequence[str], fingerprints: str) -> ScanHeader:
    """Return the first record of an import."""
    started = now()
    return ScanHeader(
        id=scan_id(started),
        started=started,
        site=site,
        operator=operator,
        authority="",
        targets=tuple(targets),
        excluded=(),
        profile=PROFILE,
        public_allowed=False,
        tool_version=__version__,
        fingerprints_version=fingerprints,
        settings={"source": source},
    )


def import_file(
    kind: str, path: Path, text: str, scope: Scope | None, writer: TranscriptWriter, *, expired: bool
) -> Imported:
    """Write a file's sightings to the transcript. Raises UsageError for one that holds none and is none of its kind."""
    recorder, result = Recorder(writer), Imported()
    changed = path.stat().st_mtime
    for found in READERS[kind](text):
        if isinstance(found, Fault):
            result.skip(found)
        elif found.over and not expired:
            result.over += 1
        elif not _is_ours(found.address, scope):
            result.outside += 1
        else:
            recorder.take(_exchange(kind, path, found, changed), lambda _: True)
            result.kept += 1
    if not (result.kept or result.over or result.outside):
        why = f":{result.faults[0].line}: {result.faults[0].why}" if result.faults else ": nothing in it tells of one"
        raise UsageError(f"{path}{printable(why)}: is this {_KINDS[kind]}?")
    writer.coverage(_coverage(kind, path, result))
    writer.end(now(), complete=True)
    return result


_KINDS = {"leases": "a list of DHCP leases", "arp": "an ARP table", "nmap": "nmap's XML", "list": "a list of addresses"}


def _is_ours(address: str, scope: Scope | None) -> bool:
    found = range_of_network(address)
    if scope is not None:
        return address in scope.addresses
    return is_private(found) and not holds_non_hosts(found)


def _exchange(kind: str, path: Path, found: Sighting, changed: float) -> Exchange:
    at = round(found.at if found.at is not None else changed, 3)
    return Exchange(
        "",
        Target(found.address),
        Endpoint(found.address, 0, "record"),
        "record",
        kind,
        at,
        at,
        Outcome.SIGHTED,
        b"",
        kept(found.told, found.as_written),
        details={"file": path.name, "line": str(found.line)},
    )


def _coverage(kind: str, path: Path, result: Imported) -> Coverage:
    spots = [f"the file {path.name} ({_KINDS[kind]}) is a record: it says what was there when it was written"]
    if result.skipped:
        spots.append(f"{result.skipped} {'line' if result.skipped == 1 else 'lines'} of {path.name} could not be read")
    return Coverage(0, 0, 0, 0, 0, (), (), tuple(spots))
