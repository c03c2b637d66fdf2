"""Times as the document writes them: RFC 3339, UTC, milliseconds."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def time_text(seconds: float) -> str:
    """Write seconds since the epoch as `2026-03-02T09:30:00.250Z`, rounded to milliseconds."""
    moment = _EPOCH + round(seconds * 1000) * _MILLISECOND
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds_of(text: str) -> float:
    """Read it back. Raises ValueError."""
    return (datetime.fromisoformat(text) - _EPOCH) // _MILLISECOND / 1000
