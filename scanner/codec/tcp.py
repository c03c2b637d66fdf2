"""A TCP connect as facts: a port that accepted is open."""

from scanner.model.exchange import Exchange
from scanner.model.observation import Fact
from scanner.model.outcome import Outcome


def read(exchange: Exchange) -> list[Fact]:
    """Return `tcp.open` with the port where the connect was answered."""
    if exchange.outcome is Outcome.ANSWERED:
        return [Fact("tcp.open", str(exchange.endpoint.port))]
    return []
