"""VStarcam's answer, which is read and never asked for: cut anywhere, and ten thousand made-up ones."""

from hypothesis import given
from search_checks import TEN_THOUSAND, facts, is_in_order, made_up, values_of_truncations
from search_samples import VSTARCAM

from scanner.codec import vstarcam

ANSWERS = (VSTARCAM,)


def test_an_answer_names_its_protocol_and_a_cut_one_tells_nothing_else() -> None:
    for answer in ANSWERS:
        told = dict(facts(vstarcam, answer))
        assert told["finder.protocol"] == "vstarcam"
        cut = values_of_truncations(vstarcam, answer)
        assert {value for field, value in cut if field == "finder.protocol"} <= {"vstarcam"}
        # What stands before the cut may be shorter than it was, and is never something else.
        assert all(told[field].startswith(value) or field == "finder.firmware" for field, value in cut if field in told)


@TEN_THOUSAND
@given(made_up(*ANSWERS))
def test_no_bytes_make_it_raise_or_tell_what_is_not_declared(received: bytes) -> None:
    assert is_in_order(vstarcam, received)
