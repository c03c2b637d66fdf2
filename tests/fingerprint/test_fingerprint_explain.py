import pytest
from fingerprint_samples import ALDER, compiled, seen

from scanner.fingerprint.explain import explain, hint
from scanner.fingerprint.model import Condition


def explained(small, *observations):
    return {item.rule.full_id: item for item in explain(observations, small)}


def test_all_that_look_at_an_observed_field_are_explained_and_no_others(small):
    found = explained(small, seen("http.challenge.realm", "alder-realm"))
    assert set(found) == {"alder/challenge", "birch/challenge"}
    assert [match.fingerprint for match in found["alder/challenge"].matches] == ["alder/challenge"]
    assert found["birch/challenge"].matches == ()


def test_matches_come_first_and_then_what_came_nearest(small):
    observations = (seen("onvif.device.model", "AL-100"), seen("onvif.device.serial", "X1"), seen("tcp.open", "40001"))
    order = [item.rule.full_id for item in explain(observations, small)]
    assert order == ["alder/port", "generic/device-information", "alder/device"]


def test_each_condition_says_what_met_it_and_what_was_seen_instead(small):
    model, serial = seen("onvif.device.model", "AL-100"), seen("onvif.device.serial", "X1")
    near = explained(small, model, serial)["alder/device"]
    assert [(look.met_by, look.others, look.observed) for look in near.looks] == [
        ((model,), (), True),
        ((), (), False),
        ((), ("X1",), True),
    ]
    assert (near.met, near.is_near, near.why_not) == (1, True, "")


def test_a_pattern_that_did_not_hit_came_near_and_another_word_did_not(small):
    found = explained(small, seen("http.title", "Elder"))
    assert found["alder/name"].is_near
    assert not found["birch/name"].is_near


def test_conditions_met_at_different_endpoints_are_named_as_the_reason(small):
    observations = (
        seen("onvif.device.model", "AL-100", 80),
        seen("onvif.device.firmware", "V5.6 build 190701", 80),
        seen("onvif.device.serial", "A1234567", 8080),
    )
    near = explained(small, *observations)["alder/device"]
    assert near.why_not == "each condition is met, but not all of one protocol at one endpoint"


def test_a_value_from_which_nothing_was_captured_is_named_as_the_reason(tmp_path):
    changed = ALDER.replace("asserts: {manufacturer: alder, mac: '{mac}'}", "asserts: {serial: '{mac}'}").replace(
        "(?P<mac>[0-9A-F-]+)", "(?P<mac>[0-9A-F-]*)"
    )
    near = explained(compiled(tmp_path, alder=changed), seen("tls.subject", "O=Alder,MAC="))["alder/certificate"]
    assert near.matches == ()
    assert near.why_not == "what it says is to be taken from the value, and nothing was captured there"


def test_the_values_most_like_what_is_wanted_come_first(small):
    values = ("zzz", "alder-realms", "q")
    look = explained(small, *(seen("http.challenge.realm", value) for value in values))["alder/challenge"].looks[0]
    assert look.nearest(1) == ("alder-realms",)
    assert look.nearest(5)[0] == "alder-realms"


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"equals": "Acme"}, "ACME", "it differs in case only"),
        ({"equals": "Acme"}, "Acme ", "it differs in blanks at its ends only"),
        ({"equals": "Acme"}, "Acme/2.1", "it holds more than what is wanted"),
        ({"equals": "Acme"}, "Other", ""),
        ({"contains": "Acme"}, "the acme one", "it differs in case only"),
        ({"contains": "Acme"}, "Other", ""),
        ({"regex": "^Acme$"}, "ACME", "it differs in case only"),
        ({"regex": "^Acme$"}, "Acme 2", ""),
    ],
)
def test_what_little_keeps_a_value_from_meeting_a_condition_is_said(test, value, expected):
    assert hint(Condition(field=("http.server",), **test), value) == expected
