"""This machine's own failures: each is counted once, says what to do, and is no device's silence."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.coverage import LocalLimit
from scanner.net.limits import DROPPED, Limits


def told(limits: Limits) -> list[tuple[str, str, int]]:
    return [(item.what, item.outcome, item.count) for item in limits.coverage()]


@pytest.mark.parametrize(
    ("number", "what", "word"),
    [
        (errno.EMFILE, "no descriptor was free", "ulimit -n"),
        (errno.ENFILE, "this system had no descriptor left", "fs.file-max"),
        (errno.ENOBUFS, "the neighbour table or a send buffer was full", "gc_thresh3"),
        (errno.ENOMEM, "the kernel had no memory for a packet", "--max-rate"),
        (errno.EAGAIN, "a send buffer stayed full", "wmem_max"),
        (errno.EPERM, "a firewall or a route of this machine forbids it", "nft list ruleset"),
        (errno.EACCES, "a firewall or a route of this machine forbids it", "nft list ruleset"),
        (errno.EADDRNOTAVAIL, "no local port was free", "ip_local_port_range"),
        (errno.ENETDOWN, "the interface is down", "bring the link up"),
        (errno.EMSGSIZE, "this machine would not send (EMSGSIZE)", "camscan doctor"),
    ],
)
def test_each_failure_of_ours_is_not_sent_and_says_what_to_do(number: int, what: str, word: str) -> None:
    limits = Limits()
    limits.failed(number, "10.1.2.3")
    limits.failed(number, "10.1.2.4")
    (limit,) = limits.coverage()
    assert (limit.what, limit.outcome, limit.count) == (what, "not_sent", 2)
    assert word in limit.advice


@pytest.mark.parametrize("number", [0, errno.ECONNREFUSED, errno.ECONNRESET, errno.ETIMEDOUT, errno.EHOSTDOWN])
def test_what_the_device_or_its_network_says_is_no_failure_of_ours(number: int) -> None:
    limits = Limits()
    limits.failed(number, "10.1.2.3")
    assert limits.coverage() == ()


def test_networks_without_a_route_are_named_with_neighbours_joined() -> None:
    limits = Limits()
    for address in ("10.1.2.3", "10.1.3.4", "10.1.3.5", "10.9.0.1", "2001:db8::1"):
        limits.failed(errno.ENETUNREACH, address)
    assert told(limits) == [
        ("this machine has no route to 10.1.2.0/23", "not_sent", 3),
        ("this machine has no route to 10.9.0.0/24", "not_sent", 1),
        ("this machine has no route to 2001:db8::/64", "not_sent", 1),
    ]


def test_a_whole_large_network_is_one_line() -> None:
    limits = Limits()
    for number in range(256):
        limits.failed(errno.EHOSTUNREACH, f"10.7.{number}.1")
    assert told(limits) == [("this machine has no route to 10.7.0.0/16", "not_sent", 256)]


def test_too_many_scattered_networks_are_one_line_and_not_a_page() -> None:
    limits = Limits()
    for number in range(0, 80, 2):
        limits.failed(errno.ENETUNREACH, f"10.7.{number}.1")
    assert told(limits) == [("this machine has no route to some of the targets", "not_sent", 40)]


def test_a_port_that_another_program_holds_is_not_heard_at() -> None:
    limits = Limits()
    limits.cannot_listen(7711, "hanwha_installer", errno.EADDRINUSE)
    limits.cannot_listen(1900, "ssdp", errno.EACCES)
    first, second = limits.coverage()
    assert first == LocalLimit(
        "another program holds UDP port 7711, to which hanwha_installer answers come",
        "not_heard",
        1,
        "end the program that holds it while the scan runs",
    )
    assert (second.what, second.outcome) == (
        "this machine would not open UDP port 1900, to which ssdp answers come",
        "not_heard",
    )
    assert second.advice.endswith("EACCES")


def test_lost_answers_are_not_heard_and_none_lost_is_no_line() -> None:
    limits = Limits()
    limits.not_heard(DROPPED, 0)
    assert limits.coverage() == ()
    limits.not_heard(DROPPED, 3)
    limits.not_heard(DROPPED, 4)
    assert told(limits) == [(DROPPED, "not_heard", 7)]


def test_a_packet_that_a_rule_dropped_is_counted_once_though_its_sender_was_told() -> None:
    limits = Limits()
    limits.failed(errno.EPERM, "10.1.2.3")
    limits.stopped(1)
    assert [count for _, _, count in told(limits)] == [1]
    limits.stopped(6)
    what = "packets of this machine, of camscan's or of other programs, were dropped before they left it"
    assert (what, "not_sent", 5) in told(limits)


@given(st.lists(st.tuples(st.integers(-5, 200), st.ip_addresses().map(str) | st.text(max_size=9)), max_size=30))
def test_nothing_is_lost_or_counted_twice(failures: list[tuple[int, str]]) -> None:
    theirs = {0, errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.ETIMEDOUT, errno.EHOSTDOWN}
    limits = Limits()
    for number, address in failures:
        limits.failed(number, address)
    assert sum(item.count for item in limits.coverage()) == sum(number not in theirs for number, _ in failures)
