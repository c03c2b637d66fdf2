"""Finds and reads the fingerprint files: the shipped ones and the user's own."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

from scanner import yamlfile
from scanner.fingerprint.model import Fingerprint, VendorFile
from scanner.fingerprint.registry import TABLE_NAME, Registry, read_registry
from scanner.model.errors import FingerprintFault

_NO_REGISTRY = Registry("")
_SLUG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True)
class VendorEntry:
    """A vendor's file as read. The slug is the file's name; `document` knows where each part stands."""

    slug: str
    content: VendorFile
    document: yamlfile.Document

    def full_id(self, fingerprint: Fingerprint) -> str:
        """Return the id under which evidence names the fingerprint."""
        return f"{self.slug}/{fingerprint.id}"


@dataclass(frozen=True)
class Library:
    """All that is known, by slug in alphabetical order. `version` is a short hash of the files' contents.

    `registry` is the IEEE's table of MAC blocks, from which `registered_as` takes a vendor's.
    """

    vendors: dict[str, VendorEntry]
    version: str
    registry: Registry = _NO_REGISTRY

    @cached_property
    def blocks(self) -> dict[str, str]:
        """MAC block in bare hex digits -> slug. A block that a file lists itself goes before a registrant's name."""
        named = {
            block: slug
            for slug, entry in self.vendors.items()
            for block in self.registry.blocks_of(entry.content.registered_as)
        }
        listed = {block.replace(":", ""): slug for slug, entry in self.vendors.items() for block in entry.content.oui}
        return named | listed

    @cached_property
    def related(self) -> frozenset[frozenset[str]]:
        """Pairs of slugs that a public record relates: a label and one who makes its units."""
        return frozenset(
            frozenset((slug, record.made_by))
            for slug, entry in self.vendors.items()
            for record in entry.content.vendor.lineage
        )

    def name(self, slug: str) -> str:
        """Return the vendor's name for people; the slug itself where no file has it."""
        entry = self.vendors.get(slug)
        return entry.content.vendor.name if entry else slug


def shipped_directory() -> Path:
    """Return the directory of the shipped fingerprints: inside the wheel, or beside the package in a checkout."""
    package = Path(str(resources.files("scanner")))
    inside = package / "_fingerprints"
    return inside if inside.is_dir() else package.parent / "fingerprints"


def load_library(extra: Iterable[Path] = ()) -> Library:
    """Read the shipped fingerprints and the user's directories. Raises FingerprintFault."""
    return load_directories((shipped_directory(), *extra), shipped_directory() / TABLE_NAME)


def load_directories(directories: Iterable[Path], table: Path | None = None) -> Library:
    """Read every `*.yaml` of the directories, and the table of MAC blocks.

    Raises FingerprintFault, also for a slug that two directories have.
    """
    vendors: dict[str, VendorEntry] = {}
    digest = hashlib.sha256()
    for directory in directories:
        for path in _files(directory):
            entry = read_vendor(path)
            if entry.slug in vendors:
                other = vendors[entry.slug].document.path
                raise FingerprintFault(path, 1, 1, f"the vendor `{entry.slug}` already has a file: {other}")
            vendors[entry.slug] = entry
    for slug, entry in sorted(vendors.items()):
        digest.update(slug.encode() + b"\0" + entry.content.model_dump_json().encode() + b"\0")
    registry = read_registry(table) if table else _NO_REGISTRY
    digest.update(registry.text.encode())
    return Library(dict(sorted(vendors.items())), digest.hexdigest()[:12], registry)


def _files(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise FingerprintFault(directory, 1, 1, "there is no such directory of fingerprints")
    return sorted(directory.glob("*.yaml"))


def read_vendor(path: Path) -> VendorEntry:
    """Read one file. Raises FingerprintFault."""
    slug = path.stem
    if not slug or not set(slug) <= _SLUG:
        raise FingerprintFault(
            path, 1, 1, "a file's name is the vendor's slug: lower-case letters, digits and `-` only"
        )
    document = yamlfile.read(path, FingerprintFault)
    return VendorEntry(slug, document.validate(VendorFile), document)
