"""The company that a device's own ONVIF answers name: the label that its firmware was built for.

Only the fields that firmware fills and a user does not. Any vendor who has a file is known by name, legal name and
aliases, so that no file needs a fingerprint for its own name there. Other protocols name companies on televisions and
printers too; who names himself here speaks ONVIF.
"""

import re
from collections.abc import Iterable

from scanner.fingerprint.load import Library
from scanner.fingerprint.verify import GENERIC
from scanner.identify.weights import WEIGHTS
from scanner.identify.witness import Witness
from scanner.model.observation import Observation
from scanner.model.vocabulary import Channel

FIELD = "onvif.device.manufacturer"
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

    def witnesses(self, observations: Iterable[Observation], attribute: str) -> list[Witness]:
        """Return what the nameplates say: of the brand, and of the maker where he builds only his own."""
        found = []
        for slug in {self.find(item.value) for item in observations if item.field == FIELD}:
            if slug and (attribute == "brand" or self._makes_own[slug]):
                because = f"name/{slug}"
                found.append(Witness(slug, WEIGHTS["strong"], frozenset({Channel.LABEL}), "label", because))
        return sorted(found, key=lambda witness: witness.value)


def _bare(name: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", _FORM.sub("", name.strip()).casefold())
