"""360 Vision's search: the question as published, answers in pairs, and what is neither."""

import pytest
from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import VISION

from scanner.codec import vision360

# julienblitte/UniversalScanner, 360Vision.cs.
QUESTION = bytes.fromhex("444953434f5645520a")


def test_the_question_is_the_published_bytes() -> None:
    assert vision360.questions(bytes(range(0, 0 + 16))) == (("search", QUESTION),)


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(vision360, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(vision360) == [set()]
    assert taken_at_other_lengths(vision360) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in vision360.questions(bytes(16)) for fact in facts(vision360, asked)] == []


def test_an_answer_tells_type_and_mac() -> None:
    assert facts(vision360, VISION) == [
        ("finder.protocol", "360vision"),
        ("finder.model", "IPDOME"),
        ("mac", "00:11:22:33:44:55"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55'",
        b'DISCOVER KEY="00-11-22-33-44-55" type=IPDOME\n',
        b"DISCOVER TYPE='IPDOME' KEY=001122334455 X\nTYPE=other",
    ],
)
def test_pairs_are_read_in_any_order_and_quotes(line: bytes) -> None:
    assert facts(vision360, line) == facts(vision360, VISION)


def test_an_answer_without_a_type_tells_nothing() -> None:
    assert facts(vision360, b"DISCOVER KEY='00:11:22:33:44:55'") == []


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(vision360, VISION) == set()
    assert min(size for size in range(len(VISION) + 1) if facts(vision360, VISION[:size])) == 15


@TEN_THOUSAND
@given(made_up(VISION))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(vision360, received)
