"""Panasonic's and i-PRO's Easy IP: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import CAMERA, RECORDER

from scanner.codec import easy_ip

# Rickardjd/Easy_IP, Easy_IP.py (_build_search_packet), with the asker's MAC and IP addresses zero. Its own packet ends
# in 1170, the sum of its octets and one; so does ours in its own sum.
QUESTION = bytes.fromhex(
    "0001002a000d000000000000" + "00" * 10 + "000020111e11231f1e19130000020100" + "00" * 10 + "fff0"
    "0026002000210022002300250028004000410042004400a500a600a700a800ad00b300b400b700b8ffff"
)
ANSWERS = (
    CAMERA,
    RECORDER,
)


def test_the_question_is_the_published_one_with_its_sum() -> None:
    whole = QUESTION + (sum(QUESTION) + 1).to_bytes(2, "big")
    assert easy_ip.questions(bytes(16)) == (("search", whole),)
    assert not any(easy_ip.is_question(other) for other in changed(whole))


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(easy_ip, answer))
        assert told["finder.protocol"] == "panasonic-easyip"
        cut = values_of_truncations(easy_ip, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"panasonic-easyip"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_question_is_no_answer() -> None:
    assert [facts(easy_ip, asked) for _, asked in easy_ip.questions(bytes(16))] == [[]] * len(
        easy_ip.questions(bytes(16))
    )


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(easy_ip, received)
