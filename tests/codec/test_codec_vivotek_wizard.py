"""VIVOTEK's Installation Wizard: the question as published, answers in tags, and what is neither."""

from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import VIVOTEK

from scanner.codec import vivotek_wizard

# julienblitte/UniversalScanner, Vivotek.cs: session 1, as the first of its octets says here.
QUESTION = bytes.fromhex("014a5d8f1c")


def test_the_question_is_the_published_bytes() -> None:
    assert vivotek_wizard.questions(bytes(range(1, 1 + 16))) == (("search", QUESTION),)


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(vivotek_wizard, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(vivotek_wizard) == [{0}]
    assert taken_at_other_lengths(vivotek_wizard) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in vivotek_wizard.questions(bytes(16)) for fact in facts(vivotek_wizard, asked)] == []


def test_an_answer_tells_both_names_and_mac() -> None:
    assert facts(vivotek_wizard, VIVOTEK) == [
        ("finder.protocol", "vivotek-iw"),
        ("finder.name", "Virtual-Virtual-1"),
        ("finder.model", "Virtual"),
        ("mac", "00:11:22:33:44:55"),
    ]


def test_a_tag_without_a_length_is_stepped_over() -> None:
    assert facts(vivotek_wizard, QUESTION + b"\x04\xff\x09\x06FD9187") == [
        ("finder.protocol", "vivotek-iw"),
        ("finder.model", "FD9187"),
    ]


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(vivotek_wizard, VIVOTEK) == set()
    assert min(size for size in range(len(VIVOTEK) + 1) if facts(vivotek_wizard, VIVOTEK[:size])) == 6


@TEN_THOUSAND
@given(made_up(VIVOTEK))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(vivotek_wizard, received)
