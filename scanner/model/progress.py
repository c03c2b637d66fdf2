"""What a scan tells while it runs. Whoever shows it implements this; nothing depends on its being shown."""

from typing import Protocol

from scanner.model.device import Device


class Progress(Protocol):
    """Told from one thread, often; must return at once."""

    def begin(self, stage: str, total: int) -> None:
        """A stage begins, with this many steps."""

    def advance(self, stage: str, steps: int = 1) -> None:
        """Steps of a stage are done."""

    def grow(self, stage: str, steps: int = 1) -> None:
        """A stage has more to do than was known."""

    def device(self, device: Device) -> None:
        """A device was surveyed and identified, as far as it went."""

    def note(self, text: str) -> None:
        """Something that people should know now."""


class Silent:
    """Shows nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Show nothing."""

    def advance(self, stage: str, steps: int = 1) -> None:
        """Show nothing."""

    def grow(self, stage: str, steps: int = 1) -> None:
        """Show nothing."""

    def device(self, device: Device) -> None:
        """Show nothing."""

    def note(self, text: str) -> None:
        """Show nothing."""
