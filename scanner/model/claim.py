"""What is said of a device, how sure that is, and by what."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """The five words people read. The numbers behind them live in identify/weights.py."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    CONFLICTING = "conflicting"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a device is. Counts are per kind, so a recorder is never a camera."""

    CAMERA = "camera"
    RECORDER = "recorder"
    ENCODER = "encoder"
    VIDEO_SERVER = "video_server"
    INTERCOM = "intercom"
    ACCESS_CONTROL = "access_control"
    OTHER = "other"  # it answered, and is no video device
    UNKNOWN = "unknown"

    @property
    def is_video(self) -> bool:
        """Whether the device belongs to a surveillance system, and so into the inventory by default."""
        return self not in (Kind.OTHER, Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Claim:
    """One attribute of a device. `value` is None where rivals stand level (`conflicting`).

    `because` holds fingerprint ids (`hikvision/http-challenge-domain`), MAC blocks (`mac/44:19:b6`), names that the
    device tells (`name/honeywell`) and public records (`lineage/honeywell/1`). `basis` says which kind of evidence
    spoke loudest: platform, mac, label or record.
    """

    value: str | None
    grade: Grade
    confidence: float
    because: tuple[str, ...]
    basis: str = "platform"
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirmwareClaim:
    """Firmware as read: raw text and the parts that the vendor's own scheme gives. Absent parts are None."""

    value: str
    raw: str
    grade: Grade
    confidence: float
    because: tuple[str, ...]
    source: str  # the field it was read from
    build: str | None = None
    build_date: str | None = None  # RFC 3339 date
