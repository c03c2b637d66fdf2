"""Foscam's search: the question as published, answers plain and hidden, and what is neither."""

from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import FOSCAM, FOSCAM_HIDDEN

from scanner.codec import foscam

# NeiroNx/python-dvr, DeviceManager.py (SearchFros).
QUESTION = bytes.fromhex("4d4f5f490000000000000000000000040000000400000000000001")


def test_the_question_is_the_published_bytes() -> None:
    assert foscam.questions(bytes(range(0, 0 + 16))) == (("search", QUESTION),)


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(foscam, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(foscam) == [set()]
    assert taken_at_other_lengths(foscam) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in foscam.questions(bytes(16)) for fact in facts(foscam, asked)] == []


def test_an_answer_tells_name_firmware_and_serial() -> None:
    assert facts(foscam, FOSCAM) == [
        ("finder.protocol", "foscam"),
        ("finder.name", "Virtual device"),
        ("finder.firmware", "1.0.0.0"),
        ("finder.serial", "0123456789"),
    ]


def test_a_hidden_answer_is_read_by_the_key_in_it() -> None:
    assert facts(foscam, FOSCAM_HIDDEN) == [
        ("finder.protocol", "foscam"),
        ("finder.name", "*Virtual device*"),
        ("finder.firmware", "1.0.0.0"),
        ("finder.serial", "0123456789"),
    ]


def test_a_serial_of_twelve_digits_is_its_mac() -> None:
    told = dict(facts(foscam, FOSCAM.replace(b"0123456789\0\0", b"00626E4A72BF")))
    assert (told["finder.serial"], told["mac"]) == ("00626E4A72BF", "00:62:6e:4a:72:bf")


def test_an_order_tells_nothing() -> None:
    assert facts(foscam, b"MO_I\2" + FOSCAM[5:]) == []


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(foscam, FOSCAM) == set()
    assert min(size for size in range(len(FOSCAM) + 1) if facts(foscam, FOSCAM[:size])) == 81
    assert untrue_when_cut(foscam, FOSCAM_HIDDEN) == set()
    assert min(size for size in range(len(FOSCAM_HIDDEN) + 1) if facts(foscam, FOSCAM_HIDDEN[:size])) == 81


@TEN_THOUSAND
@given(made_up(FOSCAM, FOSCAM_HIDDEN))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(foscam, received)
