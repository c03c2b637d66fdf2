"""Panasonic's and i-PRO's Easy IP: the question with nobody's addresses, answers in tags, and what is neither."""

from hypothesis import given
from question_checks import OCTETS, all_known, free_places, taken_at_other_lengths
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, untrue_when_cut
from search_samples import CAMERA, RECORDER

from scanner.codec import easy_ip

# Rickardjd/Easy_IP, Delete/Old Versions/easy_IP_broadcast.txt: what the maker's own tool sent.
CAPTURED = bytes.fromhex(
    "0001002a000d000000000000a029193eab91c0a80179000020111e11231f1e191300000201000000"
    "0000000000000000fff00026002000210022002300250028004000410042004400a500a600a700a8"
    "00ad00b300b400b700b8ffff1170"
)
# julienblitte/UniversalScanner, Panasonic.selftest.
PANASONIC = (
    bytes.fromhex("00010175000e0011223344550050569b53f50a001489000020111e11231f1e19130000020202") + bytes(13)
    + bytes.fromhex("0102000100010000200004f0000f0000210004ff000000002200047f000001002300080a001401000000000025")
    + bytes.fromhex("0002005000400010fe80") + bytes(13) + bytes.fromhex("0100410010") + bytes(16)
    + bytes.fromhex("00420020") + bytes(32)
    + bytes.fromhex("00440002005000450002004000a000047f00000100a10004ff00000000a200047f00000100a30008") + bytes(8)
    + bytes.fromhex("00a400047fffffff00a6000192")
    + b"\0\xa7\0\x10Virtual" + bytes(9) + b"\0\xa8\0\x10Virtual" + bytes(9)
    + b"\0\xa9\0\x101.46" + bytes(12) + b"\0\xaa\0\x100.00" + bytes(12)
    + b"\0\xb1\0\x28" + bytes(40) + b"\0\xb2\0\x28" + bytes(40)
    + bytes.fromhex("00b40002000100b500010000b6000192ffff3017")
)  # fmt: skip


def summed(datagram: bytes) -> bytes:
    """The last two octets that this protocol wants."""
    return (sum(datagram[:-2]) + 1).to_bytes(2, "big")


QUESTION = CAPTURED[:12] + bytes(10) + CAPTURED[22:92] + summed(CAPTURED[:12] + bytes(10) + CAPTURED[22:])


def test_the_question_is_the_published_bytes() -> None:
    assert easy_ip.questions(bytes(range(0, 0 + 16))) == (("search", QUESTION),)


@given(OCTETS)
def test_any_octets_make_a_question_that_is_known_as_one(octets: bytes) -> None:
    assert all_known(easy_ip, octets)


def test_nothing_near_a_question_is_taken_for_one() -> None:
    assert free_places(easy_ip) == [set()]
    assert taken_at_other_lengths(easy_ip) == []


def test_a_question_tells_nothing() -> None:
    assert [fact for _, asked in easy_ip.questions(bytes(16)) for fact in facts(easy_ip, asked)] == []


def test_the_question_differs_from_the_captured_one_in_the_askers_addresses_and_the_sum_alone() -> None:
    assert {at for at, octet in enumerate(CAPTURED) if octet != QUESTION[at]} <= {*range(12, 22), 92, 93}
    assert QUESTION[12:22] == bytes(10)


def test_questions_and_answers_end_in_the_same_kind_of_sum() -> None:
    datagrams = [CAPTURED, QUESTION, CAMERA, RECORDER]
    assert [datagram[-2:] for datagram in datagrams] == [summed(datagram) for datagram in datagrams]


def test_a_camera_tells_everything() -> None:
    assert facts(easy_ip, CAMERA) == [
        ("finder.protocol", "panasonic-easyip"),
        ("finder.name", "WV-X22700-V2L"),
        ("finder.model", "X22700-V2L"),
        ("finder.firmware", "3.67"),
        ("finder.serial", "XBV30463"),
        ("mac", "d4:2d:c5:2a:8d:13"),
    ]


def test_a_recorder_tells_model_and_serial() -> None:
    assert facts(easy_ip, RECORDER) == [
        ("finder.protocol", "panasonic-easyip"),
        ("finder.model", "NX510"),
        ("finder.serial", "XAV51428"),
        ("mac", "d4:2d:c5:28:db:fc"),
    ]


def test_another_camera_tells_no_serial() -> None:
    assert facts(easy_ip, PANASONIC) == [
        ("finder.protocol", "panasonic-easyip"),
        ("finder.name", "Virtual"),
        ("finder.model", "Virtual"),
        ("finder.firmware", "1.46"),
        ("mac", "00:11:22:33:44:55"),
    ]


def test_an_order_tells_nothing() -> None:
    assert facts(easy_ip, CAMERA[:4] + b"\0\2" + CAMERA[6:]) == []
    assert facts(easy_ip, CAPTURED) == []


def test_an_answer_that_is_cut_tells_nothing_untrue() -> None:
    assert untrue_when_cut(easy_ip, CAMERA) == set()
    assert min(size for size in range(len(CAMERA) + 1) if facts(easy_ip, CAMERA[:size])) == 33
    assert untrue_when_cut(easy_ip, RECORDER) == set()
    assert min(size for size in range(len(RECORDER) + 1) if facts(easy_ip, RECORDER[:size])) == 33
    assert untrue_when_cut(easy_ip, PANASONIC) == set()
    assert min(size for size in range(len(PANASONIC) + 1) if facts(easy_ip, PANASONIC[:size])) == 33


@TEN_THOUSAND
@given(made_up(CAMERA, RECORDER, PANASONIC))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(easy_ip, received)
