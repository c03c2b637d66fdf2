"""One device's observations -> what is claimed of it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from scanner.fingerprint.compile import Compiled
from scanner.fingerprint.match import Match, match
from scanner.identify import maker, particulars
from scanner.identify.firmware import firmware
from scanner.identify.kind import kind
from scanner.identify.nameplate import Nameplates
from scanner.identify.oui import BlockTable, ToldMac
from scanner.identify.witness import Witness
from scanner.model.claim import Claim, FirmwareClaim
from scanner.model.observation import Observation


@dataclass(frozen=True, slots=True)
class Identity:
    """All claims about one device, its MAC addresses and the matches under them. A claim nobody can make is None."""

    kind: Claim
    brand: Claim | None
    manufacturer: Claim | None
    model: Claim | None
    firmware: FirmwareClaim | None
    serial: Claim | None
    macs: tuple[str, ...]
    matches: tuple[Match, ...]


class Identifier:
    """A library with what identification looks up in it, built once for many devices."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.library = compiled.library
        self.blocks = BlockTable(compiled.library)
        self.nameplates = Nameplates(compiled.library)

    def identify(self, observations: Iterable[Observation], left_out: Container[str] = ()) -> Identity:
        """Return what the observations of one device say of it, but for the fingerprints with the ids left out."""
        seen = tuple(observations)
        matches = tuple(item for item in match(seen, self.compiled) if item.fingerprint not in left_out)
        macs = particulars.macs(matches, seen)
        silent = maker.is_silent(seen)
        told = {name: self._told(macs, seen, name) for name in ("manufacturer", "brand")}
        own = maker.manufacturer_candidates(matches, told["manufacturer"], silent=silent)
        shown = maker.manufacturer(own, None, None, self.library, silent=silent)
        brand = maker.brand(matches, told["brand"], seen, shown, self.library)
        model = particulars.model(matches, _parties(shown, brand))
        built_by = maker.manufacturer(own, brand, model, self.library, silent=silent)
        parties = _parties(built_by, brand)
        return Identity(
            kind=kind(matches, seen, model, (built_by, brand), self.library),
            brand=brand,
            manufacturer=built_by,
            model=model,
            firmware=firmware(matches, built_by, brand, self.library),
            serial=particulars.serial(matches, parties),
            macs=tuple(mac.text for mac in macs),
            matches=matches,
        )

    def _told(self, macs: Iterable[ToldMac], observations: Iterable[Observation], attribute: str) -> list[Witness]:
        """Return the witnesses that are no fingerprints: MAC blocks and nameplates."""
        return [*self.blocks.witnesses(macs, attribute), *self.nameplates.witnesses(observations, attribute)]


def _parties(*claims: Claim | None) -> frozenset[str]:
    return frozenset(claim.value for claim in claims if claim and claim.value)
