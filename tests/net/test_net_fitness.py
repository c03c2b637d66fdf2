"""What this machine can do, tried on loopback: how large a burst fits, its own rules, and ports that others hold."""

import shutil
import socket
from collections.abc import Iterator

import pytest

from net_spaces import NEEDS_ROOT, Spaces, spaces
from scanner.net import fitness, udp_socket
from scanner.net.fitness import burst_that_fits, port_state, why_no_loopback
from scanner.net.udp_socket import share_port

needs_nft = pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")


@pytest.fixture
def pair() -> Iterator[Spaces]:
    with spaces() as made:
        yield made


@pytest.fixture
def holder() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        yield made


def port_of(made: socket.socket) -> int:
    made.bind(("0.0.0.0", 0))
    return int(made.getsockname()[1])


def test_a_port_that_nobody_has_is_free(holder: socket.socket) -> None:
    port = port_of(holder)
    holder.close()
    assert port_state(port) == "free"


def test_a_port_whose_holder_shares_it_is_shared(holder: socket.socket) -> None:
    share_port(holder)
    assert port_state(port_of(holder)) == "shared"


def test_a_port_whose_holder_does_not_share_it_is_held(holder: socket.socket) -> None:
    assert port_state(port_of(holder)) == "held"


def test_a_larger_buffer_holds_a_larger_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_socket, "BUFFER_BYTES", 20_000)
    small = burst_that_fits()
    monkeypatch.setattr(udp_socket, "BUFFER_BYTES", 200_000)
    large = burst_that_fits()
    # The kernel doubles what was asked for, and counts what an answer costs it, some 4 kB.
    assert 4 <= small <= 20
    assert 60 <= large <= 200


def test_the_burst_is_no_larger_than_what_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitness, "_MOST_ANSWERS", 7)
    assert burst_that_fits() == 7


def test_loopback_works_here() -> None:
    assert why_no_loopback() == ""


@needs_nft
@NEEDS_ROOT[0]
@NEEDS_ROOT[1]
@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("oifname lo meta l4proto udp drop", "Operation not permitted"),
        ("oifname lo meta l4proto tcp drop", "nothing came back"),
    ],
)
def test_a_rule_against_loopback_is_noticed(pair: Spaces, rule: str, why: str) -> None:
    pair.rule(rule)
    assert why_no_loopback() == why
