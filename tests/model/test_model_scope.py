"""The fence's map: what is in scope, and what is refused before anything is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.addresses import AddressSet, address_text, range_of_network
from scanner.model.endpoint import Endpoint, Target
from scanner.model.errors import ScopeError, UsageError
from scanner.model.scope import parse_scope


def permitted(scope, *endpoints):
    return [scope.permits(endpoint) for endpoint in endpoints]


def test_a_network_is_in_scope_at_every_port_and_nothing_else_is():
    scope = parse_scope(["10.1.2.0/24"])
    assert permitted(scope, Endpoint("10.1.2.0", 1), Endpoint("10.1.2.255", 65_535, "udp")) == [True, True]
    assert (
        permitted(scope, Endpoint("10.1.1.255", 80), Endpoint("10.1.3.0", 80), Endpoint("fd00::1", 80)) == [False] * 3
    )
    assert scope.size == 256


@pytest.mark.parametrize(
    "excluded",
    [
        ["10.1.2.7"],
        ["10.1.2.7/32"],
        ["10.1.2.0-10.1.2.9"],
        ["10.1.2.7:80"],
        ["10.1.0.0/16", "10.9.9.9"],
        ["10.1-2.2.5-9"],
    ],
)
def test_an_exclusion_wins_however_it_and_the_target_are_written(excluded):
    scope = parse_scope(["10.1.2.7", "10.1.2.0/28", "10.1.2.7:8001", "10.3.3.3"], excluded)
    assert permitted(scope, Endpoint("10.1.2.7", 80), Endpoint("10.1.2.7", 8001), Endpoint("10.3.3.3", 80)) == [
        False,
        False,
        True,
    ]


def test_an_exclusion_of_an_address_with_ports_takes_the_whole_address():
    scope = parse_scope(["10.1.2.0/30"], ["10.1.2.1:80"])
    assert [str(item) for item in scope.excluded.ranges] == ["10.1.2.1"]
    assert not scope.permits(Endpoint("10.1.2.1", 443))


def test_what_is_left_of_each_declared_network_is_known():
    scope = parse_scope([" 10.1.2.0/30 ", "10.9.0.0/31"], ["10.1.2.1"])
    assert [(network.text, list(network.addresses)) for network in scope.networks] == [
        ("10.1.2.0/30", ["10.1.2.0", "10.1.2.2", "10.1.2.3"]),
        ("10.9.0.0/31", ["10.9.0.0", "10.9.0.1"]),
    ]


def test_an_address_with_ports_is_in_scope_at_these_ports_only():
    scope = parse_scope(["10.1.2.3:8001,U:3702"])
    assert scope.permits(Endpoint("10.1.2.3", 8001))
    assert scope.permits(Endpoint("10.1.2.3", 3702, "udp"))
    refused = [("10.1.2.3", 80, "tcp"), ("10.1.2.3", 8001, "udp"), ("10.1.2.3", 3702, "tcp"), ("10.1.2.4", 8001, "tcp")]
    assert permitted(scope, *(Endpoint(*item) for item in refused)) == [False] * 4
    assert scope.groups == (Target("10.1.2.3", (8001,), (3702,)),)
    assert scope.size == 1


def test_an_address_with_ports_in_a_declared_network_keeps_all_of_the_networks_ports():
    scope = parse_scope(["10.1.2.0/24", "10.1.2.3:8001"])
    assert permitted(scope, Endpoint("10.1.2.3", 8001), Endpoint("10.1.2.3", 80)) == [True, True]


def test_an_ipv6_target_is_in_scope_in_any_spelling():
    scope = parse_scope(["fd00::/64"])
    assert permitted(scope, Endpoint("fd00::1", 80), Endpoint("FD00:0::0001", 80), Endpoint("fd00:1::1", 80)) == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("name", ["camera.example", "localhost", "", "10.1.2", "10.1.2.3 ", "0x0a010203", "167838211"])
def test_a_name_is_never_in_scope(name):
    scope = parse_scope(["10.0.0.0/8", "127.0.0.0/8"])
    assert not scope.permits(Endpoint(name, 80))


@pytest.mark.parametrize(
    "target", ["8.8.8.8", "192.0.2.0/24", "8.8.8.8:80", "10.0.0.0/7", "2001:db8::1", "10.0.0.1-11.0.0.1"]
)
def test_a_public_target_is_refused_without_the_flag_and_named(target):
    with pytest.raises(ScopeError) as caught:
        parse_scope([target])
    assert str(caught.value) == (
        f"`{target}` holds public addresses. If they are yours, say so with --public; the record will show it"
    )
    assert parse_scope([target], public_allowed=True).public_allowed is True


def test_one_public_address_among_a_hundred_is_enough_to_refuse():
    targets = [f"10.1.2.{number}" for number in range(99)]
    with pytest.raises(ScopeError, match=r"^`203\.0\.113\.9` "):
        parse_scope([*targets[:50], "203.0.113.9", *targets[50:]])
    with pytest.raises(ScopeError, match=r"^`10,203\.0\.113\.9` "):
        parse_scope(["10,203.0.113.9"])


@pytest.mark.parametrize(
    "target",
    [
        "239.255.255.250",
        "224.0.0.0/4",
        "255.255.255.255",
        "0.0.0.0",
        "240.1.1.1:80",
        "ff02::c",
        "::",
        "::/0",
        "0.0.0.0/0",
    ],
)
@pytest.mark.parametrize("public", [False, True])
def test_multicast_and_reserved_addresses_are_refused_with_the_flag_too(target, public):
    with pytest.raises(UsageError) as caught:
        parse_scope([target], public_allowed=public)
    assert str(caught.value) == f"`{target}` holds multicast or reserved addresses: no device has one of these"


@pytest.mark.parametrize("target", ["::ffff:10.1.2.3", "::ffff:10.1.2.0/120", "[::ffff:10.1.2.3]:80"])
def test_an_ipv4_address_in_ipv6_clothes_cannot_pass_its_exclusion(target):
    with pytest.raises(UsageError):
        parse_scope([target], ["10.1.2.3"], public_allowed=True)


def test_without_targets_there_is_no_scope():
    with pytest.raises(UsageError, match=r"^no targets: name at least one address or network, such as 10\.1\.2\.0/24$"):
        parse_scope([], ["10.0.0.1"])


@pytest.mark.parametrize("target", ["10.1.2.3", "10.1.2.0/24", "10.1.2.3:8001"])
def test_where_exclusions_leave_nothing_the_user_is_told(target):
    with pytest.raises(UsageError, match=r"^nothing is left to scan: the exclusions hold every target$"):
        parse_scope([target], ["10.0.0.0/8"])


def test_a_mistake_in_an_exclusion_is_a_mistake():
    with pytest.raises(UsageError, match=r"^`10\.1\.2\.0/33` is not an address or a network"):
        parse_scope(["10.1.2.0/24"], ["10.1.2.0/33"])


@pytest.mark.parametrize(
    ("targets", "excluded", "permits"),
    [
        (["10.1.2.0/24"], [], True),
        (["10.1.0.0/16"], [], True),
        (["10.1.2.0/25", "10.1.2.128/25"], [], True),
        (["10.1.2.0-254"], [], False),
        (["10.1.2.0/24"], ["10.1.2.200"], False),
        (["10.1.0.0/16"], ["10.1.3.0/24"], True),
        (["10.1.2.0/24"], ["fd00::1"], True),
        (["10.1.2.7:80", "10.9.0.1"], [], False),
    ],
)
def test_multicast_needs_the_whole_subnet_with_no_exclusion_in_it(targets, excluded, permits):
    assert parse_scope(targets, excluded).permits_subnet("10.1.2.0/24") is permits


_NETWORKS = st.builds(
    lambda start, length: f"{address_text(4, (10 << 24) + start)}/{length}", st.integers(0, 255), st.integers(26, 32)
)


@given(st.lists(_NETWORKS, min_size=1, max_size=5), st.lists(_NETWORKS, max_size=5))
def test_the_scope_is_the_targets_minus_the_exclusions(targets, excluded):
    wanted = AddressSet(map(range_of_network, targets))
    out = AddressSet(map(range_of_network, excluded))
    expected = set(wanted) - set(out)
    if not expected:
        with pytest.raises(UsageError, match="nothing is left"):
            parse_scope(targets, excluded)
        return
    scope = parse_scope(targets, excluded)
    assert {text for text in set(wanted) | set(out) if scope.permits(Endpoint(text, 80))} == expected
    assert scope.size == len(expected)
