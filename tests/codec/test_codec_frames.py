"""Frames, crafted by scapy: what is read of each, and that nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrFragment
from scapy.layers.l2 import ARP, CookedLinux, Dot1Q, Ether, Loopback

from scanner.codec.frames import COOKED, ETHERNET, NULL, RAW, Fragment, Packet, is_wanted, read_frame
from scanner.model.endpoint import Endpoint

MAC = "44:19:b6:00:00:01"
ANSWER = UDP(sport=3702, dport=40_000) / b"answer"
V4 = IP(src="10.1.2.3", dst="239.255.255.250", ttl=1)


def packet(frame: bytes, link_type: int = ETHERNET) -> Packet:
    found = read_frame(frame, link_type, 5.5, "eth0")
    assert isinstance(found, Packet)
    return found


@pytest.mark.parametrize(
    ("frame", "link_type", "mac", "vlan"),
    [
        (Ether(src=MAC) / V4 / ANSWER, ETHERNET, MAC, 0),
        (Ether(src=MAC) / Dot1Q(vlan=20) / V4 / ANSWER, ETHERNET, MAC, 20),
        (Ether(src=MAC) / Dot1Q(vlan=7) / Dot1Q(vlan=20) / V4 / ANSWER, ETHERNET, MAC, 20),
        (CookedLinux(src=bytes.fromhex("4419b60000010000"), proto=0x0800, lladdrlen=6) / V4 / ANSWER, COOKED, MAC, 0),
        (V4 / ANSWER, RAW, "", 0),
        (Loopback(type=2) / V4 / ANSWER, NULL, "", 0),
    ],
    ids=["ethernet", "tagged", "tagged twice", "cooked", "raw", "loopback"],
)
def test_a_datagram_is_read_from_each_kind_of_link(frame: object, link_type: int, mac: str, vlan: int) -> None:
    assert packet(bytes(frame), link_type) == Packet(  # type: ignore[call-overload]
        5.5,
        "eth0",
        vlan,
        mac,
        "udp",
        Endpoint("10.1.2.3", 3702, "udp"),
        Endpoint("239.255.255.250", 40_000, "udp"),
        1,
        b"answer",
    )


def test_ipv6_is_read_with_its_hop_limit() -> None:
    found = packet(
        bytes(Ether(src=MAC) / IPv6(src="fe80::1", dst="ff02::fb", hlim=255) / UDP(sport=5353, dport=5353) / b"m")
    )
    assert (found.source, found.destination, found.ttl, found.payload) == (
        Endpoint("fe80::1", 5353, "udp"),
        Endpoint("ff02::fb", 5353, "udp"),
        255,
        b"m",
    )


def test_arp_is_read_whole() -> None:
    frame = bytes(Ether(src=MAC) / ARP(op=2, hwsrc=MAC, psrc="10.1.2.3", hwdst="02:00:00:00:00:01", pdst="10.1.2.1"))
    found = packet(frame + bytes(18))  # padded to the shortest frame
    assert (found.transport, found.source, found.destination) == (
        "arp",
        Endpoint("10.1.2.3", 0, "arp"),
        Endpoint("10.1.2.1", 0, "arp"),
    )
    assert len(found.payload) == 28


@pytest.mark.parametrize(
    "frame",
    [
        Ether() / V4 / TCP(sport=3702),
        Ether() / V4 / UDP(sport=53, dport=40_000) / b"x",
        Ether() / IPv6(dst="ff02::1") / TCP(),
        Ether(type=0x88CC) / b"lldp",
        Ether() / ARP(hwtype=6),
    ],
    ids=["tcp", "another port", "tcp over ipv6", "lldp", "another arp"],
)
def test_what_announces_nothing_is_not_wanted(frame: object) -> None:
    assert read_frame(bytes(frame), ETHERNET) is None  # type: ignore[call-overload]
    assert not is_wanted(bytes(frame), ETHERNET)  # type: ignore[call-overload]


def test_a_padded_datagram_is_cut_at_its_own_length() -> None:
    assert packet(bytes(Ether() / V4 / ANSWER) + b"padding").payload == b"answer"


def test_a_header_shorter_than_any_is_no_datagram() -> None:
    frame = bytes(Ether() / IP(src="10.1.2.3", dst="239.255.255.250", len=3702, proto=17) / (b"x" * 4_000))
    assert read_frame(frame[:14] + b"\x40" + frame[15:], ETHERNET) is None


def test_fragments_tell_their_place() -> None:
    first, last = (bytes(Ether(src=MAC) / piece) for piece in _fragments(bytes(V4 / UDP(sport=3702) / (b"x" * 2_000))))
    one, other = read_frame(first, ETHERNET), read_frame(last, ETHERNET)
    assert isinstance(one, Fragment)
    assert isinstance(other, Fragment)
    assert (one.offset, one.last, other.last, one.key == other.key) == (0, False, True, True)
    assert other.offset == len(one.data)


def test_an_ipv6_fragment_is_one_too() -> None:
    piece = IPv6(src="fe80::1", dst="ff02::c") / IPv6ExtHdrFragment(nh=17, offset=3, m=1, id=9) / (b"y" * 16)
    found = read_frame(bytes(Ether() / piece), ETHERNET)
    assert isinstance(found, Fragment)
    assert (found.key, found.offset, found.last, found.data) == (("fe80::1", "ff02::c", 9), 24, False, b"y" * 16)


def _fragments(datagram: bytes) -> list[IP]:
    pieces = IP(datagram).fragment(fragsize=1_480)
    assert len(pieces) == 2
    return list(pieces)


WHOLE = [
    bytes(Ether() / V4 / ANSWER),
    bytes(Ether() / IPv6(dst="ff02::fb") / UDP(sport=5353, dport=5353) / b"m"),
    bytes(Ether() / ARP()),
]


@given(
    st.binary(max_size=80) | st.builds(lambda f, n: f[:n], st.sampled_from(WHOLE), st.integers(0, 80)),
    st.integers(0, 300),
)
def test_no_bytes_make_it_raise(frame: bytes, link_type: int) -> None:
    for kind in (link_type, ETHERNET, COOKED, RAW, NULL, 276):
        found = read_frame(frame, kind)
        assert found is None or isinstance(found, Packet | Fragment)
