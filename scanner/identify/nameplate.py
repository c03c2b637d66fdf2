"""The company that a device's own answers name: the label that its firmware was built for.

Any vendor who has a file is known by name, legal name and aliases, so that no file needs a fingerprint for its own
name. Only protocols that video devices speak count: UPnP names companies on televisions and printers too. A user can
rewrite the ONVIF name, `Northern gate`, so it counts only alone or with one model behind it.
"""

import re
from collections.abc import Iterable

from scanner.fingerprint.load import Library
from scanner.fingerprint.verify import GENERIC
from scanner.identify.weights import WEIGHTS
from scanner.identify.witness import Witness
from scanner.model.observation import Observation
from scanner.model.vocabulary import Channel

PLATES = frozenset({"onvif.device.manufacturer", "sadp.oem", "dhip.vendor", "dhip.manufacturer"})
NAME = "wsd.scope.name"
# One word of at least four characters that holds letters and digits: `DS-2CD2143G0-I`, and neither `gate` nor `A34`.
_NAME_AND_MODEL = re.compile(r"(.+?)[ _-]((?=\S*[A-Za-z])(?=\S*[0-9])\S{4,})")
_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]")
# What registries add to a name and labels leave out.
_FORM = re.compile(
    r"(?:[\s,.&]+(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|gmbh|kg|ag|ab|sa|spa|plc|bv)\.?)+$",
    re.IGNORECASE,
)


class Nameplates:
    """Who is meant by which name."""

    def __init__(self, library: Library) -> None:
        self._makes_own: dict[str, bool] = {}
        self._slugs: dict[str, str] = {}
        for slug, entry in library.vendors.items():
            if slug != GENERIC:
                vendor = entry.content.vendor
                self._makes_own[slug] = vendor.makes == "own"
                for name in (vendor.name, vendor.legal_name, *vendor.aliases):
                    self._slugs.setdefault(_bare(name or slug), slug)

    def find(self, text: str) -> str | None:
        """Return the slug of the vendor who is named so, whatever the case and the legal form."""
        return self._slugs.get(_bare(text))

    def read(self, observation: Observation) -> str | None:
        """Return the slug of the vendor whom an observation names, if it is of a field that does."""
        if observation.field in PLATES:
            return self.find(observation.value)
        if observation.field != NAME:
            return None
        with_model = _NAME_AND_MODEL.fullmatch(observation.value)
        return self.find(observation.value) or (self.find(with_model[1]) if with_model else None)

    def witnesses(self, observations: Iterable[Observation], attribute: str) -> list[Witness]:
        """Return what the nameplates say: of the brand, and of the maker where he builds only his own."""
        found = []
        for slug in {self.read(item) for item in observations}:
            if slug and (attribute == "brand" or self._makes_own[slug]):
                because = f"name/{slug}"
                found.append(Witness(slug, WEIGHTS["strong"], frozenset({Channel.LABEL}), "label", because))
        return sorted(found, key=lambda witness: witness.value)


def _bare(name: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", _FORM.sub("", name.strip()).casefold())
