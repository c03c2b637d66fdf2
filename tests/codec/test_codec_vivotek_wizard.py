"""VIVOTEK's Installation Wizard: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from hypothesis import strategies as st
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import VIVOTEK

from scanner.codec import vivotek_wizard

QUESTION = bytes.fromhex("014a5d8f1c")
ANSWERS = (VIVOTEK,)


def test_the_question_is_the_published_one() -> None:
    ((_, asked),) = vivotek_wizard.questions(bytes(range(1, 17)))
    assert asked == QUESTION
    fixed = [other for other in changed(asked) if other[:0] + other[1:] != asked[:0] + asked[1:]]
    assert len(fixed) > len(asked)
    assert not any(vivotek_wizard.is_question(other) for other in fixed)


@given(st.binary(min_size=16, max_size=16))
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert [vivotek_wizard.is_question(asked) for _, asked in vivotek_wizard.questions(octets)] == [True]


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(vivotek_wizard, answer))
        assert told["finder.protocol"] == "vivotek-iw"
        cut = values_of_truncations(vivotek_wizard, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"vivotek-iw"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_question_is_no_answer() -> None:
    assert [facts(vivotek_wizard, asked) for _, asked in vivotek_wizard.questions(bytes(16))] == [[]] * len(
        vivotek_wizard.questions(bytes(16))
    )


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(vivotek_wizard, received)
