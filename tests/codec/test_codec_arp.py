"""ARP: the sender's MAC, of questions and of answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.l2 import ARP
from search_checks import facts, is_in_order

from scanner.codec import arp

MAC = "44:19:b6:00:00:01"


@pytest.mark.parametrize("operation", [1, 2])
def test_a_sender_has_its_mac_whether_it_asks_or_answers(operation: int) -> None:
    body = bytes(ARP(op=operation, hwsrc=MAC, psrc="10.1.2.3", pdst="10.1.2.1"))
    assert facts(arp, body) == [("mac", MAC)]


@pytest.mark.parametrize(
    "body",
    [
        bytes(ARP(op=1, hwsrc=MAC, psrc="0.0.0.0", pdst="10.1.2.3")),
        bytes(ARP(op=2, hwsrc="01:00:5e:00:00:01", psrc="10.1.2.3")),
        bytes(ARP(hwtype=6, hwsrc=MAC, psrc="10.1.2.3")),
        bytes(ARP(hwsrc=MAC, psrc="10.1.2.3"))[:27],
        b"",
    ],
    ids=["a probe", "a group's address", "not Ethernet", "cut", "nothing"],
)
def test_probes_and_what_is_no_arp_tell_nothing(body: bytes) -> None:
    assert facts(arp, body) == []


@given(st.binary(max_size=40))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    assert is_in_order(arp, body)
