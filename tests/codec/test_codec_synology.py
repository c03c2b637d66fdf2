"""Synology's search: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import SYNOLOGY

from scanner.codec import synology

QUESTION = bytes.fromhex("1234567853594e4f010401000000a40400000201")
ANSWERS = (SYNOLOGY,)


def test_the_question_is_the_published_one_and_nothing_near_it() -> None:
    assert synology.questions(bytes(16))[0][1] == QUESTION
    assert synology.questions(b"\xff" * 16) == synology.questions(bytes(16))
    near = [other for _, asked in synology.questions(bytes(16)) for other in changed(asked)]
    assert [other for other in near if synology.is_question(other)] == []
    assert all(synology.is_question(asked) for _, asked in synology.questions(bytes(16)))


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(synology, answer))
        assert told["finder.protocol"] == "synology-findhost"
        cut = values_of_truncations(synology, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"synology-findhost"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_question_is_no_answer() -> None:
    assert [facts(synology, asked) for _, asked in synology.questions(bytes(16))] == [[]] * len(
        synology.questions(bytes(16))
    )


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(synology, received)
