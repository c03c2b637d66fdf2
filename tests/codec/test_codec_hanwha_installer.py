"""Hanwha's IP installer: both questions as published, the answer in both sizes, and what is neither."""

from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import HANWHA

from scanner.codec import hanwha_installer

# networkoptix/nx_open, hanwha_resource_searcher.cpp (createProbePackets).
QUESTION = b"\x01" + bytes(261)
QUESTION_V2 = b"\x06" + bytes(333)
LONGER = b"\x0c" + HANWHA[1:] + bytes(72)


def test_the_questions_are_the_published_bytes() -> None:
    assert hanwha_installer.questions(bytes(range(0, 0 + 16))) == (("search", QUESTION), ("search v2", QUESTION_V2))


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(hanwha_installer, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(hanwha_installer) == [set(), set()]
    assert taken_at_other_lengths(hanwha_installer) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in hanwha_installer.questions(bytes(16)) for fact in facts(hanwha_installer, asked)] == []


def test_an_answer_tells_model_and_mac() -> None:
    assert facts(hanwha_installer, HANWHA) == [
        ("finder.protocol", "hanwha-ipinstaller"),
        ("finder.model", "Virtual"),
        ("mac", "00:11:22:33:44:55"),
    ]


def test_the_longer_answer_has_the_same_places() -> None:
    assert facts(hanwha_installer, LONGER) == facts(hanwha_installer, HANWHA)
    assert facts(hanwha_installer, LONGER[:-1]) == []
    assert facts(hanwha_installer, b"\x0b" + LONGER[1:]) == []


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(hanwha_installer, HANWHA) == set()
    assert min(size for size in range(len(HANWHA) + 1) if facts(hanwha_installer, HANWHA[:size])) == 262
    assert untrue_when_cut(hanwha_installer, LONGER) == set()
    assert min(size for size in range(len(LONGER) + 1) if facts(hanwha_installer, LONGER[:size])) == 334


@TEN_THOUSAND
@given(made_up(HANWHA, LONGER))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(hanwha_installer, received)
