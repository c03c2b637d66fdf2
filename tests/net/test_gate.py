"""The gate: each rule of the fence has a case here that only this rule stops."""

import asyncio
import uuid
from pathlib import Path

import pytest
from scan_bench import bench, http_answers, served

from scanner.codec import wsdiscovery
from scanner.model.endpoint import Endpoint, Target
from scanner.model.outcome import Outcome
from scanner.model.scope import parse_scope
from scanner.net.budget import HostLimits
from scanner.net.gate import Gate
from scanner.net.http import HttpClient
from scanner.net.interfaces import Interface

PAGE = b"GET / HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n"
PROBE = wsdiscovery.probe(wsdiscovery.DIALECTS[0], f"urn:uuid:{uuid.UUID(int=1, version=4)}")
GROUP = Endpoint("239.255.255.250", 3702, "udp")
ETH = Interface("eth7", "10.1.2.9", "10.1.2.0/24")


def gate(*targets: str, excluded: tuple[str, ...] = (), named: frozenset[str] = frozenset()) -> Gate:
    return Gate(parse_scope(targets, excluded), 1_000, named)


def outcome(refusal: object) -> Outcome | None:
    return getattr(refusal, "outcome", None)


def test_an_address_in_scope_is_admitted() -> None:
    assert gate("10.1.2.0/24").refusal(Endpoint("10.1.2.3", 80), PAGE) is None
    assert gate("10.1.2.0/24").refusal(Endpoint("10.1.2.3", 80), b"") is None


@pytest.mark.parametrize("address", ["10.1.3.3", "203.0.113.9", "evil.example", "::1", "fe80::1", "127.0.0.1"])
def test_an_address_outside_the_scope_is_refused_for_a_bare_connection_too(address: str) -> None:
    for payload in (b"", PAGE):
        assert outcome(gate("10.1.2.0/24").refusal(Endpoint(address, 80), payload)) is Outcome.OUT_OF_SCOPE


def test_an_exclusion_wins_over_the_network_and_over_the_address_itself() -> None:
    fence = gate("10.1.2.0/24", "10.1.2.3", excluded=("10.1.2.3",))
    assert outcome(fence.refusal(Endpoint("10.1.2.3", 80), PAGE)) is Outcome.OUT_OF_SCOPE
    assert fence.refusal(Endpoint("10.1.2.4", 80), PAGE) is None


def test_an_address_given_with_ports_is_in_scope_at_these_ports_and_this_transport_only() -> None:
    fence = gate("10.1.2.3:8001,U:8002")
    assert fence.refusal(Endpoint("10.1.2.3", 8001), PAGE) is None
    assert fence.refusal(Endpoint("10.1.2.3", 8002, "udp"), PROBE) is None
    assert outcome(fence.refusal(Endpoint("10.1.2.3", 8002), PAGE)) is Outcome.OUT_OF_SCOPE
    assert outcome(fence.refusal(Endpoint("10.1.2.3", 80), PAGE)) is Outcome.OUT_OF_SCOPE


def test_a_message_that_is_not_on_the_allow_list_is_refused_in_scope_too() -> None:
    bad = b"PUT /ISAPI/System/reboot HTTP/1.1\r\nHost: x\r\n\r\n"
    assert outcome(gate("10.1.2.0/24").refusal(Endpoint("10.1.2.3", 80), bad)) is Outcome.NOT_SENT


def test_multicast_leaves_by_an_interface_whose_whole_subnet_is_in_scope() -> None:
    assert gate("10.1.0.0/16").multicast_refusal(ETH, GROUP, PROBE) is None


@pytest.mark.parametrize(
    ("targets", "excluded"),
    [(("10.1.2.0/25",), ()), (("10.9.0.0/16",), ()), (("10.1.0.0/16",), ("10.1.2.77",)), (("10.1.2.9",), ())],
)
def test_multicast_stays_off_where_part_of_the_subnet_is_out_of_scope_or_excluded(
    targets: tuple[str, ...], excluded: tuple[str, ...]
) -> None:
    refused = gate(*targets, excluded=excluded).multicast_refusal(ETH, GROUP, PROBE)
    assert outcome(refused) is Outcome.OUT_OF_SCOPE


