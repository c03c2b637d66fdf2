"""Whose fault it was, and what they can do about it.

    CamscanError                one line for people: what, where, what to do; exit code 2
    ├── UsageError              an argument or target that cannot be meant
    │   └── ScopeError          a target that needs a word of permission first
    ├── FileFault               something that people wrote, with file:line:column
    │   ├── ConfigFault         config.yaml
    │   └── FingerprintFault    fingerprints/*.yaml
    ├── TranscriptFault         a transcript that is damaged or of another kind
    └── MachineFault            this machine: disk full, port in use, no permission

Devices never raise: see model/outcome.py.
"""

from pathlib import Path


class CamscanError(Exception):
    """A mistake or a failure that people can read. `str()` is the whole line."""


class UsageError(CamscanError):
    """An argument or target that cannot be meant."""


class ScopeError(UsageError):
    """A target that needs a word of permission first."""


class FileFault(CamscanError):
    """A fault in a file that people wrote. Lines and columns count from 1."""

    def __init__(self, path: Path | str, line: int, column: int, message: str) -> None:
        self.path, self.line, self.column, self.message = Path(path), line, column, message
        super().__init__(f"{path}:{line}:{column}: {message}")


class ConfigFault(FileFault):
    """A fault in a configuration file."""


class FingerprintFault(FileFault):
    """A fault in a fingerprint file."""


class TranscriptFault(CamscanError):
    """A transcript that is damaged, or no transcript at all."""


class MachineFault(CamscanError):
    """This machine would not: disk full, port in use, no permission."""
