"""The truth file: for each device of an estate, where it answers, what it is, and the verdict that would be right."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scanner.lab.device import Device
from scanner.lab.unit import Claims

SCHEMA = "camscan.lab.truth/1"


def truth_of(devices: Sequence[Device]) -> dict[str, Any]:
    """Return the truth of placed devices, ready for JSON."""
    return {"schema": SCHEMA, "devices": [_row(device) for device in devices]}


def write_truth(devices: Sequence[Device], file: Path) -> None:
    """Write the truth file."""
    file.write_text(json.dumps(truth_of(devices), indent=1) + "\n", encoding="utf-8")


def _row(device: Device) -> dict[str, Any]:
    unit = device.unit
    return {
        "target": device.place.target,
        "unit": unit.id,
        **_claims(unit.truth),
        "mac": device.facts["mac"],
        "serial": device.facts.get("serial"),
        "hostile": unit.hostile,
        "knowable": unit.knowable,
        "verdict": _claims(unit.verdict),
        "verdict_on_link": _claims(unit.verdict_on_link),
    }


def _claims(claims: Claims) -> dict[str, str | None]:
    return {
        "kind": claims.kind,
        "brand": claims.brand,
        "manufacturer": claims.manufacturer,
        "model": claims.model,
        "firmware": claims.firmware,
    }
