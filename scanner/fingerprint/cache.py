"""What reading the files gave, kept for the next start.

The key is a hash of every byte that it was made from, so what is kept is never out of date: a changed file has another
key. Whatever is wrong with the cache, an absent directory, a broken file, costs time and nothing else.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import platformdirs
from pydantic import BaseModel, ConfigDict, ValidationError

from scanner.fingerprint import model
from scanner.fingerprint.model import VendorFile
from scanner.model import vocabulary

_PREFIX = "fingerprints-"
_KEPT_FILES = 4  # of other versions and other directories of the user's


class Kept(BaseModel):
    """The vendors by slug, checked, and who holds which MAC block, in bare hex digits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vendors: dict[str, VendorFile]
    blocks: dict[str, str]


def default_directory() -> Path:
    """Return the platform's cache directory."""
    return platformdirs.user_cache_path("camscan", appauthor=False)


def key_of(parts: Iterable[bytes]) -> str:
    """Return the key for what is made from these bytes by today's code."""
    digest = hashlib.sha256()
    rules = (Path(str(module.__file__)).read_bytes() for module in (model, vocabulary))
    for part in (*rules, *parts):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:32]


def read(directory: Path, key: str) -> Kept | None:
    """Return what is kept under a key, or None."""
    try:
        return Kept.model_validate_json((directory / f"{_PREFIX}{key}.json").read_bytes())
    except (OSError, ValidationError):
        return None


def write(directory: Path, key: str, kept: Kept) -> None:
    """Keep it, whole or not at all, and drop the oldest others."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=directory, prefix=_PREFIX, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(kept.model_dump_json(exclude_defaults=True).encode())
        Path(name).replace(directory / f"{_PREFIX}{key}.json")
        _prune(directory)
    except OSError:
        return


def _prune(directory: Path) -> None:
    found = sorted(directory.glob(f"{_PREFIX}*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in found[_KEPT_FILES:]:
        path.unlink(missing_ok=True)
