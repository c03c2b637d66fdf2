"""The small nouns: outcomes, endpoints, kinds, devices."""

import pytest

from scanner.model.claim import Claim, Grade, Kind
from scanner.model.device import Device
from scanner.model.endpoint import Endpoint, Target
from scanner.model.errors import CamscanError, ConfigFault, FileFault, ScopeError, TranscriptFault, UsageError
from scanner.model.outcome import Outcome


def test_heard_is_an_outcome_with_bytes_that_tell_of_the_device():
    assert {outcome.value for outcome in Outcome if outcome.heard} == {
        "answered",
        "needs_login",
        "too_big",
        "not_this_protocol",
        "sighted",
    }


def test_our_own_failures_are_no_answers():
    assert [Outcome(name).heard for name in ("not_sent", "out_of_scope", "bug")] == [False] * 3


@pytest.mark.parametrize(
    ("endpoint", "text"),
    [
        (Endpoint("10.1.2.3", 80), "tcp://10.1.2.3:80"),
        (Endpoint("fd00::1", 3702, "udp"), "udp://[fd00::1]:3702"),
        (Target("10.1.2.3"), "10.1.2.3"),
        (Target("fd00::1"), "fd00::1"),
        (Target("fd00::1", (80,), (3702,)), "[fd00::1]:80,U:3702"),
        (Target("10.1.2.3", (8001, 8002)), "10.1.2.3:8001,8002"),
    ],
)
def test_an_endpoint_and_a_target_are_written_as_people_write_them(endpoint, text):
    assert str(endpoint) == text


def test_a_recorder_is_a_video_device_and_a_printer_is_not():
    assert [kind.value for kind in Kind if not kind.is_video] == ["other", "unknown"]


def test_a_fault_in_a_file_names_its_place():
    fault = ConfigFault("config.yaml", 3, 7, "unknown key `prots`")
    assert str(fault) == "config.yaml:3:7: unknown key `prots`"
    assert (fault.line, fault.column, fault.message) == (3, 7, "unknown key `prots`")


def test_every_mistake_of_people_is_caught_as_one_kind():
    assert [issubclass(kind, CamscanError) for kind in (UsageError, ScopeError, FileFault, TranscriptFault)] == [
        True
    ] * 4
    assert issubclass(ScopeError, UsageError)


def claim(value: str | None) -> Claim:
    return Claim(value, Grade.CONFIRMED, 0.99, ())


def device(brand: Claim | None, manufacturer: Claim | None, kind: str | None = "camera") -> Device:
    return Device(
        id="d1",
        ids=(),
        targets=(Target("10.1.2.3"),),
        mac=None,
        hostname=None,
        kind=claim(kind),
        brand=brand,
        manufacturer=manufacturer,
        model=None,
        firmware=None,
        serial=None,
        services=(),
        evidence=(),
        first_seen=0.0,
        last_seen=0.0,
    )


@pytest.mark.parametrize(
    ("brand", "manufacturer", "worn"),
    [
        (claim("honeywell"), claim("dahua"), True),
        (claim("dahua"), claim("dahua"), False),
        (None, claim("dahua"), False),
        (claim("honeywell"), None, False),
        (claim(None), claim("dahua"), False),
    ],
)
def test_a_device_wears_anothers_label_where_both_are_known_and_differ(brand, manufacturer, worn):
    assert device(brand, manufacturer).wears_another_label is worn


@pytest.mark.parametrize(("kind", "video"), [("camera", True), ("other", False), (None, False)])
def test_a_device_of_unsettled_kind_is_no_video_device(kind, video):
    assert device(None, None, kind).is_video is video
