"""Bytes to facts and facts to bytes. Pure: no sockets, no clock, no events.

One module per protocol, named as `Exchange.protocol` says. Each has `read(exchange) -> list[Fact]`, which never raises
whatever the bytes are; those of stream protocols have a framing as codec/framing.py describes.
"""

from importlib import import_module

from scanner.codec.scopes import normal_mac
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact, Observation


def observations_of(exchange: Exchange) -> list[Observation]:
    """Read an exchange with its protocol's codec. An unknown one, of a newer version, gives nothing."""
    try:
        codec = import_module(f"scanner.codec.{exchange.protocol}")
    except ModuleNotFoundError:
        return []
    facts: list[Fact] = codec.read(exchange)
    # The frame tells who sent it, also where the answer does not. A datagram that nobody could read proves no device.
    if facts and (mac := normal_mac(exchange.details.get("frame_mac", ""))) and Fact("mac", mac) not in facts:
        facts.append(Fact("mac", mac))
    return [Observation(fact.field, fact.value, exchange.endpoint, exchange.id) for fact in facts]
