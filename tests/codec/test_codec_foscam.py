"""Foscam's search: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import FOSCAM, FOSCAM_HIDDEN

from scanner.codec import foscam

QUESTION = bytes.fromhex("4d4f5f490000000000000000000000040000000400000000000001")
ANSWERS = (
    FOSCAM,
    FOSCAM_HIDDEN,
)


def test_the_question_is_the_published_one_and_nothing_near_it() -> None:
    assert foscam.questions(bytes(16))[0][1] == QUESTION
    assert foscam.questions(b"\xff" * 16) == foscam.questions(bytes(16))
    near = [other for _, asked in foscam.questions(bytes(16)) for other in changed(asked)]
    assert [other for other in near if foscam.is_question(other)] == []
    assert all(foscam.is_question(asked) for _, asked in foscam.questions(bytes(16)))


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(foscam, answer))
        assert told["finder.protocol"] == "foscam"
        cut = values_of_truncations(foscam, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"foscam"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_question_is_no_answer() -> None:
    told = [facts(foscam, asked) for _, asked in foscam.questions(bytes(16))]
    assert told == [[]] * len(told)
    assert told


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(foscam, received)
