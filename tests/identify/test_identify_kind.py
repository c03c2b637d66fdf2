"""Choices among kinds that the small library's fingerprints do not bring about."""

import pytest

from scanner.fingerprint.match import Match
from scanner.identify.kind import kind
from scanner.model.claim import Claim, Grade
from scanner.model.observation import Observation
from scanner.model.vocabulary import Channel


def says(value, strength="strong", channel=Channel.RTSP):
    return Match(f"x/{value}", "x", strength, (), frozenset({channel}), (("kind", value),))


def chosen(small, *matches, model=None, parties=()):
    nothing: tuple[Observation, ...] = ()
    claim = kind(matches, nothing, model, parties, small.library)
    return claim.value, claim.grade, claim.rivals


@pytest.mark.parametrize(
    ("matches", "expected"),
    [
        ([says("camera"), says("recorder")], ("recorder", Grade.PROBABLE, ())),
        ([says("camera", "decisive"), says("recorder")], ("recorder", Grade.PROBABLE, ())),
        ([says("camera"), says("recorder", "decisive")], ("recorder", Grade.CONFIRMED, ())),
        ([says("camera"), says("recorder", "weak")], ("camera", Grade.PROBABLE, ())),
        ([says("camera", "weak"), says("recorder", "weak")], ("recorder", Grade.POSSIBLE, ())),
        ([says("intercom"), says("recorder")], ("intercom", Grade.POSSIBLE, ("recorder",))),
        ([says("camera"), says("other")], (None, Grade.CONFLICTING, ("camera", "other"))),
        ([says("camera"), says("other", "decisive")], ("other", Grade.PROBABLE, ("camera",))),
        ([], ("unknown", Grade.UNKNOWN, ())),
    ],
)
def test_another_video_kind_goes_before_camera_and_video_kinds_never_cancel_out(small, matches, expected):
    assert chosen(small, *matches) == expected


def test_the_brands_models_are_tried_after_the_makers(small):
    model = Claim("AL-N1", Grade.PROBABLE, 0.8, ("x/y",))
    maker, brand = Claim("birch", Grade.CONFIRMED, 0.97, ()), Claim("alder", Grade.PROBABLE, 0.8, ())
    assert chosen(small, model=model, parties=(maker, brand))[0] == "recorder"


def test_a_name_that_no_rule_knows_decides_nothing(small):
    model = Claim("ZZ-1", Grade.PROBABLE, 0.8, ())
    maker = Claim("alder", Grade.POSSIBLE, 0.35, ())
    assert chosen(small, model=model, parties=(maker, None)) == ("unknown", Grade.UNKNOWN, ())


def test_answers_that_say_the_same_make_the_name_surer(small):
    model = Claim("AL-N1", Grade.PROBABLE, 0.8, ())
    maker = Claim("alder", Grade.CONFIRMED, 0.97, ())
    assert chosen(small, says("recorder", "decisive"), says("camera"), model=model, parties=(maker,)) == (
        "recorder",
        Grade.CONFIRMED,
        (),
    )


def test_a_conflicting_model_names_no_kind(small):
    model = Claim(None, Grade.CONFLICTING, 0.8, ())
    assert chosen(small, says("camera"), model=model, parties=(Claim("alder", Grade.CONFIRMED, 0.97, ()),)) == (
        "camera",
        Grade.PROBABLE,
        (),
    )
