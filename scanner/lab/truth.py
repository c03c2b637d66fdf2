"""The truth file: for each device of an estate, where it answers, what it is, and the verdict that would be right."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scanner.lab.device import Device
from scanner.lab.netns.stations import interfaces_of
from scanner.lab.reach import answers_anything, findable
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
        **_standing(device),
    }


def _standing(device: Device) -> dict[str, Any]:
    """Return where a device stands. `link_local` are there in namespaces alone; `attached` is None outside subnets.

    `findable` says whether a scan of the profile `thorough` from the scanner's place can find it, `answers_anything`
    whether there is more to it than an answer to ARP.
    """
    interfaces, stand = list(interfaces_of([device])), device.stand
    return {
        "addresses": [each.place.address for each in interfaces],
        "macs": [each.facts["mac"] for each in interfaces],
        "link_local": [each.facts["link_local"] for each in interfaces],
        "subnet": str(stand.subnet.network) if stand else None,
        "attached": stand.subnet.attached if stand else None,
        "oddities": list(stand.oddities) if stand else [],
        "answers_anything": answers_anything(device.unit),
        "findable": findable(device),
    }


def _claims(claims: Claims) -> dict[str, str | None]:
    return {
        "kind": claims.kind,
        "brand": claims.brand,
        "manufacturer": claims.manufacturer,
        "model": claims.model,
        "firmware": claims.firmware,
    }
