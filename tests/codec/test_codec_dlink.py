"""D-Link's search: the question as published, answers that hold a model, and what is neither."""

from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import DLINK

from scanner.codec import dlink

# networkoptix/nx_open, dlink_resource_searcher.cpp (request).
QUESTION = bytes.fromhex("fdfd0600a100ffffffffffff00000000000001000000")


def test_the_question_is_the_published_bytes() -> None:
    assert dlink.questions(bytes(range(0, 0 + 16))) == (("search", QUESTION),)


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(dlink, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(dlink) == [set()]
    assert taken_at_other_lengths(dlink) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in dlink.questions(bytes(16)) for fact in facts(dlink, asked)] == []


def test_an_answer_tells_model_and_mac() -> None:
    assert facts(dlink, DLINK) == [
        ("finder.protocol", "dlink-dcs"),
        ("finder.model", "DCS-932L"),
        ("mac", "b0:c5:54:43:54:83"),
    ]


def test_an_answer_below_the_smallest_size_or_of_other_models_tells_nothing() -> None:
    assert facts(dlink, DLINK[:12] + b"DCS-932L".ljust(19, b"\0")) == []
    assert facts(dlink, DLINK.replace(b"DCS-", b"DWL-")) == []


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(dlink, DLINK) == set()
    assert min(size for size in range(len(DLINK) + 1) if facts(dlink, DLINK[:size])) == 45


@TEN_THOUSAND
@given(made_up(DLINK))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(dlink, received)
