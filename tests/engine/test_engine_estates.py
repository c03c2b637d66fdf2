"""Every unit of the lab, as it is and as a rebadger would change it: the maker stays right or becomes unknown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lab_scan import Scanned, said, scan_lab

from scanner import lab
from scanner.lab import mutate
from scanner.lab.unit import Icon, Unit
from scanner.model.device import Device

# On loopback nothing is heard of what answers searches alone.
ORDINARY = [unit for unit in lab.units() if not unit.hostile and not unit.only_searched]
QUIET = (0, 0)


async def test_every_unit_gets_the_verdict_that_an_honest_scan_can_reach(tmp_path: Path) -> None:
    scanned = await scan_lab(lab.estate_of(ORDINARY, think_ms=QUIET), tmp_path)
    for row in scanned.running.truth["devices"]:
        verdict, device = row["verdict"], scanned.device(row["unit"])
        assert device is not None, row["unit"]
        found = (said(device.brand), said(device.manufacturer))
        assert found == (verdict["brand"], verdict["manufacturer"]), row["unit"]
        if verdict["kind"] == "other":
            assert not device.is_video, row["unit"]
        elif device.is_video:
            assert device.kind.value == verdict["kind"], row["unit"]
        else:
            assert (verdict["kind"], verdict["brand"], verdict["manufacturer"]) == ("unknown", None, None), row["unit"]


def _maker(unit: Unit) -> str | None:
    return unit.truth.manufacturer


def _other(unit: Unit, one: str, another: str) -> str:
    return another if one in (unit.truth.manufacturer, unit.truth.brand) else one


LABELS = {"hikvision": "HIKVISION", "axis": "AXIS"}
SERVERS = {"hikvision": "App-webs/", "axis": "Apache/2.4.27 (Unix) AXIS"}
BLOCKS = {"hikvision": "28:57:be", "axis": "ac:cc:8e"}
CERTIFICATES = {"dahua": "dahua-nvr-plum", "axis": "axis-m2036-le"}


def relabelled(unit: Unit) -> Unit:
    label = _other(unit, "hikvision", "axis")
    return mutate.with_label(unit, LABELS[label], label)


def reserved(unit: Unit) -> Unit:
    return mutate.with_server(unit, SERVERS[_other(unit, "hikvision", "axis")])


def other_icon(unit: Unit) -> Unit:
    return mutate.with_icon(unit, Icon(colour="#123456", mark="q"))


def other_block(unit: Unit) -> Unit:
    return mutate.with_mac_block(unit, BLOCKS[_other(unit, "hikvision", "axis")])


def other_certificate(unit: Unit) -> Unit:
    certificate = lab.unit(CERTIFICATES[_other(unit, "dahua", "axis")]).answers.https
    assert certificate
    return mutate.with_certificate(unit, certificate)


@pytest.mark.parametrize("change", [relabelled, reserved, other_icon, other_block, other_certificate])
async def test_whatever_is_changed_alone_the_maker_stays_right_or_becomes_unknown(
    tmp_path: Path, change: Callable[[Unit], Unit]
) -> None:
    changed = [change(unit) for unit in ORDINARY if unit.kind != "other"]
    scanned = await scan_lab(lab.estate_of(changed, think_ms=QUIET), tmp_path)
    wrong = {
        unit.id: said(device.manufacturer)
        for unit, row in zip(changed, scanned.running.truth["devices"], strict=True)
        if (device := _at(scanned, row["target"])) and said(device.manufacturer) not in (None, _maker(unit))
    }
    assert wrong == {}
    named = sum(bool(said(device.manufacturer)) for device in scanned.inventory.devices)
    # And it is no trick of silence: most makers are still named.
    assert named >= len(changed) // 2


def _at(scanned: Scanned, target: str) -> Device | None:
    return next((one for one in scanned.inventory.devices if target in map(str, one.targets)), None)


async def test_axis_tells_label_model_firmware_build_date_and_serial_without_a_login(tmp_path: Path) -> None:
    unit = next(unit for unit in ORDINARY if unit.id == "axis-m2036-le")
    scanned = await scan_lab(lab.estate_of([unit], think_ms=QUIET), tmp_path)
    device = scanned.device(unit.id)
    assert device is not None
    assert (said(device.brand), said(device.manufacturer), said(device.model)) == ("axis", "axis", "M2036-LE")
    assert device.firmware is not None
    assert (device.firmware.value, device.firmware.build_date) == ("11.10.61", "2024-04-18")
    assert device.serial is not None
    assert device.serial.value == (device.mac or "").replace(":", "").upper()
    assert not any(b"authorization" in exchange.sent.lower() for exchange in scanned.exchanges)
