"""CSV: the columns of a device, and cells that no spreadsheet runs."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from hostile_text import ALL, FORMULAS
from sample_estate import NAMES, claim, device, estate, hikvision_camera

from scanner.model.claim import Grade, Kind
from scanner.model.device import Device, Service
from scanner.model.endpoint import Endpoint
from scanner.report.csv_format import cell_text, csv_text


def _rows(*devices: Device, include_all: bool = False) -> list[dict[str, str]]:
    text = csv_text(replace(estate(), devices=devices), NAMES, include_all)
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_device_fills_the_columns_that_a_scan_can_fill() -> None:
    assert _rows(hikvision_camera(1)) == [
        {
            "site": "Town Hall",
            "device": "10.1.0.3",
            "mac": "44:19:b6:00:00:01",
            "hostname": "cam-foyer",
            "kind": "camera",
            "kind_grade": "confirmed",
            "brand": "Hikvision",
            "brand_grade": "confirmed",
            "manufacturer": "Hikvision",
            "manufacturer_grade": "confirmed",
            "manufacturer_basis": "platform",
            "manufacturer_rivals": "",
            "model": "DS-2CD2143G0-I",
            "model_grade": "confirmed",
            "firmware": "5.6.2",
            "firmware_build": "190701",
            "firmware_build_date": "2019-07-01",
            "firmware_source": "onvif.device.firmware",
            "serial": "DS-2CD2143G0-I20190101AAWRC00000000",
            "services": "http/tcp/80 rtsp/tcp/554",
            "because": "hikvision/challenge-domain-double-colon",
            "marks": "",
            "first_seen": "2026-03-02T09:30:01Z",
            "last_seen": "2026-03-02T09:30:02Z",
            "scan_id": "20260302-093000-7f3a",
            "device_id": "dev-0001",
        }
    ]


def test_what_nobody_can_claim_is_empty_and_its_grade_unknown() -> None:
    (row,) = _rows(device(1))
    assert (row["manufacturer"], row["manufacturer_grade"], row["manufacturer_basis"]) == ("", "unknown", "")
    assert (row["firmware"], row["firmware_build"], row["firmware_source"], row["serial"]) == ("", "", "", "")


def test_rival_makers_stand_in_a_column_of_their_own() -> None:
    (row,) = _rows(device(1, manufacturer=claim(None, Grade.CONFLICTING, rivals=("dahua", "unheard-of"))))
    assert (row["manufacturer"], row["manufacturer_grade"]) == ("", "conflicting")
    assert row["manufacturer_rivals"] == "Dahua or unheard-of"


def test_what_is_no_video_device_is_listed_only_when_asked_for() -> None:
    devices = (device(1), device(2, Kind.OTHER))
    assert [row["kind"] for row in _rows(*devices)] == ["camera"]
    assert [row["kind"] for row in _rows(*devices, include_all=True)] == ["camera", "other"]


def test_lines_end_as_rfc_4180_says() -> None:
    text = csv_text(estate(), NAMES)
    assert text.count("\r\n") == 166
    assert text.replace("\r\n", "").count("\n") == 0


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_starts_with_an_apostrophe(text: str) -> None:
    assert cell_text(text).startswith("'")
    (row,) = _rows(device(1, model=claim(text)))
    assert row["model"] == cell_text(text)


@pytest.mark.parametrize("text", ALL)
def test_hostile_text_stays_in_its_cell(text: str) -> None:
    rows = _rows(device(1, model=claim(text), brand=claim(text), hostname=text), device(2))
    assert [row["device_id"] for row in rows] == ["dev-0001", "dev-0002"]
    assert rows[0]["hostname"].isprintable()
    assert rows[0]["hostname"][0] not in "=+-@"


def test_ordinary_text_is_left_as_it_is() -> None:
    assert cell_text("DS-2CD2143G0-I (foyer), 2 m") == "DS-2CD2143G0-I (foyer), 2 m"


def test_a_service_at_several_addresses_of_one_device_is_written_once() -> None:
    services = tuple(Service(Endpoint(address, 80), "http") for address in ("10.1.0.3", "10.1.0.4"))
    assert _rows(replace(hikvision_camera(1), services=services))[0]["services"] == "http/tcp/80"
