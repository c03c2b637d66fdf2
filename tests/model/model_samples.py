"""A device of which nothing is known, and what a test wants to know of it."""

from typing import Any

from scanner.model.claim import Claim, Grade
from scanner.model.device import Device
from scanner.model.endpoint import Target


def claim(value: str | None, *rivals: str) -> Claim:
    return Claim(value, Grade.CONFLICTING if value is None else Grade.CONFIRMED, 0.99, (), rivals=rivals)


def device(id: str = "d1", **known: Any) -> Device:
    nothing = dict.fromkeys(("mac", "hostname", "brand", "manufacturer", "model", "firmware", "serial"))
    facts = {"kind": claim("unknown"), **nothing, **known}
    return Device(
        id=id, ids=(), targets=(Target("10.1.2.3"),), services=(), evidence=(), first_seen=0.0, last_seen=0.0, **facts
    )
