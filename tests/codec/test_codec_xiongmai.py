"""Xiongmai's NetIP: the question as published, answers cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from search_checks import TEN_THOUSAND, changed, facts, is_in_order, made_up, values_of_truncations
from search_samples import NET_COMMON_OF_RESET, netip

from scanner.codec import xiongmai

QUESTION = bytes.fromhex("ff00000000000000000000000000fa0500000000")
ANSWERS = (netip(1531), netip(1531, NET_COMMON_OF_RESET))


def test_the_question_is_the_published_one_and_nothing_near_it() -> None:
    assert xiongmai.questions(bytes(16))[0][1] == QUESTION
    assert xiongmai.questions(b"\xff" * 16) == xiongmai.questions(bytes(16))
    near = [other for _, asked in xiongmai.questions(bytes(16)) for other in changed(asked)]
    assert [other for other in near if xiongmai.is_question(other)] == []
    assert all(xiongmai.is_question(asked) for _, asked in xiongmai.questions(bytes(16)))


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(xiongmai, answer))
        assert told["finder.protocol"] == "xiongmai-netip"
        cut = values_of_truncations(xiongmai, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"xiongmai-netip"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


def test_a_device_after_its_reset_tells_firmware_and_build_date() -> None:
    assert facts(xiongmai, netip(1531, NET_COMMON_OF_RESET)) == [
        ("finder.protocol", "xiongmai-netip"),
        ("finder.name", "IPC_6a6b"),
        ("finder.firmware", "V4.02.R12.E7335520.12012.047502.00000"),
        ("finder.build_date", "2018-09-17 10:47:30"),
        ("finder.serial", "a5b23b431b14712e"),
        ("mac", "00:12:31:09:b7:9e"),
    ]


def test_a_question_is_no_answer() -> None:
    assert [facts(xiongmai, asked) for _, asked in xiongmai.questions(bytes(16))] == [[]] * len(
        xiongmai.questions(bytes(16))
    )


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(xiongmai, received)
