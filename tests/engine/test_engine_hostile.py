"""Devices that lie, babble, drip and die: the scan ends, stays inside its fence and harms none of the frail."""

import asyncio
from collections import Counter

import pytest
from lab_scan import Scanned, scan_lab

from scanner import lab
from scanner.model.outcome import Outcome

HOSTILE = [unit for unit in lab.units() if unit.hostile]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    estate = lab.estate_of([*HOSTILE, lab.unit("axis-m2036-le")], think_ms=(0, 0))
    return asyncio.run(scan_lab(estate, tmp_path_factory.mktemp("hostile"), answer_timeout_s=2.0))


def test_the_scan_ends_and_the_camera_among_them_is_named(scanned: Scanned) -> None:
    camera = scanned.device("axis-m2036-le")
    assert scanned.inventory.scan.complete
    assert camera
    assert camera.manufacturer
    assert camera.manufacturer.value == "axis"


def test_no_hostile_device_has_a_maker(scanned: Scanned) -> None:
    makers = {unit.id: device.manufacturer for unit in HOSTILE if (device := scanned.device(unit.id))}
    assert {name for name, maker in makers.items() if maker} == set()


def test_nothing_that_a_device_does_is_our_error(scanned: Scanned) -> None:
    assert [exchange for exchange in scanned.exchanges if exchange.outcome is Outcome.BUG] == []


@pytest.mark.parametrize("unit", ["hostile-redirect", "hostile-xaddr"])
def test_a_device_that_points_out_of_scope_is_recorded_and_not_followed(scanned: Scanned, unit: str) -> None:
    target = next(item["target"] for item in scanned.running.truth["devices"] if item["unit"] == unit)
    outside = [one for one in scanned.exchanges if one.outcome is Outcome.OUT_OF_SCOPE and str(one.target) == target]
    assert outside
    assert all(one.endpoint.address != target for one in outside)
    assert all(one.received == b"" for one in outside)


def test_no_answer_is_kept_beyond_its_cap(scanned: Scanned) -> None:
    assert max(len(exchange.received) for exchange in scanned.exchanges) <= 65_536


def test_a_tarpit_costs_seconds_and_not_minutes(scanned: Scanned) -> None:
    exchanges = [one for one in scanned.exchanges if "tarpit" in _unit(scanned, str(one.target))]
    assert max(one.ended for one in exchanges) - min(one.started for one in exchanges) < 40


def test_who_falls_over_at_many_connections_stands(scanned: Scanned) -> None:
    died = {record["unit"]: record["why"] for record in scanned.running.log.events("died")}
    crowds = [unit.id for unit in HOSTILE if "connection" in unit.about or "connect" in unit.about]
    assert len(crowds) >= 2
    assert {unit for unit in died if unit in crowds} == set()


def test_who_dies_of_one_question_is_left_alone_after_it(scanned: Scanned) -> None:
    died = {record["device"]: record["time"] for record in scanned.running.log.events("died")}
    assert died
    after = Counter(
        record["device"]
        for record in scanned.running.log.records
        if record["device"] in died and record["time"] > died[record["device"]] and record["event"] == "connect"
    )
    assert max(after.values(), default=0) <= 8


def _unit(scanned: Scanned, target: str) -> str:
    return next((item["unit"] for item in scanned.running.truth["devices"] if item["target"] == target), "")
