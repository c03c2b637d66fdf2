"""Finds and reads the fingerprint files: the shipped ones and the user's own."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

from scanner import yamlfile
from scanner.fingerprint import cache
from scanner.fingerprint.cache import Kept
from scanner.fingerprint.model import Fingerprint, VendorFile
from scanner.fingerprint.patterns import refused_patterns
from scanner.fingerprint.registry import TABLE_NAME, Registry, read_registry
from scanner.model.errors import FingerprintFault

_SLUG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True)
class VendorEntry:
    """A vendor's file as read. The slug is the file's name."""

    slug: str
    content: VendorFile
    path: Path

    @cached_property
    def document(self) -> yamlfile.Document:
        """The file again, with where each part of it stands: read only when a fault has to point somewhere."""
        return yamlfile.read(self.path, FingerprintFault)

    def full_id(self, fingerprint: Fingerprint) -> str:
        """Return the id under which evidence names the fingerprint."""
        return f"{self.slug}/{fingerprint.id}"


@dataclass(frozen=True)
class Library:
    """All that is known, by slug in alphabetical order. `version` is a short hash of the files' contents.

    `blocks` says who holds a MAC block, in bare hex digits: by name in the IEEE's table, or listed in a file itself.
    """

    vendors: Mapping[str, VendorEntry]
    version: str
    blocks: Mapping[str, str]
    table: Path | None = None

    @cached_property
    def registry(self) -> Registry:
        """The IEEE's table of MAC blocks."""
        return read_registry(self.table)

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


def load_library(extra: Iterable[Path] = (), cache_directory: Path | None = None) -> Library:
    """Read the shipped fingerprints and the user's directories, from the cache if they are in it.

    Raises FingerprintFault.
    """
    shipped = shipped_directory()
    return load_directories((shipped, *extra), shipped / TABLE_NAME, cache_directory or cache.default_directory())


def load_directories(
    directories: Iterable[Path], table: Path | None = None, cache_directory: Path | None = None
) -> Library:
    """Read every `*.yaml` of the directories, and the table of MAC blocks. Without a cache directory, always anew.

    Raises FingerprintFault, also for a slug that two directories have.
    """
    paths = _paths(directories)
    version = _version(paths, table)
    key = cache.key_of((version.encode(), *(slug.encode() for slug in paths)))
    kept = cache.read(cache_directory, key) if cache_directory else None
    if kept is None:
        kept = _read(paths, table)
        if cache_directory:
            cache.write(cache_directory, key, kept)
    vendors = {slug: VendorEntry(slug, content, paths[slug]) for slug, content in kept.vendors.items()}
    return Library(vendors, version, kept.blocks, table)


def _paths(directories: Iterable[Path]) -> dict[str, Path]:
    """Return the files by slug, in alphabetical order."""
    paths: dict[str, Path] = {}
    for directory in directories:
        if not directory.is_dir():
            raise FingerprintFault(directory, 1, 1, "there is no such directory of fingerprints")
        for path in sorted(directory.glob("*.yaml")):
            slug = path.stem
            if not slug or not set(slug) <= _SLUG:
                message = "a file's name is the vendor's slug: lower-case letters, digits and `-` only"
                raise FingerprintFault(path, 1, 1, message)
            if slug in paths:
                raise FingerprintFault(path, 1, 1, f"the vendor `{slug}` already has a file: {paths[slug]}")
            paths[slug] = path
    return dict(sorted(paths.items()))


def _version(paths: Mapping[str, Path], table: Path | None) -> str:
    """Hash the files' contents, line ends as git may have written them left out."""
    digest = hashlib.sha256()
    for slug, path in [*paths.items(), *([("", table)] if table and table.is_file() else [])]:
        digest.update(slug.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]


def _read(paths: Mapping[str, Path], table: Path | None) -> Kept:
    vendors = {slug: read_vendor(path) for slug, path in paths.items()}
    registry = read_registry(table)
    named = {block: slug for slug, content in vendors.items() for block in registry.blocks_of(content.registered_as)}
    # A block that a file lists itself goes before a registrant's name.
    listed = {block.replace(":", ""): slug for slug, content in vendors.items() for block in content.oui}
    return Kept(vendors=vendors, blocks=named | listed)


def read_vendor(path: Path) -> VendorFile:
    """Read and check one file. Raises FingerprintFault, also for a pattern that RE2 refuses."""
    document = yamlfile.read(path, FingerprintFault)
    content = document.validate(VendorFile)
    for where, problem in refused_patterns(content):
        raise document.fault(where, problem)
    return content
