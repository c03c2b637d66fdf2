import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import tcp
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact
from scanner.model.outcome import Outcome


def connect(port: int, outcome: Outcome, received: bytes = b"") -> Exchange:
    address = "10.1.2.3"
    return Exchange(
        "x1", Target(address), Endpoint(address, port), "tcp", "connect", 0.0, 0.1, outcome, received=received
    )


def test_a_port_that_accepted_is_open():
    assert tcp.read(connect(554, Outcome.ANSWERED)) == [Fact("tcp.open", "554")]


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.ANSWERED])
def test_every_other_outcome_says_nothing_of_the_port(outcome):
    assert tcp.read(connect(554, outcome)) == []


@given(st.integers(1, 65_535), st.sampled_from(Outcome), st.binary())
def test_whatever_bytes_came_with_it_change_nothing(port, outcome, received):
    assert tcp.read(connect(port, outcome, received)) == tcp.read(connect(port, outcome))
