"""When is an answer whole? What a stream protocol tells the connection that carries it."""

from typing import Protocol


class Framing(Protocol):
    """Follows one answer as its bytes arrive. One instance per question."""

    def feed(self, data: bytes) -> bool:
        """Take the next bytes; True when the answer is whole. Never raises."""

    @property
    def reusable(self) -> bool:
        """Whether another question may follow on the same connection."""

    def kept(self, received: bytes) -> bytes:
        """Return what of the received bytes may be kept: pictures that a device pushes unasked may not."""


class Greeting:
    """The framing of a port that speaks first: whatever comes, until it is whole by size."""

    reusable = True

    def __init__(self, enough_bytes: int = 1) -> None:
        self._missing = enough_bytes

    def feed(self, data: bytes) -> bool:
        """Count down to the number of bytes that are enough."""
        self._missing -= len(data)
        return self._missing <= 0

    def kept(self, received: bytes) -> bytes:
        """Return all of it."""
        return received
