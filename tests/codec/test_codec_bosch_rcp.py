"""Bosch's autodetect: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from hypothesis import strategies as st
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import BOSCH, BOSCH_XML

from scanner.codec import bosch_rcp

QUESTION = bytes.fromhex("9939a42701020304ff0006de")
ANSWERS = (
    BOSCH,
    BOSCH_XML,
)


def test_the_question_is_the_published_one() -> None:
    ((_, asked),) = bosch_rcp.questions(bytes(range(1, 17)))
    assert asked == QUESTION
    fixed = [other for other in changed(asked) if other[:4] + other[8:] != asked[:4] + asked[8:]]
    assert len(fixed) > len(asked)
    assert not any(bosch_rcp.is_question(other) for other in fixed)


@given(st.binary(min_size=16, max_size=16))
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert [bosch_rcp.is_question(asked) for _, asked in bosch_rcp.questions(octets)] == [True]


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(bosch_rcp, answer))
        assert told["finder.protocol"] == "bosch-rcp"
        cut = values_of_truncations(bosch_rcp, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"bosch-rcp"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_question_is_no_answer() -> None:
    assert [facts(bosch_rcp, asked) for _, asked in bosch_rcp.questions(bytes(16))] == [[]] * len(
        bosch_rcp.questions(bytes(16))
    )


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(bosch_rcp, received)
