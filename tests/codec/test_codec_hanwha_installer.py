"""Hanwha's IP installer: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import HANWHA

from scanner.codec import hanwha_installer

QUESTION = b"\1" + bytes(261)
ANSWERS = (HANWHA,)


def test_the_question_is_the_published_one_and_nothing_near_it() -> None:
    assert hanwha_installer.questions(bytes(16))[0][1] == QUESTION
    assert hanwha_installer.questions(b"\xff" * 16) == hanwha_installer.questions(bytes(16))
    near = [other for _, asked in hanwha_installer.questions(bytes(16)) for other in changed(asked)]
    assert [other for other in near if hanwha_installer.is_question(other)] == []
    assert all(hanwha_installer.is_question(asked) for _, asked in hanwha_installer.questions(bytes(16)))


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(hanwha_installer, answer))
        assert told["finder.protocol"] == "hanwha-ipinstaller"
        cut = values_of_truncations(hanwha_installer, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"hanwha-ipinstaller"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_question_is_no_answer() -> None:
    assert [facts(hanwha_installer, asked) for _, asked in hanwha_installer.questions(bytes(16))] == [[]] * len(
        hanwha_installer.questions(bytes(16))
    )


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(hanwha_installer, received)
