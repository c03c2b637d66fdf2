"""Whose failure a connect is: a silent neighbour's, a router's word, or this machine's own routes and rules."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from net_spaces import NEEDS_ROOT, Spaces, spaces
from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net import tcp
from scanner.net.limits import Limits
from scanner.net.tcp import Connector, EpollConnector, PortableConnector, connect
from scanner.net.udp import Binding, open_endpoint

pytestmark = NEEDS_ROOT

WAYS = [pytest.param(EpollConnector, id="epoll"), pytest.param(PortableConnector, id="portable")]
Way = Callable[[Limits], Connector]


@pytest.fixture
def pair() -> Iterator[Spaces]:
    with spaces() as made:
        yield made


async def outcomes(way: Way, limits: Limits, *addresses: str, port: int = 80) -> list[Outcome]:
    """Connect to each, and close what opened."""
    using = way(limits)
    found = []
    for address in addresses:
        outcome, made = await connect(using, Endpoint(address, port))
        found.append(outcome)
        if made:
            made.close()
    using.close()
    return found


def told(limits: Limits) -> list[tuple[str, str, int]]:
    return [(item.what, item.outcome, item.count) for item in limits.coverage()]


@pytest.mark.parametrize("way", WAYS)
async def test_a_neighbour_that_does_not_answer_arp_is_silent_and_no_failure_of_ours(
    pair: Spaces, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    monkeypatch.setattr(tcp, "CONNECT_TIMEOUT_S", 6.0)  # longer than the kernel asks by ARP
    limits = Limits()
    assert await outcomes(way, limits, "10.66.0.77") == [Outcome.UNREACHABLE]
    assert limits.coverage() == ()


@pytest.mark.parametrize("way", WAYS)
async def test_no_route_is_ours_and_named_by_network(pair: Spaces, way: Way) -> None:
    limits = Limits()
    assert await outcomes(way, limits, "10.99.3.1", "10.99.3.2") == [Outcome.UNREACHABLE] * 2
    assert told(limits) == [("this machine has no route to 10.99.3.0/24", "not_sent", 2)]


async def test_routes_that_lead_nowhere_on_purpose_are_ours_too(pair: Spaces) -> None:
    for kind, network in (("unreachable", "10.98.0.0/16"), ("blackhole", "10.97.0.0/16"), ("prohibit", "10.96.0.0/16")):
        pair.ip(pair.near, "route", "add", kind, network)
    limits = Limits()
    found = await outcomes(EpollConnector, limits, "10.98.0.1", "10.97.0.1", "10.96.0.1")
    assert found == [Outcome.UNREACHABLE, Outcome.UNREACHABLE, Outcome.NOT_SENT]
    assert told(limits) == [
        ("a firewall or a route of this machine forbids it", "not_sent", 1),
        ("this machine has no route to 10.97.0.0/24", "not_sent", 1),
        ("this machine has no route to 10.98.0.0/24", "not_sent", 1),
    ]


async def test_what_a_router_says_is_its_word_and_not_ours(pair: Spaces) -> None:
    pair.ip(pair.near, "route", "add", "default", "via", "10.66.0.2")
    far = ["ip", "netns", "exec", pair.far, "sysctl", "-qw", "net.ipv4.ip_forward=1"]
    subprocess.run(far, check=True, timeout=20)  # noqa: ASYNC221
    limits = Limits()
    # The far end has no route there and says `net unreachable`.
    assert await outcomes(EpollConnector, limits, "10.99.3.1") == [Outcome.UNREACHABLE]
    assert limits.coverage() == ()


def counts_what_left() -> bool:
    with Path("/proc/net/snmp").open() as counters:
        return "OutTransmits" in counters.readline()


@pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")
@pytest.mark.skipif(not counts_what_left(), reason="this kernel does not count what left it: Linux 6.6")
async def test_a_connect_that_a_local_rule_drops_looks_silent_and_is_told_as_ours(pair: Spaces) -> None:
    pair.rule("ip daddr 10.66.0.2 tcp dport 80 drop")
    limits = Limits()
    assert await outcomes(EpollConnector, limits, "10.66.0.2", "10.66.0.2") == [Outcome.TIMED_OUT] * 2
    what = "packets of this machine, of camscan's or of other programs, were dropped before they left it"
    assert told(limits) == [(what, "not_sent", 2)]
    (limit,) = limits.coverage()
    assert "nft list ruleset" in limit.advice


@pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")
async def test_a_datagram_that_a_local_rule_drops_is_counted_once(pair: Spaces) -> None:
    pair.rule("udp dport 3702 drop")
    limits = Limits()
    using = EpollConnector(limits)
    endpoint = await open_endpoint(Binding(pair.interface()), lambda *_: None, limits)
    sent = [endpoint.send(Endpoint("10.66.0.2", port, "udp"), b"?") for port in (3702, 37020)]
    endpoint.close()
    using.close()
    assert sent == [Outcome.NOT_SENT, Outcome.ANSWERED]
    assert told(limits) == [("a firewall or a route of this machine forbids it", "not_sent", 1)]


async def test_ordinary_traffic_is_no_loss(pair: Spaces) -> None:
    limits = Limits()
    found = await outcomes(EpollConnector, limits, "10.66.0.2", "10.66.0.1", "127.0.0.1", "10.66.0.78")
    assert found == [Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED, Outcome.TIMED_OUT]
    assert limits.coverage() == ()
