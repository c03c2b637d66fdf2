"""Ubiquiti's search: both questions as published, answers of both versions, and what is neither."""

from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import UBIQUITI

from scanner.codec import ubiquiti

# julienblitte/UniversalScanner, Ubiquiti.cs; nmap/nmap, scripts/ubiquiti-discovery.nse.
QUESTION = bytes.fromhex("01000000")
QUESTION_V2 = bytes.fromhex("02080000")
# bdraco/unifi-discovery, tests/test_init.py (test_async_scanner_specific_address): a camera's answer of version 1.
CAMERA = (
    b"\x01\x00\x00\x8e\x02\x00\n\xe0c\xda\x00^\x08\xc0\xa8\xd4\x01\x01\x00\x06\xe0c\xda\x00^\x08\n\x00\x04\x00\x13\xe60"
    b"\x0b\x00\x04Gate\x0c\x00\nUVC G4 Pro\x17\x00\x04\x00\x00\x00\x00\x03\x00'UVC.S5L.v4.46.18.67.ceacbaa.211202.1017"
    b"\x10\x00\x02c\xa5 \x00$32f695ba-835b-5822-bc54-e290e1789ff1"
)


def test_the_questions_are_the_published_bytes() -> None:
    assert ubiquiti.questions(bytes(range(0, 0 + 16))) == (("search", QUESTION), ("search v2", QUESTION_V2))


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(ubiquiti, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(ubiquiti) == [set(), set()]
    assert taken_at_other_lengths(ubiquiti) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in ubiquiti.questions(bytes(16)) for fact in facts(ubiquiti, asked)] == []


def test_an_answer_of_version_2_tells_name_model_firmware_and_mac() -> None:
    assert facts(ubiquiti, UBIQUITI) == [
        ("finder.protocol", "ubiquiti"),
        ("finder.name", "UBNT"),
        ("finder.model", "VIRTUAL"),
        ("finder.firmware", "Firmware_version.1.0"),
        ("mac", "00:11:22:33:44:55"),
    ]


def test_an_answer_of_version_1_is_read_alike() -> None:
    assert facts(ubiquiti, CAMERA) == [
        ("finder.protocol", "ubiquiti"),
        ("finder.name", "Gate"),
        ("finder.model", "UVC G4 Pro"),
        ("finder.firmware", "UVC.S5L.v4.46.18.67.ceacbaa.211202.1017"),
        ("mac", "e0:63:da:00:5e:08"),
    ]


def test_a_length_that_does_not_fit_tells_nothing() -> None:
    assert facts(ubiquiti, UBIQUITI[:-1]) == []
    assert facts(ubiquiti, UBIQUITI + b"\0") == []


def test_an_answer_without_an_address_tells_nothing() -> None:
    assert facts(ubiquiti, b"\2\6\0\7\x0b\0\4UBNT") == []


def test_the_address_may_stand_with_an_ip_address_only() -> None:
    assert facts(ubiquiti, b"\2\6\0\x0d\2\0\x0a\x78\x8a\x20\1\2\3\xc0\0\2\7") == [
        ("finder.protocol", "ubiquiti"),
        ("mac", "78:8a:20:01:02:03"),
    ]


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(ubiquiti, UBIQUITI) == set()
    assert min(size for size in range(len(UBIQUITI) + 1) if facts(ubiquiti, UBIQUITI[:size])) == 137
    assert untrue_when_cut(ubiquiti, CAMERA) == set()
    assert min(size for size in range(len(CAMERA) + 1) if facts(ubiquiti, CAMERA[:size])) == 146


@TEN_THOUSAND
@given(made_up(UBIQUITI, CAMERA))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(ubiquiti, received)
