"""One inventory of several transcripts: a scan, what was heard, and what the council's own records say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from scanner.codec import observations_of
from scanner.engine.heard import observations_in
from scanner.fingerprint.compile import Compiled
from scanner.identify.devices import devices_from
from scanner.model.coverage import Coverage
from scanner.model.device import Device
from scanner.model.exchange import Exchange
from scanner.model.inventory import Inventory, ScanFacts
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.transcript.read import Replay, replay

_NO_COVERAGE = Coverage(0, 0, 0, 0, 0, (), (), ("the transcript ends before its coverage was written",))


def inventory_of(path: Path, compiled: Compiled, tool_version: str, *others: Path, reparse: bool = False) -> Inventory:
    """Identify the devices of one transcript, or of several together. Raises TranscriptFault.

    With `reparse`, today's codecs read the raw bytes anew. Times, targets and site are those of the first transcript
    that asked anything.
    """
    found = [replay(each) for each in (path, *others)]
    exchanges: list[Exchange] = []
    observations: list[Observation] = []
    for number, one in enumerate(found, 1):
        prefix = f"{number}:" if others else ""
        asked, seen = _evidence(one, reparse=reparse)
        exchanges += [replace(item, id=prefix + item.id) for item in asked] if prefix else asked
        observations += [replace(item, exchange=prefix + item.exchange) for item in seen] if prefix else seen
    main = next((one for one in found if one.header.profile not in ("import", "listen")), found[0])
    devices = devices_from(exchanges, observations, compiled, main.header.site)
    coverage = _coverage(found, main, exchanges, devices)
    return Inventory(_facts(main, compiled.library.version, tool_version), coverage, devices)


def _evidence(found: Replay, *, reparse: bool) -> tuple[list[Exchange], list[Observation]]:
    exchanges = [exchange for exchange, _ in found.exchanges]
    observations = observations_in(found, reparse=reparse)
    for interval in found.sweeps:
        for exchange in interval.exchanges():
            exchanges.append(exchange)
            observations += observations_of(exchange)
    return exchanges, observations


def _coverage(
    found: Sequence[Replay], main: Replay, exchanges: Sequence[Exchange], devices: Sequence[Device]
) -> Coverage:
    own = main.coverage or _NO_COVERAGE
    if len(found) == 1:
        return own
    spots = [
        *own.blind_spots,
        *(spot for one in found if one is not main for spot in (one.coverage or _NO_COVERAGE).blind_spots),
    ]
    links = [link for one in found for link in (one.coverage or _NO_COVERAGE).links]
    limits = [limit for one in found for limit in (one.coverage or _NO_COVERAGE).limits]
    return replace(
        own,
        blind_spots=(*dict.fromkeys(spots), *_compared(exchanges, devices)),
        links=tuple(links),
        limits=tuple(limits),
    )


def _compared(exchanges: Sequence[Exchange], devices: Sequence[Device]) -> Iterator[str]:
    """Say where records and answers do not agree."""
    sighted = {exchange.target for exchange in exchanges if exchange.outcome is Outcome.SIGHTED}
    answered = {
        exchange.target for exchange in exchanges if exchange.outcome.heard and exchange.outcome is not Outcome.SIGHTED
    }
    if not sighted:
        return
    silent = [device for device in devices if not answered.intersection(device.targets)]
    unlisted = [device for device in devices if device.is_video and not sighted.intersection(device.targets)]
    if silent:
        yield f"{len(silent)} devices stand in records and answered nothing"
    if unlisted:
        yield f"{len(unlisted)} video devices answered and stand in none of the records"


def _facts(found: Replay, fingerprints_version: str, tool_version: str) -> ScanFacts:
    header = found.header
    return ScanFacts(
        id=header.id,
        started=header.started,
        ended=found.ended,
        complete=found.complete,
        site=header.site,
        operator=header.operator,
        authority=header.authority,
        targets=header.targets,
        excluded=header.excluded,
        profile=header.profile,
        public_allowed=header.public_allowed,
        tool_version=tool_version,
        fingerprints_version=fingerprints_version,
        transcript_sha256=found.sha256,
        transcript_head=found.head,
    )
