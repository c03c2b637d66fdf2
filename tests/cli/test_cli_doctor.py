"""`camscan doctor` in a network of its own: what it tells of it, and that it sends nothing there."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import Ran, camscan

from net_spaces import NEEDS_ROOT, Spaces, spaces

pytestmark = NEEDS_ROOT

NOT_WHOLLY = "10.66.4.0/24 is not wholly in scope, and the interface was not named"
ROUTED = "multicast and ARP do not reach it"
NO_ROUTE = "Network is unreachable: add a route, or scan from where there is one"


@pytest.fixture
def pair() -> Iterator[Spaces]:
    with spaces(cables=2) as made:
        made.ip(made.near, "route", "add", "10.80.0.0/16", "via", "10.66.4.2")
        yield made


def lines(ran: Ran, subject: str) -> list[str]:
    """Return the findings about a subject, with their level."""
    split = [line.split(None, 2) for line in ran.out.splitlines()]
    return [f"{level} {finding}" for level, named, finding in split if named == subject]


def sent(pair: Spaces) -> list[int]:
    """Return how many packets each near end has sent."""
    told = [pair.ip(pair.near, "-s", "link", "show", f"near{number}").splitlines() for number in range(pair.cables)]
    return [int(text[-1].split()[1]) for text in told]


def test_each_target_is_told_how_it_would_be_reached_and_nothing_is_sent(pair: Spaces, tmp_path: Path) -> None:
    for number in range(pair.cables):  # or the kernel itself looks for routers meanwhile
        Path(f"/proc/sys/net/ipv6/conf/near{number}/disable_ipv6").write_text("1")
    before = sent(pair)
    targets = ("10.66.0.0/24", "10.66.4.9", "10.80.0.0/24", "10.99.0.0/16", "10.80.0.0-10.80.0.7", "10.66.0.7:8001")
    ran = camscan(tmp_path, "doctor", *targets)
    assert sent(pair) == before
    assert ran.code == 2
    assert lines(ran, "target") == [
        "ok 10.66.0.0/24: attached, by near0 from 10.66.0.1; multicast goes there",
        f"ok 10.66.4.9: attached, by near1 from 10.66.4.1; multicast stays off: {NOT_WHOLLY}",
        f"ok 10.80.0.0/24: routed, by near1 from 10.66.4.1; {ROUTED}",
        f"LOOK 10.99.0.0/16: {NO_ROUTE}",
        f"ok 10.80.0.0-10.80.0.7: routed, by near1 from 10.66.4.1; {ROUTED}",
        "ok 10.66.0.7:8001: attached, by near0 from 10.66.0.1; multicast goes there",
    ]
    assert lines(ran, "IPv6") == [
        f"note near{number} has no link-local address: nothing is asked or heard by IPv6 there" for number in (0, 1)
    ]


def test_a_target_that_is_reached_in_two_ways_is_told_both(pair: Spaces, tmp_path: Path) -> None:
    ran = camscan(tmp_path, "doctor", "10.80.0.0/15")
    assert lines(ran, "target") == [
        f"ok 10.80.0.0/15 (32 of 64 addresses tried): routed, by near1 from 10.66.4.1; {ROUTED}",
        f"LOOK 10.80.0.0/15 (32 of 64 addresses tried): {NO_ROUTE}",
    ]


def test_ports_of_other_programs_are_told_with_whose_answers_are_lost(pair: Spaces, tmp_path: Path) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as shared,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held,
    ):
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        shared.bind(("0.0.0.0", 5353))
        held.bind(("0.0.0.0", 1900))
        ran = camscan(tmp_path, "doctor")
    told = lines(ran, "ports")
    assert told[1:] == [
        "note UDP 1900 is held by another program: end it, or what answers there by ssdp is not heard",
        "ok UDP 5353 (mdns) is shared with another program, which allows it",
    ]
    free, _, count = told[0].split()[1:4]
    assert told[0] == f"ok {free} of {count} UDP ports that answers come to are free"
    assert int(free) == int(count) - 2
    assert ran.code == 0


def test_a_burst_and_the_wire_are_told(pair: Spaces, tmp_path: Path) -> None:
    ran = camscan(tmp_path, "doctor")
    (buffer,) = lines(ran, "buffer")
    level, count = buffer.split()[:2]
    assert buffer.endswith(" answers of 2 kB at once fit while none is read")
    assert (level, int(count.replace(",", "")) >= 900) == ("ok", True)
    assert lines(ran, "privilege") == ["ok the wire can be opened: attached networks are asked by ARP"]
    assert lines(ran, "interfaces") == ["ok near0 10.66.0.0/24, near1 10.66.4.0/24"]
    assert lines(ran, "neighbours") == ["ok 0 in the kernel's table, 0 of them unresolved"]


def test_a_target_that_cannot_be_read_is_a_mistake(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "doctor", "10.1.2.0/99")
    assert ran.code == 2
    assert [line for line in ran.error_lines if "10.1.2.0/99" in line] == ran.error_lines
