"""Where transcripts are kept: the platform's state directory, for as long as the configuration says."""

import time
from pathlib import Path

import platformdirs

from scanner.config import Config

_DAY_S = 86_400


def transcript_path(config: Config, scan_id: str) -> Path:
    """Return where a scan's transcript goes."""
    return _directory(config) / f"{scan_id}.jsonl"


def drop_old_transcripts(config: Config) -> list[Path]:
    """Delete transcripts past the retention of the configuration, and return them. Only in our own directory."""
    if config.transcripts is not None:
        return []
    oldest = time.time() - config.transcript_retention_days * _DAY_S
    old = [path for path in _directory(config).glob("*.jsonl") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _directory(config: Config) -> Path:
    return config.transcripts or platformdirs.user_state_path("camscan", appauthor=False) / "transcripts"
