"""A kept line of somebody's record: what it says comes back, and anything else gives nothing."""

from hypothesis import given
from hypothesis import strategies as st
from search_checks import facts, is_in_order

from scanner.codec import record


def test_what_a_record_says_comes_back_by_field() -> None:
    told = (("mac", "44:19:B6:00:00:01"), ("lease_hostname", "cam"), ("make", "Acme"), ("port", "80/tcp"), ("x", "y"))
    assert facts(record, record.kept(told, "as it stood")) == [
        ("mac", "44:19:b6:00:00:01"),
        ("dhcp.hostname", "cam"),
        ("record.make", "Acme"),
        ("record.port", "80/tcp"),
    ]


def test_a_mac_that_is_none_and_empty_values_tell_nothing() -> None:
    assert facts(record, record.kept((("mac", "none"), ("hostname", "  ")), "")) == []


@given(st.binary(max_size=200) | st.text(max_size=99).map(str.encode))
def test_no_bytes_make_it_raise(received: bytes) -> None:
    assert is_in_order(record, received)


@given(st.lists(st.tuples(st.sampled_from(["mac", "hostname", "model", "z"]), st.text(max_size=300)), max_size=5))
def test_whatever_was_written_is_read_in_bounds(told: list[tuple[str, str]]) -> None:
    assert is_in_order(record, record.kept(told, ""))
