"""One question and its answer, as bytes: the truth that everything else is derived from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.model.endpoint import Endpoint, Target
from scanner.model.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent, what came back, when, and how it ended.

    `protocol` names the codec that reads it; `question` says which of that protocol's questions was asked (`get /`,
    `GetSystemDateAndTime`). `received` holds at most the cap of its probe; `truncated` says that more came.
    `details` are facts of the transport that are not in the bytes: `tls_version`, `tls_cipher`, `source`; of what was
    heard on a link also `interface`, `link` (its subnet), `frame_mac` (who sent the frame, where it was not routed) and
    `misaddressed` (the link's subnet, where the source is no address of it).
    Times are seconds since the epoch, UTC.
    """

    id: str
    target: Target
    endpoint: Endpoint
    protocol: str
    question: str
    started: float
    ended: float
    outcome: Outcome
    sent: bytes = b""
    received: bytes = b""
    truncated: bool = False
    details: Mapping[str, str] = field(default_factory=dict)
