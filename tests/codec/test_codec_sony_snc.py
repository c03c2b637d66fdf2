"""Sony's search: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import SONY

from scanner.codec import sony_snc

QUESTION = bytes.fromhex("02454e513a616c6c696e666fff03")
ANSWERS = (SONY,)


def test_the_question_is_the_published_one_and_nothing_near_it() -> None:
    assert sony_snc.questions(bytes(16))[0][1] == QUESTION
    assert sony_snc.questions(b"\xff" * 16) == sony_snc.questions(bytes(16))
    near = [other for _, asked in sony_snc.questions(bytes(16)) for other in changed(asked)]
    assert [other for other in near if sony_snc.is_question(other)] == []
    assert all(sony_snc.is_question(asked) for _, asked in sony_snc.questions(bytes(16)))


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(sony_snc, answer))
        assert told["finder.protocol"] == "sony-snc"
        cut = values_of_truncations(sony_snc, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"sony-snc"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_question_is_no_answer() -> None:
    assert [facts(sony_snc, asked) for _, asked in sony_snc.questions(bytes(16))] == [[]] * len(
        sony_snc.questions(bytes(16))
    )


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(sony_snc, received)
