"""Report files: written whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from scanner.model.errors import MachineFault


def write_atomically(path: Path | str, text: str) -> None:
    """Write UTF-8 text to `path`; whoever reads it sees the old file or the new one. Raises MachineFault.

    A path that is no ordinary file (`/dev/null`, a pipe) is written to and never replaced.
    """
    path, content = Path(path), text.encode(errors="backslashreplace")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as fault:
        raise MachineFault(f"{path}: could not be written: {fault.strerror or fault}") from None


def _replace(path: Path, content: bytes) -> None:
    # In the same directory, because a rename is atomic only within one file system; and created with the user's umask.
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
