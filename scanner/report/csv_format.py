"""The devices as CSV (RFC 4180), one row each: what a scan can fill of an asset register."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO

from scanner.model.claim import Claim, FirmwareClaim, Grade
from scanner.model.device import Device
from scanner.model.inventory import Inventory, ScanFacts
from scanner.report.plain import printable
from scanner.report.wording import Names, grade_word, place_of

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

_Cell = Callable[[Device, ScanFacts, Names], str]

_COLUMNS: dict[str, _Cell] = {
    "site": lambda _, scan, __: scan.site,
    "device": lambda device, _, __: place_of(device),
    "mac": lambda device, _, __: device.mac or "",
    "hostname": lambda device, _, __: device.hostname or "",
    "kind": lambda device, _, __: device.counted_kind.value,
    "kind_grade": lambda device, _, __: grade_word(device.kind),
    "brand": lambda device, _, names: _named(device.brand, names),
    "brand_grade": lambda device, _, __: grade_word(device.brand),
    "manufacturer": lambda device, _, names: _named(device.manufacturer, names),
    "manufacturer_grade": lambda device, _, __: grade_word(device.manufacturer),
    "manufacturer_basis": lambda device, _, __: device.manufacturer.basis if device.manufacturer else "",
    "manufacturer_rivals": lambda device, _, names: _rivals(device.manufacturer, names),
    "model": lambda device, _, __: _value(device.model),
    "model_grade": lambda device, _, __: grade_word(device.model),
    "firmware": lambda device, _, __: _value(device.firmware),
    "firmware_build": lambda device, _, __: (device.firmware and device.firmware.build) or "",
    "firmware_build_date": lambda device, _, __: (device.firmware and device.firmware.build_date) or "",
    "firmware_source": lambda device, _, __: device.firmware.source if device.firmware else "",
    "serial": lambda device, _, __: _value(device.serial),
    "services": lambda device, _, __: " ".join(dict.fromkeys(_services(device))),
    "because": lambda device, _, __: " ".join(device.manufacturer.because) if device.manufacturer else "",
    "marks": lambda device, _, __: " ".join(mark.name for mark in device.marks),
    "first_seen": lambda device, _, __: _time(device.first_seen),
    "last_seen": lambda device, _, __: _time(device.last_seen),
    "scan_id": lambda _, scan, __: scan.id,
    "device_id": lambda device, _, __: device.id,
}


def csv_text(inventory: Inventory, names: Names, include_all: bool = False) -> str:
    """Write the table with a heading row. Video devices only, unless `include_all`.

    Cells that a spreadsheet would run as a formula start with an apostrophe.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for device in inventory.devices if include_all else inventory.video_devices:
        writer.writerow([cell_text(cell(device, inventory.scan, names)) for cell in _COLUMNS.values()])
    return text.getvalue()


def cell_text(text: str) -> str:
    """Make text safe for a spreadsheet: no formula, no control characters."""
    shown = printable(text)
    return f"'{shown}" if text.startswith(_FORMULA_STARTS) else shown


def _named(claim: Claim | None, names: Names) -> str:
    return "" if claim is None or claim.value is None else names.get(claim.value, claim.value)


def _rivals(claim: Claim | None, names: Names) -> str:
    if claim is None or claim.grade is not Grade.CONFLICTING:
        return ""
    return " or ".join(names.get(rival, rival) for rival in claim.rivals)


def _value(claim: Claim | FirmwareClaim | None) -> str:
    return (claim and claim.value) or ""


def _services(device: Device) -> Iterator[str]:
    for service in device.services:
        yield f"{service.protocol}/{service.endpoint.transport}/{service.endpoint.port}"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
