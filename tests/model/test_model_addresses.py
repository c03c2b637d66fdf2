"""The laws of address sets, against Python's own sets where these can hold them."""

from ipaddress import ip_address
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.addresses import (
    AddressRange,
    AddressSet,
    address_text,
    holds_non_hosts,
    is_private,
    range_of_network,
)

BASE = int(ip_address("10.0.0.0"))


def span(first: int, last: int, version: int = 4) -> AddressRange:
    return AddressRange(version, BASE + first, BASE + last)


_RANGES = st.builds(
    lambda first, length, version: span(first, first + length, version),
    st.integers(0, 120),
    st.integers(0, 20),
    st.sampled_from([4, 4, 4, 6]),
)
_SETS = st.lists(_RANGES, max_size=8)


def listed(ranges: list[AddressRange]) -> set[str]:
    return {address_text(item.version, value) for item in ranges for value in range(item.first, item.last + 1)}


@given(_SETS)
def test_membership_equals_the_listing(ranges):
    addresses, plain = AddressSet(ranges), listed(ranges)
    assert list(addresses) == sorted(plain, key=lambda text: (ip_address(text).version, int(ip_address(text))))
    everywhere = listed([span(0, 150), span(0, 150, 6)])
    assert {text for text in everywhere if text in addresses} == plain


@given(_SETS)
def test_size_and_the_nth_address_agree_with_the_listing(ranges):
    addresses, plain = AddressSet(ranges), listed(ranges)
    assert addresses.size == len(plain)
    assert {addresses.address_at(index) for index in range(addresses.size)} == plain
    for beyond in (-1, addresses.size):
        with pytest.raises(IndexError):
            addresses.address_at(beyond)


@given(_SETS, _SETS)
def test_minus_is_the_difference_of_the_listings(ranges, taken):
    left = AddressSet(ranges).minus(AddressSet(taken))
    assert set(left) == listed(ranges) - listed(taken)
    assert left.size == len(listed(ranges) - listed(taken))


@given(_SETS, _RANGES)
def test_holds_is_containment_and_touches_is_overlap(ranges, asked):
    addresses, plain, wanted = AddressSet(ranges), listed(ranges), listed([asked])
    assert addresses.holds(asked) == (wanted <= plain)
    assert addresses.touches(asked) == bool(wanted & plain)


@given(_SETS)
def test_ranges_are_sorted_apart_and_as_few_as_can_be(ranges):
    found = AddressSet(ranges).ranges
    assert all((one.version, one.last + 1) < (other.version, other.first) for one, other in pairwise(found))


def test_neighbours_of_another_ip_version_are_not_merged():
    addresses = AddressSet([AddressRange(4, 1, 2), AddressRange(6, 3, 4)])
    assert list(addresses) == ["0.0.0.1", "0.0.0.2", "::3", "::4"]


def test_a_vast_ipv6_range_costs_nothing():
    addresses = AddressSet([range_of_network("fd00::/8")])
    assert addresses.size == 2**120
    assert addresses.address_at(2**120 - 1) == "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    assert "fd12::7" in addresses
    assert "fe12::7" not in addresses
    left = addresses.minus(AddressSet([range_of_network("fd00::5")]))
    assert left.size == 2**120 - 1
    assert [str(item) for item in left.ranges] == [
        "fd00::-fd00::4",
        "fd00::6-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ]


def test_an_empty_set_holds_nothing():
    addresses = AddressSet()
    assert (addresses.size, list(addresses), addresses.ranges) == (0, [], ())
    assert "10.0.0.1" not in addresses
    assert not addresses.touches(span(0, 5))


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("10.0.0.0/8", True),
        ("172.16.0.0/12", True),
        ("172.32.0.1", False),
        ("192.168.0.0/16", True),
        ("192.169.0.1", False),
        ("100.64.0.1", True),
        ("127.0.0.1", True),
        ("169.254.1.1", True),
        ("192.0.2.1", False),  # documentation: somebody else's until the user says otherwise
        ("8.8.8.8", False),
        ("10.0.0.0/7", False),  # half of it is
        ("fd00::1", True),
        ("fe80::1", True),
        ("::1", True),
        ("2001:db8::1", False),
    ],
)
def test_private_is_what_nobody_else_can_own(text, private):
    assert is_private(range_of_network(text)) is private


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("224.0.0.1", True),
        ("239.255.255.250", True),
        ("255.255.255.255", True),
        ("240.0.0.1", True),
        ("0.0.0.0", True),
        ("223.255.255.255", False),
        ("192.0.0.0/3", False),
        ("128.0.0.0/1", True),
        ("ff02::c", True),
        ("::", True),
        ("::1", False),
        ("::ffff:10.0.0.1", True),  # would be sent as IPv4
        ("fe80::/10", False),
    ],
)
def test_no_host_has_a_multicast_reserved_or_mapped_address(text, holds):
    assert holds_non_hosts(range_of_network(text)) is holds


@given(st.ip_addresses())
def test_an_address_is_written_as_the_standard_library_does(address):
    assert address_text(address.version, int(address)) == str(address)
