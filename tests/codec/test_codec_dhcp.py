"""DHCP: what a client tells of itself, crafted by scapy."""

import pytest
from hypothesis import given
from scapy.layers.dhcp import BOOTP, DHCP
from search_checks import facts, is_in_order, made_up

from scanner.codec import dhcp

MAC = "44:19:b6:00:00:01"
HARDWARE = bytes.fromhex("4419b6000001")


def message(kind: str, op: int = 1, options: tuple[tuple[str, object], ...] = (), **fields: str) -> bytes:
    return bytes(BOOTP(op=op, chaddr=HARDWARE, **fields) / DHCP(options=[("message-type", kind), *options, "end"]))


REQUEST = message(
    "request", options=(("hostname", b"cam-3"), ("vendor_class_id", b"HIKVISION"), ("requested_addr", "10.1.2.3"))
)


def test_a_request_tells_mac_name_and_class() -> None:
    assert facts(dhcp, REQUEST) == [("mac", MAC), ("dhcp.hostname", "cam-3"), ("dhcp.vendor_class", "HIKVISION")]


@pytest.mark.parametrize(
    ("data", "address"),
    [
        (REQUEST, "10.1.2.3"),
        (message("request", ciaddr="10.1.2.4"), "10.1.2.4"),
        (message("ack", op=2, yiaddr="10.1.2.5"), "10.1.2.5"),
        (message("discover"), dhcp.NO_ADDRESS),
        (b"junk", dhcp.NO_ADDRESS),
    ],
)
def test_the_clients_address_is_the_one_it_has_was_given_or_asks_for(data: bytes, address: str) -> None:
    assert dhcp.client_address(data) == address


def test_an_acknowledgement_tells_the_clients_mac_and_an_offer_nothing() -> None:
    assert facts(dhcp, message("ack", op=2, yiaddr="10.1.2.5")) == [("mac", MAC)]
    assert facts(dhcp, message("offer", op=2, yiaddr="10.1.2.5")) == []


@given(made_up(REQUEST))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert is_in_order(dhcp, data)
    assert dhcp.client_address(data).count(".") == 3
