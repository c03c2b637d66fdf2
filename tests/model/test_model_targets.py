"""What people write for targets, and what each mistake is told in one line."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.addresses import AddressRange
from scanner.model.endpoint import Target
from scanner.model.errors import UsageError
from scanner.model.targets import parse_target


def v4(first: str, last: str = "") -> AddressRange:
    return AddressRange(4, int(ip_address(first)), int(ip_address(last or first)))


def v6(first: str, last: str = "") -> AddressRange:
    return AddressRange(6, int(ip_address(first)), int(ip_address(last or first)))


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("10.1.2.3", [v4("10.1.2.3")]),
        ("  10.1.2.3\t", [v4("10.1.2.3")]),
        ("10.1.2.0/24", [v4("10.1.2.0", "10.1.2.255")]),
        ("10.1.2.77/24", [v4("10.1.2.0", "10.1.2.255")]),
        ("10.1.2.3/32", [v4("10.1.2.3")]),
        ("10.1.2.0/255.255.255.0", [v4("10.1.2.0", "10.1.2.255")]),
        ("10.1.2.10-20", [v4("10.1.2.10", "10.1.2.20")]),
        ("10.1.2.10-10.1.3.20", [v4("10.1.2.10", "10.1.3.20")]),
        ("10.1.2.5,7,9", [v4("10.1.2.5"), v4("10.1.2.7"), v4("10.1.2.9")]),
        ("10.1.2.5,6,7", [v4("10.1.2.5", "10.1.2.7")]),
        ("10.1.2.9,1-3", [v4("10.1.2.1", "10.1.2.3"), v4("10.1.2.9")]),
        ("10.1.0-1.1-254", [v4("10.1.0.1", "10.1.0.254"), v4("10.1.1.1", "10.1.1.254")]),
        ("10.1,3.0.1", [v4("10.1.0.1"), v4("10.3.0.1")]),
        ("10.0.0.0-255", [v4("10.0.0.0", "10.0.0.255")]),
        ("fd00::1", [v6("fd00::1")]),
        ("FD00::1", [v6("fd00::1")]),
        ("2001:db8::1", [v6("2001:db8::1")]),  # digits only before its first colon
        ("1:2:3:4:5:6:7:8", [v6("1:2:3:4:5:6:7:8")]),
        ("fd00::/64", [v6("fd00::", "fd00::ffff:ffff:ffff:ffff")]),
        ("fd00::1-fd00::ff", [v6("fd00::1", "fd00::ff")]),
        ("2001:db8::1-2001:db8::9", [v6("2001:db8::1", "2001:db8::9")]),
    ],
)
def test_an_address_network_or_range_is_read(text, ranges):
    assert parse_target(text) == tuple(ranges)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("10.1.2.3:80", Target("10.1.2.3", (80,))),
        ("10.1.2.3:8001,8002", Target("10.1.2.3", (8001, 8002))),
        ("10.1.2.3:8000-8003", Target("10.1.2.3", (8000, 8001, 8002, 8003))),
        ("10.1.2.3:T:80,U:3702", Target("10.1.2.3", (80,), (3702,))),
        ("10.1.2.3:U:3702", Target("10.1.2.3", (), (3702,))),
        ("10.1.2.3:80,80", Target("10.1.2.3", (80,))),
        ("[fd00::1]:80", Target("fd00::1", (80,))),
        ("[FD00::0001]:554,u:3702", Target("fd00::1", (554,), (3702,))),
    ],
)
def test_an_address_with_ports_is_a_target_of_its_own(text, target):
    assert parse_target(text) == target


_NO_TARGET = (
    "is no address, network or range. Names are not looked up: give the address, "
    "a network such as 10.1.2.0/24 or a range such as 10.1.2.10-20"
)
_NO_NETWORK = (
    "is not an address or a network: a network is written address/length, such as 10.1.2.0/24 "
    "(length 0-32, or 0-128 for IPv6)"
)
_NO_OCTET = "is not a number from 0 to 255, without leading zeros, or a range such as 1-254"
_ORDER = "the first address of a range must be the lower one, of the same IP version"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty target: name an address, a network such as 10.1.2.0/24, or a range"),
        ("  ", "an empty target: name an address, a network such as 10.1.2.0/24, or a range"),
        ("camera.example", f"`camera.example` {_NO_TARGET}"),
        ("10.1.2", f"`10.1.2` {_NO_TARGET}"),
        ("10.1.2.3.4", f"`10.1.2.3.4` {_NO_TARGET}"),
        ("10.1.2.٣", f"`10.1.2.٣` {_NO_TARGET}"),
        ("10.1.2.0/33", f"`10.1.2.0/33` {_NO_NETWORK}"),
        ("10.1.2/24", f"`10.1.2/24` {_NO_NETWORK}"),
        ("10.1.2.0/24:80", f"`10.1.2.0/24:80` {_NO_NETWORK}"),
        ("camera.example:554", f"`camera.example:554` {_NO_NETWORK}"),
        ("fd00::1::2", f"`fd00::1::2` {_NO_NETWORK}"),
        ("[fd00::1]", f"`[fd00::1]` {_NO_NETWORK}"),
        ("fe80::1%eth0", f"`fe80::1%eth0` {_NO_NETWORK}"),
        ("10.1.2.256", "`10.1.2.256`: `256`: the parts of an address run from 0 to 255, the lower one first"),
        ("10.1.2.9-5", "`10.1.2.9-5`: `9-5`: the parts of an address run from 0 to 255, the lower one first"),
        ("10.1.2.3,", f"`10.1.2.3,`: `` {_NO_OCTET}"),
        ("10.1.2.-5", f"`10.1.2.-5`: `-5` {_NO_OCTET}"),
        ("010.1.2.3", f"`010.1.2.3`: `010` {_NO_OCTET}"),
        ("10.1.2.9-10.1.2.3", f"`10.1.2.9-10.1.2.3`: {_ORDER}"),
        ("10.1.2.9-fd00::1", f"`10.1.2.9-fd00::1`: {_ORDER}"),
        ("10.1.2.9-10.1.2.300", "`10.1.2.9-10.1.2.300`: `10.1.2.300` is not an IP address"),
        ("10.1.2.300:80", "`10.1.2.300:80`: `10.1.2.300` is not an IP address"),
        ("10.1.2.3:", "`10.1.2.3:`: no ports are named: write them as 80,443,8000-8010,U:3702"),
        ("10.1.2.3:99999", "`10.1.2.3:99999`: `99999`: ports run from 1 to 65535, the lower one first"),
        (
            "10.1.2.3:80,http",
            "`10.1.2.3:80,http`: `80,http`: `http` is not a port or a range of ports such as 8000-8010",
        ),
        (
            "0-255.0-255.0-255.1",
            "`0-255.0-255.0-255.1` stands for too many ranges: write it as a network, such as 10.0.0.0/8",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(text, message):
    with pytest.raises(UsageError) as caught:
        parse_target(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["9" * 5_000, "10.0.0." + "9" * 5_000, "10.0.0.1:" + "9" * 5_000, "10/" + "9" * 5_000])
def test_a_number_of_thousands_of_digits_is_a_mistake_like_any_other(text):
    with pytest.raises(UsageError):
        parse_target(text)


@given(st.one_of(st.text(max_size=60), st.text("0123456789abcdefTU:.,-/[]% ", max_size=40)))
def test_any_text_is_read_or_refused(text):
    try:
        found = parse_target(text)
    except UsageError:
        return
    ranges = (v4(found.address) if "." in found.address else v6(found.address),) if isinstance(found, Target) else found
    assert all(item.first <= item.last < 2 ** (32 if item.version == 4 else 128) for item in ranges)
    assert ranges


@given(st.ip_addresses(), st.lists(st.integers(1, 65_535), min_size=1, unique=True), st.booleans())
def test_what_a_target_writes_is_read_as_the_same_target(address, ports, udp):
    target = Target(str(address), *(((), tuple(ports)) if udp else (tuple(ports), ())))
    assert parse_target(str(target)) == target
