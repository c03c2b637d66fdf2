import pytest
from fingerprint_samples import seen

from scanner.fingerprint.match import match
from scanner.identify.weights import at_least_probable, capped, combine, grade_of, one_step_down
from scanner.identify.witness import Witness, basis_of, candidate, candidates, settle, witnesses_of
from scanner.model.claim import Grade
from scanner.model.vocabulary import Channel


def witness(value, weight, *channels, basis="platform", because="x/y"):
    return Witness(value, weight, frozenset(channels), basis, because)


@pytest.mark.parametrize(
    ("weights", "confidence", "word"),
    [
        ([0.97], 0.97, Grade.CONFIRMED),
        ([0.80], 0.80, Grade.PROBABLE),
        ([0.35], 0.35, Grade.POSSIBLE),
        ([0.80, 0.80], 0.96, Grade.CONFIRMED),
        ([0.80, 0.35], 0.87, Grade.PROBABLE),
        ([0.35, 0.35, 0.35], 0.7254, Grade.POSSIBLE),
        ([], 0.0, Grade.POSSIBLE),
    ],
)
def test_independent_witnesses_combine_to_a_word(weights, confidence, word):
    assert combine(weights) == confidence
    assert grade_of(confidence) is word


def test_a_step_down_is_the_next_lower_word():
    assert [grade_of(one_step_down(sure)) for sure in (0.99, 0.8, 0.35)] == [
        Grade.PROBABLE,
        Grade.POSSIBLE,
        Grade.POSSIBLE,
    ]
    assert one_step_down(0.35) == 0.35


def test_a_cap_lowers_only_what_is_above_it():
    assert grade_of(capped(0.99, Grade.POSSIBLE)) is Grade.POSSIBLE
    assert capped(0.8, Grade.CONFIRMED) == 0.8
    assert at_least_probable(capped(0.99, Grade.PROBABLE))


def test_a_channel_counts_once_by_its_strongest_witness():
    item = candidate("a", [witness("a", 0.35, Channel.RTSP), witness("a", 0.8, Channel.RTSP)])
    assert (item.confidence, len(item.witnesses)) == (0.8, 1)


def test_a_witness_on_two_channels_excludes_others_on_either():
    both = witness("a", 0.8, Channel.RTSP, Channel.PAGE)
    item = candidate("a", [both, witness("a", 0.8, Channel.PAGE), witness("a", 0.8, Channel.HTTP)])
    assert (item.confidence, item.channels) == (0.96, {Channel.PAGE, Channel.HTTP})


def test_one_public_record_is_enough():
    records = [witness("a", 0.8, basis="record", because=f"lineage/a/{n}") for n in (1, 2)]
    assert candidate("a", records).confidence == 0.8


def test_the_loudest_evidence_gives_the_basis_and_platform_goes_first_among_equals():
    label, platform = witness("a", 0.8, Channel.LABEL, basis="label"), witness("a", 0.8, Channel.RTSP)
    assert candidate("a", [label, platform]).basis == "platform"
    assert candidate("a", [label, witness("a", 0.35, Channel.RTSP)]).basis == "label"
    assert candidate("a", [label, platform]).platform_confidence == 0.8


def test_nobody_to_choose_from_is_no_claim():
    assert settle([]) is None


def test_level_rivals_conflict_and_are_named():
    claim = settle(candidates([witness("b", 0.8, Channel.RTSP), witness("a", 0.8, Channel.PAGE, because="p/q")]))
    assert claim is not None
    assert (claim.value, claim.grade, claim.rivals) == (None, Grade.CONFLICTING, ("a", "b"))
    assert claim.because == ("p/q", "x/y")


def test_a_probable_rival_takes_a_confirmed_claim_one_step_down():
    claim = settle(candidates([witness("b", 0.8, Channel.RTSP), witness("a", 0.97, Channel.PAGE)]))
    assert claim is not None
    assert (claim.value, claim.grade, claim.rivals) == ("a", Grade.PROBABLE, ("b",))


def test_a_faint_rival_changes_nothing():
    claim = settle(candidates([witness("b", 0.35, Channel.RTSP), witness("a", 0.8, Channel.PAGE)]))
    assert claim is not None
    assert (claim.value, claim.grade, claim.rivals) == ("a", Grade.PROBABLE, ())


def test_faint_level_candidates_are_no_conflict_and_the_first_by_name_stands():
    claim = settle(candidates([witness("b", 0.35, Channel.RTSP), witness("a", 0.35, Channel.PAGE)]))
    assert claim is not None
    assert (claim.value, claim.grade) == ("a", Grade.POSSIBLE)


def test_an_allied_candidate_is_no_rival():
    ordered = candidates([witness("b", 0.8, Channel.RTSP), witness("a", 0.8, Channel.PAGE)])
    claim = settle(ordered, lambda one, other: {one, other} == {"a", "b"})
    assert claim is not None
    assert (claim.value, claim.grade, claim.rivals) == ("a", Grade.PROBABLE, ())


@pytest.mark.parametrize(
    ("field", "value", "basis"),
    [
        ("http.challenge.realm", "alder-realm", "platform"),
        ("tcp.open", "40001", "platform"),
        ("http.title", "Alder AL-1", "label"),
        ("http.server", "alderd", "label"),
        ("http.favicon.mmh3", "111", "label"),
    ],
)
def test_the_basis_is_platform_unless_a_rebadger_changes_it_alone(small, field, value, basis):
    (found,) = match([seen(field, value)], small)
    assert basis_of(found) == basis


def test_witnesses_are_taken_only_from_matches_that_speak_of_the_attribute(small):
    found = match([seen("http.title", "Alder AL-1"), seen("rtsp.server", "AlderRtsp", 554)], small)
    assert [(item.value, item.because) for item in witnesses_of(found, "kind")] == [("camera", "alder/rtsp")]
    assert len(witnesses_of(found, "manufacturer")) == 2
