"""A neighbour's line: written as it is kept, read for its MAC, and nothing from anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import neighbour_table
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact
from scanner.model.outcome import Outcome

OCTETS = st.binary(min_size=6, max_size=6).filter(lambda octets: any(octets) and octets != b"\xff" * 6)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-_", min_size=1, max_size=15)
STATES = st.sampled_from(["incomplete", "reachable", "stale", "delay", "probe", "failed", "noarp", "other"])


def read(received: bytes) -> list[Fact]:
    """Read a line as it stands in a record."""
    target, endpoint = Target("10.1.2.3"), Endpoint("10.1.2.3", 0, "arp")
    kept = Exchange("x1", target, endpoint, "neighbour_table", "heard", 1.0, 1.0, Outcome.ANSWERED, b"", received)
    return neighbour_table.read(kept)


def test_a_line_tells_the_mac() -> None:
    line = neighbour_table.line("10.1.2.3", "44:19:b6:00:11:22", "eth0", "reachable")
    assert line == b"10.1.2.3 44:19:b6:00:11:22 eth0 reachable"
    assert read(line) == [Fact("mac", "44:19:b6:00:11:22")]


@given(st.ip_addresses(), OCTETS, NAMES, STATES)
def test_every_line_that_is_written_can_be_read(address: object, octets: bytes, name: str, state: str) -> None:
    mac = octets.hex(":")
    assert read(neighbour_table.line(str(address), mac, name, state)) == [Fact("mac", mac)]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"10.1.2.3  eth0 incomplete",
        b"10.1.2.3 00:00:00:00:00:00 eth0 noarp",
        b"10.1.2.3 44:19:b6:00:11:2 eth0 reachable",
        b"10.1.2.3 44:19:b6:00:11:22 eth0 reachable\n",
        b"10.1.2.3 44:19:b6:00:11:22 eth0 reachable and more",
    ],
)
def test_a_line_without_a_mac_or_with_more_tells_nothing(line: bytes) -> None:
    assert read(line) == []


@given(st.binary(max_size=300))
def test_any_bytes_tell_at_most_one_mac(received: bytes) -> None:
    facts = read(received)
    assert len(facts) <= 1
    assert {fact.field for fact in facts} <= {"mac"}
