"""Which interfaces this machine has: an entry an IPv4 address, with the adapter's number and link-local address."""

import ifaddr
import pytest

from net_spaces import NEEDS_ROOT, spaces
from scanner.net.interfaces import Interface, interfaces, subnets_of


def adapter(name: str, index: int | None, *addresses: tuple[object, int]) -> ifaddr.Adapter:
    made = [ifaddr.IP(address, prefix, name) for address, prefix in addresses]
    return ifaddr.Adapter(name, name, made, index=index)


@pytest.fixture
def adapters(monkeypatch: pytest.MonkeyPatch) -> list[ifaddr.Adapter]:
    listed: list[ifaddr.Adapter] = []
    monkeypatch.setattr("scanner.net.interfaces.ifaddr.get_adapters", lambda: listed)
    return listed


def test_each_ipv4_address_is_an_interface_and_knows_its_adapters_number_and_link_local_address(
    adapters: list[ifaddr.Adapter],
) -> None:
    six = (("fe80::4619:b6ff:fe00:1122", 0, 3), 64), (("2001:db8::1", 0, 0), 64)
    adapters.append(adapter("eth0", 3, *six, ("10.1.2.3", 24), ("172.16.0.9", 12)))
    assert interfaces() == [
        Interface("eth0", "10.1.2.3", "10.1.2.0/24", 3, "fe80::4619:b6ff:fe00:1122"),
        Interface("eth0", "172.16.0.9", "172.16.0.0/12", 3, "fe80::4619:b6ff:fe00:1122"),
    ]
    assert subnets_of("eth0") == ("10.1.2.0/24", "172.16.0.0/12")
    assert subnets_of("eth1") == ()


def test_an_adapter_without_ipv4_is_left_out(adapters: list[ifaddr.Adapter]) -> None:
    adapters.append(adapter("eth0", 3, (("fe80::1", 0, 3), 64)))
    assert interfaces() == []


@pytest.mark.parametrize("written", ["fe80::1%en0", "fe80:4::1"], ids=["zone as text", "zone in the address"])
def test_a_zone_is_no_part_of_the_link_local_address(adapters: list[ifaddr.Adapter], written: str) -> None:
    adapters.append(adapter("en0", None, ((written, 0, 4), 64), ("10.1.2.3", 24)))
    assert interfaces() == [Interface("en0", "10.1.2.3", "10.1.2.0/24", 0, "fe80::1")]


@pytest.mark.parametrize(("address", "loopback"), [("127.0.0.1", True), ("127.77.0.1", True), ("10.1.2.3", False)])
def test_loopback_is_told_by_its_address(address: str, loopback: bool) -> None:
    assert Interface("x", address, f"{address}/32").is_loopback is loopback


@pytest.mark.netns
@NEEDS_ROOT[1]
def test_a_real_link_has_its_number_its_subnet_and_its_link_local_address() -> None:
    with spaces(prefix=22) as pair:
        pair.settle()
        found = pair.interface()
        index = int(pair.ip(pair.near, "-o", "link", "show", "near0").partition(":")[0])
        link_local = pair.link_local(pair.near, "near0")
    assert found == Interface("near0", "10.66.0.1", "10.66.0.0/22", index, link_local)
