"""What a probe wants sent to one endpoint, with its deadline and its cap."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from scanner.codec.framing import Framing
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Question:
    """One question on a stream. `payload` may be empty: connect, and listen.

    `deadline_s` bounds the exchange once connected, and a TLS handshake before it likewise; `cap_bytes` what is kept.
    """

    protocol: str
    name: str
    endpoint: Endpoint
    payload: bytes
    framing: Callable[[], Framing]
    tls: bool = False
    deadline_s: float = 5.0
    cap_bytes: int = 65_536
    details: Mapping[str, str] = field(default_factory=dict)


class Asker(Protocol):
    """Who asks questions of one target: the session of a device, or a stand-in in a test."""

    @property
    def target(self) -> Target:
        """The target that is asked."""

    async def ask(self, question: Question) -> Exchange:
        """Send the question and return what became of it. Never raises for anything the device does."""
