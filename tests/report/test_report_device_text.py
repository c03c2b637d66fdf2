"""One device in the terminal: claims, reasons, observations, and finding the device that is meant."""

from dataclasses import replace

import pytest
from hostile_text import ALL
from sample_estate import ABOUTS, NAMES, claim, device, estate, hikvision_camera

from scanner.model.claim import FirmwareClaim, Grade
from scanner.model.device import Evidence, Service
from scanner.model.endpoint import Endpoint, Target
from scanner.report.device_text import device_text, find_devices
from scanner.report.evidence import evidence_lines, firmware_text
from scanner.report.wording import record_words, services_text

WHOLE = """\
10.1.0.3
MAC        44:19:b6:00:00:01
host name  cam-foyer
speaks     http at tcp 80 and rtsp at tcp 554
answered   2 March 2026, 09:30 UTC
id         dev-0001

CLAIM     VALUE                                           HOW SURE   RESTS ON
kind      camera                                          confirmed
label     Hikvision                                       confirmed  how the device itself behaves
made by   Hikvision                                       confirmed  how the device itself behaves
model     DS-2CD2143G0-I                                  confirmed
firmware  5.6.2, build 190701, built 2019-07-01, written  probable   the field onvif.device.firmware
          as "V5.6.2build 190701"
serial    DS-2CD2143G0-I20190101AAWRC00000000             confirmed

WHY
hikvision/challenge-domain-double-colon (label and made by)
  The digest challenge names the domain `::`.
  http.challenge.domain = "::" at tcp://10.1.0.3:80, exchange 17
hikvision/firmware (firmware)

1 more observation decided nothing.
"""


def test_a_device_is_explained_claim_by_claim() -> None:
    assert device_text(hikvision_camera(1), NAMES, ABOUTS, width=100) == WHOLE


def test_everything_adds_what_decided_nothing() -> None:
    shown = device_text(hikvision_camera(1), NAMES, ABOUTS, everything=True).splitlines()
    assert shown[-2:] == [
        "1 more observation decided nothing.",
        '  http.server = "webserver" at tcp://10.1.0.3:80, exchange 17',
    ]


def test_a_device_of_which_nothing_is_known_says_so() -> None:
    shown = device_text(replace(device(1), services=(), mac=None), NAMES, {})
    assert "speaks    nothing that we know" in shown
    assert "MAC" not in shown
    assert shown.count("unknown") == 5
    assert shown.endswith("WHY\nNothing that it said decides anything.\n")


def test_rival_makers_are_both_named() -> None:
    rivals = claim(None, Grade.CONFLICTING, rivals=("dahua", "hikvision"))
    shown = device_text(device(1, manufacturer=rivals), NAMES, {})
    assert "made by   Dahua or Hikvision  conflicting" in shown


def test_rival_kinds_are_both_named() -> None:
    rivals = claim(None, Grade.CONFLICTING, rivals=("camera", "video_server"))
    assert "kind      camera or video server  conflicting" in device_text(replace(device(1), kind=rivals), NAMES, {})


@pytest.mark.parametrize(
    ("reason", "about"),
    [
        ("mac/44:19:b6", "The MAC address lies in a block that is registered to this company."),
        ("lineage/honeywell/1", "A public record says who makes this line of models."),
        ("models/hikvision/8", "The name of the model is written in this maker's way, and that tells the kind."),
    ],
)
def test_reasons_that_are_no_fingerprints_are_put_in_words(reason: str, about: str) -> None:
    shown = device_text(device(1, manufacturer=claim("hikvision", because=reason)), NAMES, {})
    assert f"{reason} (made by)\n  {about}\n" in shown


def test_what_was_said_several_times_is_shown_once() -> None:
    where = Endpoint("10.0.0.1", 80)
    said = [Evidence("http.server", "webs", where, exchange, ()) for exchange in ("1", "2")]
    assert evidence_lines(said) == ['http.server = "webs" at tcp://10.0.0.1:80, exchanges 1, 2']


def test_firmware_is_written_with_the_parts_that_are_known() -> None:
    plain = FirmwareClaim("5.6.2", "5.6.2", Grade.PROBABLE, 0.8, (), "onvif.device.firmware")
    assert firmware_text(plain) == "5.6.2"
    assert firmware_text(replace(plain, build="190701")) == "5.6.2, build 190701"


@pytest.mark.parametrize(
    "name",
    [
        "10.1.0.3",
        "dev-0001",
        "44:19:B6:00:00:01",
        "mac:44:19:b6:00:00:01",
        "CAM-FOYER",
        " DS-2CD2143G0-I20190101AAWRC00000000 ",
    ],
)
def test_a_device_is_found_by_every_name_that_people_have_for_it(name: str) -> None:
    made = replace(estate(), devices=(device(0), hikvision_camera(1)))
    assert [one.id for one in find_devices(made, name)] == ["dev-0001"]


def test_a_device_behind_a_forwarded_address_is_found_by_its_port() -> None:
    first = replace(device(1), targets=(Target("127.0.0.1", (8001, 8002)),))
    second = replace(device(2), targets=(Target("127.0.0.1", (9001,)),))
    made = replace(estate(), devices=(first, second))
    assert [one.id for one in find_devices(made, "127.0.0.1:8002")] == ["dev-0001"]
    assert [one.id for one in find_devices(made, "127.0.0.1")] == ["dev-0001", "dev-0002"]
    assert find_devices(made, "127.0.0.1:80") == ()


@pytest.mark.parametrize("text", ALL)
def test_hostile_text_has_no_power(text: str) -> None:
    said = Evidence("http.title", text, Endpoint("10.0.0.1", 80), text, (text,))
    firmware = FirmwareClaim(text, text + "x", Grade.PROBABLE, 0.8, (text,), "http.title", text)
    hostile = device(1, manufacturer=claim(text, because=text), model=claim(text), firmware=firmware, hostname=text)
    hostile = replace(hostile, evidence=(said,), id=text, mac=text)
    shown = device_text(hostile, {}, {}, width=80, everything=True)
    assert [one for one in shown if not one.isprintable() and one != "\n"] == []


def test_a_maker_by_a_public_record_is_said_with_the_records_grade() -> None:
    maker = replace(claim("dahua", Grade.POSSIBLE), because=("lineage/honeywell/1",), basis="record")
    abouts = {"lineage/honeywell/1": record_words("A", "Performance series", "Dahua", "a manual")}
    shown = device_text(device(1, manufacturer=maker), NAMES, abouts, width=200)
    assert "a public record about this line of models: by the maker's own record, or a regulator's (grade A)" in shown
    assert (
        "  By the maker's own record, or a regulator's (grade A), Dahua makes this: Performance series. a manual"
        in shown
    )


def test_a_service_at_several_addresses_of_one_device_is_told_once() -> None:
    services = tuple(Service(Endpoint(address, 80), "http") for address in ("10.1.0.3", "10.1.0.4"))
    assert services_text(replace(hikvision_camera(), services=services)) == "http at tcp 80"