def test_multicast_leaves_by_an_interface_that_the_user_named_and_by_no_other() -> None:
    fence = gate("10.1.2.9", named=frozenset({"eth7"}))
    assert fence.multicast_refusal(ETH, GROUP, PROBE) is None
    other = Interface("eth8", "10.1.2.10", "10.1.2.0/24")
    assert outcome(fence.multicast_refusal(other, GROUP, PROBE)) is Outcome.OUT_OF_SCOPE


def test_only_a_group_can_be_sent_to_as_a_group() -> None:
    assert (
        outcome(gate("10.1.0.0/16").multicast_refusal(ETH, Endpoint("10.1.2.255", 3702, "udp"), PROBE))
        is Outcome.NOT_SENT
    )


def test_only_an_allowed_message_can_be_sent_to_a_group() -> None:
    assert outcome(gate("10.1.0.0/16").multicast_refusal(ETH, GROUP, b"reset")) is Outcome.NOT_SENT


async def test_a_session_cannot_be_talked_into_another_device_in_scope(tmp_path: Path) -> None:
    async with served(http_answers(b"x")) as server, bench(tmp_path, "127.0.0.0/8") as scan:
        session = scan.session(Target("127.0.0.9"), HostLimits())
        client = HttpClient()
        answer = await client.get(session, server.endpoint, "/")
        await client.aclose()
        assert answer.outcome is Outcome.NOT_SENT
        assert server.connected == []


async def test_nothing_is_sent_to_an_address_outside_the_scope_whoever_asks(tmp_path: Path) -> None:
    async with served(http_answers(b"x")) as server, bench(tmp_path, "127.0.0.2") as scan:
        session = scan.session(Target("127.0.0.1"), HostLimits())
        client = HttpClient()
        page = await client.get(session, server.endpoint, "/")
        port = await session.try_port(server.endpoint)
        probe = await scan.network.datagrams.ask(
            session, Endpoint("127.0.0.1", 3702, "udp"), "wsdiscovery", "probe", PROBE, 0.1
        )
        await client.aclose()
        await asyncio.sleep(0)
        assert [page.outcome, port.outcome, probe.outcome] == [Outcome.OUT_OF_SCOPE] * 3
        assert server.connected == []


async def test_a_refusal_names_the_place_and_stands_in_the_record(tmp_path: Path) -> None:
    async with bench(tmp_path, "127.0.0.2") as scan:
        session = scan.session(Target("127.0.0.1"), HostLimits())
        answer = await session.try_port(Endpoint("127.0.0.1", 80))
        assert answer.details["reason"] == "tcp://127.0.0.1:80 is outside the declared scope"
        assert scan.exchanges == [answer]


@pytest.mark.parametrize(
    "source",
    [
        *("0.0.0.0", "0.1.2.3", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "ff02::1", "::ffff:10.1.2.3"),
        *("10.1.2.0", "10.1.2.255", "127.0.0.1", "::1"),
    ],
)
def test_who_speaks_from_an_address_that_no_host_on_a_link_has_is_not_heard(source: str) -> None:
    assert not gate("10.1.2.0/24").hearing(source, ["10.1.2.0/24"]).kept


def test_both_addresses_of_a_point_to_point_link_are_hosts() -> None:
    assert gate("10.1.2.0/31").hearing("10.1.2.1", ["10.1.2.0/31"]).may_ask


def test_an_address_with_a_zone_is_refused_because_the_zone_picks_the_interface() -> None:
    fence = gate("fe80::1")
    assert fence.refusal(Endpoint("fe80::1", 80), b"") is None
    assert outcome(fence.refusal(Endpoint("fe80::1%eth9", 80), b"")) is Outcome.OUT_OF_SCOPE


@pytest.mark.parametrize("port", [9100, 502, 44818])
def test_nothing_is_sent_to_a_port_that_prints_or_obeys_whatever_comes(port: int) -> None:
    assert outcome(gate("10.1.2.0/24").refusal(Endpoint("10.1.2.3", port), PAGE)) is Outcome.NOT_SENT
