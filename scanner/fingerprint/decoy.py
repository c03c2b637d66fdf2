"""Answers of what is no camera: nothing strong may match them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from scanner import yamlfile
from scanner.fingerprint.model import Seen, Slug, Text
from scanner.model.errors import FingerprintFault


class Decoy(BaseModel):
    """One thing that is no video device. `made_by` names one of our vendors who did build it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text
    see: Seen
    source: Text
    made_by: Slug | None = None

    @property
    def parties(self) -> set[str]:
        """The slugs that may rightly be named."""
        return {self.made_by} if self.made_by else set()


class DecoyFile(BaseModel):
    """One file of decoys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    decoys: Annotated[tuple[Decoy, ...], Field(min_length=1)]


def load_decoys(directory: Path) -> tuple[Decoy, ...]:
    """Read every `*.yaml` of a directory. Raises FingerprintFault."""
    files = (yamlfile.load(path, DecoyFile, FingerprintFault) for path in sorted(directory.glob("*.yaml")))
    return tuple(decoy for file in files for decoy in file.decoys)


def parties_of(asserts: Mapping[str, str]) -> set[str]:
    """Return the slugs that are said to have made or labelled a device."""
    return {asserts[name] for name in ("manufacturer", "brand") if name in asserts}
