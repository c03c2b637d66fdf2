"""Port lists in nmap's syntax."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.errors import UsageError
from scanner.model.ports import Ports, parse_ports


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("80", Ports((80,))),
        ("554,80,443", Ports((554, 80, 443))),
        ("8000-8003", Ports((8000, 8001, 8002, 8003))),
        ("80,80,79-81", Ports((80, 79, 81))),
        (" 80, 443 ", Ports((80, 443))),
        ("U:3702", Ports((), (3702,))),
        ("80,U:3702,161,T:554", Ports((80, 554), (3702, 161))),
        ("t:80,u:3702", Ports((80,), (3702,))),
        ("1,65535", Ports((1, 65_535))),
        ("0080", Ports((80,))),
    ],
)
def test_a_port_list_keeps_its_order_and_drops_repeats(text, ports):
    assert parse_ports(text) == ports


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no ports are named: write them as 80,443,8000-8010,U:3702"),
        (" ", "no ports are named: write them as 80,443,8000-8010,U:3702"),
        ("http", "`http` is not a port or a range of ports such as 8000-8010"),
        ("80,", "`80,`: `` is not a port or a range of ports such as 8000-8010"),
        ("80,U:", "`80,U:`: `` is not a port or a range of ports such as 8000-8010"),
        ("80-", "`80-` is not a port or a range of ports such as 8000-8010"),
        ("-80", "`-80` is not a port or a range of ports such as 8000-8010"),
        ("8³", "`8³` is not a port or a range of ports such as 8000-8010"),
        ("٨٠", "`٨٠` is not a port or a range of ports such as 8000-8010"),
        ("S:80", "`S:80` is not a port or a range of ports such as 8000-8010"),
        ("0", "`0`: ports run from 1 to 65535, the lower one first"),
        ("65536", "`65536`: ports run from 1 to 65535, the lower one first"),
        ("80,443-81", "`80,443-81`: `443-81`: ports run from 1 to 65535, the lower one first"),
    ],
)
def test_a_mistake_is_told_in_one_line(text, message):
    with pytest.raises(UsageError) as caught:
        parse_ports(text)
    assert str(caught.value) == message


_NUMBERS = st.lists(st.integers(1, 65_535), unique=True).map(tuple)


@given(_NUMBERS, _NUMBERS)
def test_what_a_list_writes_is_read_as_the_same_list(tcp, udp):
    if tcp or udp:
        assert parse_ports(str(Ports(tcp, udp))) == Ports(tcp, udp)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        ports = parse_ports(text)
    except UsageError:
        return
    assert all(1 <= port <= 65_535 for port in ports.tcp + ports.udp)
    assert ports.tcp or ports.udp
