"""Sony's search: the question as published, answers of keys and values, and what is neither."""

from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import SONY

from scanner.codec import sony_snc

# julienblitte/UniversalScanner, Sony.cs (sender, writePacket).
QUESTION = bytes.fromhex("02454e513a616c6c696e666fff03")


def test_the_question_is_the_published_bytes() -> None:
    assert sony_snc.questions(bytes(range(0, 0 + 16))) == (("search", QUESTION),)


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(sony_snc, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(sony_snc) == [set()]
    assert taken_at_other_lengths(sony_snc) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in sony_snc.questions(bytes(16)) for fact in facts(sony_snc, asked)] == []


def test_an_answer_tells_model_firmware_serial_and_mac() -> None:
    assert facts(sony_snc, SONY) == [
        ("finder.protocol", "sony-snc"),
        ("finder.model", "Virtual"),
        ("finder.firmware", "3.0.0"),
        ("finder.serial", "123456789"),
        ("mac", "aa:bb:cc:dd:ee:ff"),
    ]


def test_keys_are_read_in_any_order_and_case() -> None:
    assert facts(sony_snc, b"\2Model:SNC-EP520\xffjunk\xff:x\xff\3") == [
        ("finder.protocol", "sony-snc"),
        ("finder.model", "SNC-EP520"),
    ]


def test_no_more_keys_are_read_than_a_camera_has() -> None:
    assert facts(sony_snc, b"\2" + b"A:b\xff" * sony_snc.MAX_PARTS + b"MODEL:late\xff\3") == []


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(sony_snc, SONY) == set()
    assert min(size for size in range(len(SONY) + 1) if facts(sony_snc, SONY[:size])) == 30


@TEN_THOUSAND
@given(made_up(SONY))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(sony_snc, received)
