"""Searches put to one device: WS-Discovery to each that shows life, a maker's own to what looks like his."""

import os
from collections.abc import Collection, Iterator, Sequence

from scanner.codec.searches import Search
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.network import Network
from scanner.net.session import HostSession

_WAIT_S = 1.0
_STANDARD = "wsdiscovery"
# Whose platform answers in which protocol, by the manufacturer claimed so far or by an open device port.
_BY_MAKER = {"hikvision": "sadp", "dahua": "dhip"}
_BY_PORT = {8000: "sadp", 37777: "dhip"}


def fitting(
    searches: Sequence[Search],
    told: Collection[str],
    manufacturer: str | None,
    open_ports: Collection[int],
    *,
    everything: bool = False,
) -> Iterator[Search]:
    """Yield the searches worth a datagram to one device: not what it told already, nor another maker's.

    All of them where `everything` is asked for, and where it refuses every connection: a search is all it may hear.
    """
    theirs = {_STANDARD, _BY_MAKER.get(manufacturer or "")} | {_BY_PORT.get(port) for port in open_ports}
    for search in searches:
        fits = search.protocol in theirs or everything or not open_ports
        if search.unicast and search.protocol not in told and fits:
            yield search


async def ask_device(
    network: Network, session: HostSession, search: Search, port: int, asked: Collection[str] = (), tries: int = 1
) -> Exchange | None:
    """Ask one device, dialect by dialect, until it answers. Returns the answer, or None.

    `asked` names questions that it left unanswered already: they come last, because a datagram may get lost. So may
    others: a search of one dialect is tried `tries` times, a wait apart.
    """
    endpoint = Endpoint(session.target.address, port, "udp")
    names = [name for name, _ in search.questions(bytes(16))]
    ordered = sorted(names, key=lambda question: question in asked)
    for name in ordered if len(names) > 1 else ordered * tries:
        payload = dict(search.questions(os.urandom(16)))[name]
        exchange = await network.datagrams.ask(session, endpoint, search.protocol, name, payload, _WAIT_S)
        if exchange.outcome.heard:
            return exchange
    return None
