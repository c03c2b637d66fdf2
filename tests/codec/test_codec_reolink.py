"""Reolink's search: the question as published, answers with everything in its place, and what is neither."""

from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import REOLINK

from scanner.codec import reolink

# xannor/ha_reolink_discovery, custom_components/reolink_discovery/core.py.
QUESTION = bytes.fromhex("aaaa0000")


def test_the_question_is_the_published_bytes() -> None:
    assert reolink.questions(bytes(range(0, 0 + 16))) == (("search", QUESTION),)


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(reolink, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(reolink) == [set()]
    assert taken_at_other_lengths(reolink) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in reolink.questions(bytes(16)) for fact in facts(reolink, asked)] == []


def test_an_answer_tells_name_uid_and_mac() -> None:
    assert facts(reolink, REOLINK) == [
        ("finder.protocol", "reolink"),
        ("finder.name", "Front door"),
        ("finder.serial", "95270000YGAKNWKJ"),
        ("mac", "ec:71:db:01:02:03"),
    ]


def test_the_address_may_stand_in_octets_only() -> None:
    octets_only = REOLINK[:164] + bytes(18) + REOLINK[182:]
    assert facts(reolink, octets_only) == facts(reolink, REOLINK)


def test_an_answer_to_another_question_tells_nothing() -> None:
    assert facts(reolink, REOLINK[:104] + b"\xaa\xaa\0\1" + REOLINK[108:]) == []


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(reolink, REOLINK) == set()
    assert min(size for size in range(len(REOLINK) + 1) if facts(reolink, REOLINK[:size])) == 388


@TEN_THOUSAND
@given(made_up(REOLINK))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(reolink, received)
