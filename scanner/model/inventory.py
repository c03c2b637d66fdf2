"""The result of a scan: who asked what, how far it reached, and the devices. Every output format derives from it."""

from dataclasses import dataclass

from scanner.model.coverage import Coverage
from scanner.model.device import Device


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """The scan as its transcript tells it. Times are seconds since the epoch; `ended` is None for one cut short."""

    id: str
    started: float
    ended: float | None
    complete: bool
    site: str
    operator: str
    authority: str
    targets: tuple[str, ...]
    excluded: tuple[str, ...]
    profile: str
    public_allowed: bool
    tool_version: str
    fingerprints_version: str
    transcript_sha256: str
    transcript_head: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """`devices` holds all that answered something, non-video devices included; reports leave those out by default."""

    scan: ScanFacts
    coverage: Coverage
    devices: tuple[Device, ...]

    @property
    def video_devices(self) -> tuple[Device, ...]:
        """The devices that belong to a surveillance system."""
        return tuple(device for device in self.devices if device.is_video)
