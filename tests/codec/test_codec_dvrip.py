"""Dahua's older search: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import DAHUA

from scanner.codec import dvrip

QUESTION = bytes.fromhex("a301000100000000000000000000000002000000000000000000000000000000")
ANSWERS = (DAHUA,)


def test_the_question_is_the_published_one_and_nothing_near_it() -> None:
    assert dvrip.questions(bytes(16))[0][1] == QUESTION
    assert dvrip.questions(b"\xff" * 16) == dvrip.questions(bytes(16))
    near = [other for _, asked in dvrip.questions(bytes(16)) for other in changed(asked)]
    assert [other for other in near if dvrip.is_question(other)] == []
    assert all(dvrip.is_question(asked) for _, asked in dvrip.questions(bytes(16)))


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(dvrip, answer))
        assert told["finder.protocol"] == "dahua-dvrip"
        cut = values_of_truncations(dvrip, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"dahua-dvrip"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_question_is_no_answer() -> None:
    told = [facts(dvrip, asked) for _, asked in dvrip.questions(bytes(16))]
    assert told == [[]] * len(told)
    assert told


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(dvrip, received)
