"""Hash-chained JSON lines: each record seals all before it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from scanner.model.errors import TranscriptFault

GENESIS = "0" * 64
Record = dict[str, Any]


def sealed(record: Mapping[str, Any], previous: str) -> tuple[str, str]:
    """Return the record's line, newline included, and its hash. The hash covers the previous one and the record."""
    # ASCII with escapes: what devices say may hold half of a surrogate pair, which UTF-8 cannot write.
    body = json.dumps(record, separators=(",", ":"), sort_keys=True)
    digest = sha256(f"{previous}\n{body}".encode()).hexdigest()
    return f'{body[:-1]},"hash":"{digest}"}}\n', digest


def opened(line: str, previous: str, where: str) -> tuple[Record, str]:
    """Return a line's record without its hash, and the hash. Raises TranscriptFault where the chain is broken."""
    try:
        record = json.loads(line)
        claimed = record.pop("hash")
        written, digest = sealed(record, previous)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise TranscriptFault(f"{where}: not a transcript record") from None
    # The line itself is compared too: a change that JSON reads as the same (white space, escapes) is a change.
    if digest != claimed or written != line:
        raise TranscriptFault(f"{where}: the record was changed, or one before it is missing")
    return record, digest


def read_chain(path: Path) -> Iterator[tuple[Record, str]]:
    """Yield each record and its hash, checking the chain.

    A last line without its newline is what a crash leaves: it is not yielded and is no fault. Raises TranscriptFault.
    """
    previous = GENESIS
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if not raw.endswith(b"\n"):
                    return
                record, previous = opened(_text(raw, path, number), previous, f"{path}:{number}")
                yield record, previous
    except OSError as error:
        raise TranscriptFault(f"{path}: cannot be read: {error.strerror}") from None


@contextmanager
def named(path: Path, number: int) -> Iterator[None]:
    """Name the record in what goes wrong. The chain proves that nothing was changed since, not that camscan made it."""
    try:
        yield
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise TranscriptFault(f"{path}:{number}: not a record as camscan writes it: {error!r}") from None


def _text(raw: bytes, path: Path, number: int) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise TranscriptFault(f"{path}:{number}: not ASCII, so not a transcript record as it was written") from None
