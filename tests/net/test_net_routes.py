"""How an address would be reached: by the kernel's own word, and without a packet."""

from collections.abc import Iterator

import pytest

from net_spaces import NEEDS_ROOT, Spaces, spaces
from scanner.net.interfaces import interfaces
from scanner.net.routes import Route, route_to

pytestmark = NEEDS_ROOT


@pytest.fixture
def pair() -> Iterator[Spaces]:
    with spaces(cables=2) as made:
        made.ip(made.near, "route", "add", "10.80.0.0/16", "via", "10.66.4.2")
        made.ip(made.near, "route", "add", "unreachable", "10.98.0.0/16")
        yield made


@pytest.mark.parametrize(
    ("address", "route"),
    [
        ("10.66.0.9", Route("10.66.0.1", "near0", attached=True)),
        ("10.66.4.255", Route("10.66.4.1", "near1", attached=True)),
        ("10.80.1.2", Route("10.66.4.1", "near1")),
        ("127.0.0.1", Route("127.0.0.1", "lo", attached=True)),
        ("10.99.1.2", Route(why_not="Network is unreachable")),
        ("10.98.1.2", Route(why_not="No route to host")),
        ("fd00::9", Route(why_not="Network is unreachable")),
    ],
)
def test_an_address_is_attached_routed_or_not_to_be_reached(pair: Spaces, address: str, route: Route) -> None:
    assert route_to(address, interfaces()) == route


def test_of_version_6_the_source_is_told(pair: Spaces) -> None:
    pair.ip(pair.near, "addr", "add", "fd00::1/64", "dev", "near0", "nodad")
    assert route_to("fd00::9", interfaces()) == Route("fd00::1")
