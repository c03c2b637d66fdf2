"""Firmware as read: raw text, and its parts by the resolved maker's own way to write versions."""

from collections.abc import Iterable, Sequence

from scanner.fingerprint.firmware import read_firmware
from scanner.fingerprint.load import Library
from scanner.fingerprint.match import Match
from scanner.identify.particulars import agreeing
from scanner.identify.weights import WEIGHTS, grade_of
from scanner.identify.witness import candidates, witnesses_of
from scanner.model.claim import Claim, FirmwareClaim
from scanner.model.vocabulary import Channel, channel_of


def firmware(
    matches: Sequence[Match], maker: Claim | None, brand: Claim | None, library: Library
) -> FirmwareClaim | None:
    """Return the firmware claim: the best text of those who agree with the maker or brand, read by the maker's scheme.

    A text that the scheme reads goes before one that it does not: a web interface's or a module's version is another.
    """
    slugs = [claim.value for claim in (maker, brand) if claim and claim.value]
    own, neutral = agreeing(matches, "firmware", frozenset(slugs))
    said = own + neutral
    if not said:
        return None
    entry = library.vendors.get(slugs[0]) if slugs else None
    schemes = entry.content.firmware if entry else ()
    best = min(said, key=lambda match: (read_firmware(_raw(match), schemes) is None, match not in own, _order(match)))
    raw = _raw(best)
    parts = read_firmware(raw, schemes)
    speakers = own if best in own else neutral
    heard = next(item for item in candidates(witnesses_of(speakers, "firmware")) if item.value == raw)
    return FirmwareClaim(
        value=parts.version or raw if parts else raw,
        raw=raw,
        grade=grade_of(heard.confidence),
        confidence=heard.confidence,
        because=tuple(witness.because for witness in heard.witnesses),
        source=_source(best, raw),
        build=parts.build if parts else None,
        build_date=(parts.date if parts else None) or _told_date(matches, frozenset(slugs)),
    )


def _told_date(matches: Iterable[Match], parties: frozenset[str]) -> str | None:
    """Return the build date that the device tells beside its version, if it tells one only."""
    own, _ = agreeing(matches, "build_date", parties)
    dates = {match.value("build_date") for match in own}
    return dates.pop() if len(dates) == 1 else None


def _raw(match: Match) -> str:
    return match.value("firmware") or ""


def _order(match: Match) -> tuple[float, str, str]:
    return -WEIGHTS[match.strength], match.fingerprint, _raw(match)


def _source(match: Match, raw: str) -> str:
    """Return the field that holds the text, a field for versions first."""
    holding = [item.field for item in match.observations if raw in item.value] or [match.observations[0].field]
    return min(holding, key=lambda field: (channel_of(field) is not Channel.FIRMWARE, field))
