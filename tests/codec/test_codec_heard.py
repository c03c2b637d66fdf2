"""A packet becomes an exchange: by its port, with the frame's MAC only where no router can have sent it on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec.frames import PORTS, Packet
from scanner.codec.heard import exchange_of
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome

MAC = "44:19:b6:00:00:01"


def heard(
    source: tuple[str, int], destination: tuple[str, int], ttl: int = 1, payload: bytes = b"x", vlan: int = 0
) -> Exchange | None:
    ends = (Endpoint(*source, "udp"), Endpoint(*destination, "udp"))
    return exchange_of(Packet(9.5, "eth0", vlan, MAC, "udp", *ends, ttl, payload))


@pytest.mark.parametrize(
    ("source", "destination", "protocol"),
    [
        (("10.1.2.3", 3702), ("10.1.2.9", 40_000), "wsdiscovery"),
        (("10.1.2.3", 40_000), ("239.255.255.250", 1900), "ssdp"),
        (("10.1.2.3", 5353), ("224.0.0.251", 5353), "mdns"),
        (("10.1.2.3", 37020), ("239.255.255.250", 37020), "sadp"),
        (("10.1.2.3", 37810), ("10.1.2.9", 40_000), "dhip"),
        (("10.1.2.3", 20002), ("10.1.2.9", 40_000), "tdp"),
        (("10.1.2.3", 10000), ("10.1.2.9", 40_000), "finder"),
        (("10.1.2.3", 1758), ("255.255.255.255", 1758), "finder"),
    ],
)
def test_the_port_says_which_protocol_reads_it(
    source: tuple[str, int], destination: tuple[str, int], protocol: str
) -> None:
    found = heard(source, destination)
    assert found is not None
    assert (found.protocol, found.question, found.outcome, found.started) == (protocol, "heard", Outcome.ANSWERED, 9.5)
    assert found.target.address == "10.1.2.3"


@pytest.mark.parametrize(
    ("source", "destination", "ttl", "told"),
    [
        ("10.1.2.3", "255.255.255.255", 64, True),
        ("10.1.2.3", "239.255.255.250", 1, True),
        ("10.1.2.3", "224.0.0.251", 255, True),
        ("fe80::1", "ff02::c", 3, True),
        ("10.1.2.3", "239.255.255.250", 4, False),
        ("10.1.2.3", "10.1.2.9", 64, False),
    ],
)
def test_a_frames_sender_counts_only_where_no_router_was_between(
    source: str, destination: str, ttl: int, told: bool
) -> None:
    found = heard((source, 3702), (destination, 3702), ttl)
    assert found is not None
    assert found.details.get("frame_mac") == (MAC if told else None)


def test_a_vlan_is_noted() -> None:
    found = heard(("10.1.2.3", 3702), ("10.1.2.9", 4), vlan=20)
    assert found is not None
    assert found.details == {"interface": "eth0", "vlan": "20"}


@pytest.mark.parametrize(
    "source", ["0.0.0.0", "127.0.0.1", "224.0.0.1", "0.1.2.3", "240.0.0.1", "255.255.255.255", "::ffff:10.1.2.3"]
)
def test_a_sender_that_is_nobody_is_none(source: str) -> None:
    assert heard((source, 3702), ("239.255.255.250", 3702)) is None


@pytest.mark.parametrize("client", [(127, 0, 0, 1), (224, 0, 0, 9), (255, 255, 255, 255)])
def test_a_dhcp_client_that_claims_an_address_of_nobody_is_none(client: tuple[int, ...]) -> None:
    asked = bytes((1, 1, 6, 0)) + bytes(8) + bytes(client) + bytes(220) + bytes.fromhex("63825363350103ff")
    assert heard(("0.0.0.0", 68), ("255.255.255.255", 67), payload=asked) is None


def test_arp_is_of_the_address_that_speaks() -> None:
    ends = (Endpoint("10.1.2.3", 0, "arp"), Endpoint("10.1.2.1", 0, "arp"))
    found = exchange_of(Packet(1.0, "eth0", 0, MAC, "arp", *ends, 0, bytes(28)))
    assert found is not None
    assert (found.protocol, found.endpoint, "frame_mac" in found.details) == ("arp", ends[0], False)


@given(st.sampled_from(sorted(PORTS)), st.integers(1, 65_535), st.binary(max_size=60))
def test_no_payload_makes_it_raise(port: int, other: int, payload: bytes) -> None:
    found = heard(("10.1.2.3", port), ("10.1.2.9", other), 64, payload)
    assert found is None or found.received == payload
