"""The kernel's counters of what was to be sent and what left: their difference, and nothing where they do not tell."""

from hypothesis import given
from hypothesis import strategies as st

from scanner.net.firewall import parse

# /proc/net/snmp of Linux 6.18 in a namespace of its own, after a rule dropped one SYN and one datagram; shortened.
SEEN = (
    "Ip: Forwarding DefaultTTL InReceives ForwDatagrams OutRequests OutDiscards OutNoRoutes OutTransmits\n"
    "Ip: 2 64 9902 0 3604 1 2 3602\n"
    "Icmp: InMsgs InErrors\n"
    "Icmp: 4 0\n"
)


def test_what_did_not_leave_is_the_difference() -> None:
    assert parse(SEEN) == 2


def test_what_was_routed_for_others_left_too_and_was_not_made_here() -> None:
    assert parse(SEEN.replace("9902 0 3604", "9902 7 3604").replace("3602", "3609")) == 2


def test_a_kernel_that_does_not_count_what_left_tells_nothing() -> None:
    assert parse(SEEN.replace("OutTransmits", "").replace("3602", "")) == 0


@given(st.text() | st.builds(lambda cut: SEEN[:cut], st.integers(0, len(SEEN))))
def test_any_text_gives_a_number(text: str) -> None:
    assert isinstance(parse(text), int)
