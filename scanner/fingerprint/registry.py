"""Who registered which MAC blocks: the IEEE's registries as fingerprints/mac_blocks.tsv holds them.

tools/update_oui.py generates the table. Its first line says of what day it is; every other line is a registrant's name,
a tab, and the registrant's blocks: 6, 7 or 9 hex digits each.
"""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TABLE_NAME = "mac_blocks.tsv"
_DATE = re.compile(r"as of (\d{4}-\d{2}-\d{2})")
_LENGTHS = (9, 7, 6)


@dataclass(frozen=True)
class Registry:
    """The table's text, read as far as somebody asks."""

    text: str

    @property
    def date(self) -> str | None:
        """The day of which the table is, RFC 3339."""
        found = _DATE.search(self.text.partition("\n")[0])
        return found[1] if found else None

    @cached_property
    def blocks(self) -> Mapping[str, tuple[str, ...]]:
        """Registrant -> blocks."""
        lines = (line.partition("\t") for line in self.text.split("\n") if line and not line.startswith("#"))
        return {name: tuple(blocks.split(" ")) for name, _, blocks in lines}

    @cached_property
    def _registrants(self) -> Mapping[str, str]:
        return {block: name for name, blocks in self.blocks.items() for block in blocks}

    def registrant(self, mac: str) -> str | None:
        """Return who registered the longest block that holds a MAC address (lower case, colons); None if nobody did."""
        block = block_of(mac, self._registrants)
        return self._registrants[block] if block else None

    def blocks_of(self, names: Iterable[str]) -> Iterable[str]:
        """Return the blocks of several registrants; a name that the table does not have gives none."""
        return (block for name in names for block in self.blocks.get(name, ()))


def block_of(mac: str, blocks: Container[str]) -> str | None:
    """Return the longest of the blocks, in bare hex digits, that holds a MAC address (lower case, colons)."""
    digits = mac.replace(":", "")
    return next((digits[:length] for length in _LENGTHS if digits[:length] in blocks), None)


def read_registry(path: Path | None) -> Registry:
    """Read the table; an absent one is empty."""
    return Registry(path.read_text("utf-8") if path and path.is_file() else "")
