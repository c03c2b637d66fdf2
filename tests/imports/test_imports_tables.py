"""ARP tables, lists and registers: printed by systems and switches, or exported from spreadsheets."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.imports import arp_tables, leases, lists
from scanner.imports.lines import LONGEST_LINE
from scanner.imports.sighting import Fault, Sighting, mac_of, seconds_of

MAC = "44:19:b6:00:00:01"
# Each as its program prints it: iproute2, net-tools, BSD and macOS, Windows, Cisco IOS.
PRINTED = [
    "10.1.2.3 dev eth0 lladdr 44:19:b6:00:00:01 REACHABLE",
    "10.1.2.3                 ether   44:19:b6:00:00:01   C                     eth0",
    "? (10.1.2.3) at 44:19:b6:0:0:1 on en0 ifscope [ethernet]",
    "  10.1.2.3              44-19-b6-00-00-01     dynamic   ",
    "Internet  10.1.2.3               12   4419.b600.0001  ARPA   Vlan20",
]


@pytest.mark.parametrize("line", PRINTED)
def test_a_printed_table_is_read_whoever_printed_it(line: str) -> None:
    assert [(item.address, item.told) for item in arp_tables.read(line) if isinstance(item, Sighting)] == [
        ("10.1.2.3", (("mac", MAC),))
    ]


def test_a_bsd_table_tells_the_name_too() -> None:
    (found,) = arp_tables.read("cam-3.council.example (10.1.2.3) at 44:19:b6:0:0:1 on en0")
    assert isinstance(found, Sighting)
    assert found.told == (("mac", MAC), ("hostname", "cam-3.council.example"))


def test_entries_that_nobody_answered_titles_and_groups_are_none() -> None:
    text = "\n".join(
        [
            "Interface: 10.1.2.9 --- 0x5",
            "10.1.2.4 dev eth0  FAILED",
            "? (10.1.2.5) at (incomplete) on en0",
            "  224.0.0.22            01-00-5e-00-00-16     static",
            "  255.255.255.255       ff-ff-ff-ff-ff-ff     static",
        ]
    )
    assert list(arp_tables.read(text)) == []


def test_an_address_without_a_mac_is_named() -> None:
    assert list(arp_tables.read("x\n10.1.2.3 somewhere\n")) == [Fault(2, "an address without a MAC address")]


@pytest.mark.parametrize("heading", ["IP Address,MAC Address,Name", "ip;hwaddr;host", "Internet Address\tLLADDR\thost"])
def test_a_csv_table_is_read_under_the_usual_headings(heading: str) -> None:
    separator = next(mark for mark in ",;\t" if mark in heading)
    text = f"Exported 2 March\n{heading}\n" + separator.join(["10.1.2.3", "4419.b600.0001", "cam"]) + "\n"
    (found,) = arp_tables.read(text)
    assert isinstance(found, Sighting)
    assert (found.line, found.address, found.told) == (3, "10.1.2.3", (("mac", MAC), ("hostname", "cam")))


def test_a_register_keeps_make_and_model_as_its_writers_word() -> None:
    text = "Asset;IP;Make;Model;Serial No;Location\n17;10.1.2.3;Hikvision;DS-2CD2143;X123456;Foyer\n18;n/a;Axis;;;\n"
    assert list(lists.read(text)) == [
        Sighting(
            2,
            "10.1.2.3",
            (("make", "Hikvision"), ("model", "DS-2CD2143"), ("serial", "X123456"), ("location", "Foyer")),
            "17;10.1.2.3;Hikvision;DS-2CD2143;X123456;Foyer",
        ),
        Fault(3, "`n/a` is no IP address"),
    ]


def test_a_plain_list_is_an_address_a_line_with_remarks() -> None:
    text = "# cameras\n10.1.2.3\n10.1.2.4 44:19:b6:00:00:01 by the door  # new\n\nfoyer\n10.1.2.5, cam 5\n"
    assert list(lists.read(text)) == [
        Sighting(2, "10.1.2.3", (), "10.1.2.3"),
        Sighting(
            3, "10.1.2.4", (("mac", MAC), ("hostname", "by the door")), "10.1.2.4 44:19:b6:00:00:01 by the door  # new"
        ),
        Fault(5, "`foyer` is no IP address"),
        Sighting(6, "10.1.2.5", (("hostname", "cam 5"),), "10.1.2.5, cam 5"),
    ]


@pytest.mark.parametrize("end", ["\u2028", "\u0085", "\x0b", "\x0c", "\x1c"])
def test_only_line_ends_end_a_line(end: str) -> None:
    (found,) = lists.read(f"ip,hostname\n10.1.2.3,cam{end}10.1.2.99\n")
    assert (found.line, getattr(found, "address", "")) == (2, "10.1.2.3")


def test_a_quoted_cell_of_several_lines_is_one_row_and_the_lines_behind_keep_their_numbers() -> None:
    first, second = lists.read('ip,hostname\n10.1.2.3,"cam\n10.1.2.99,evil"\n10.1.2.4,x\n')
    assert isinstance(first, Sighting)
    assert (first.line, first.address, dict(first.told)["hostname"]) == (2, "10.1.2.3", "cam\n10.1.2.99,evil")
    assert (second.line, getattr(second, "address", "")) == (4, "10.1.2.4")


@pytest.mark.parametrize("name", ['"cam', 'the 12" one', '"'])
def test_a_stray_quote_costs_no_other_row(name: str) -> None:
    text = f"ip,hostname\n10.1.2.3,{name}\n" + "".join(f"10.1.2.{number},x\n" for number in range(4, 40))
    assert [item.line for item in lists.read(text)] == list(range(2, 39))


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([" " + ":" * 498] * 200),
        "\n".join([" " + "::a" * 160] * 200),
        "\n".join(["1.1.1.1 " * 60] * 200),
        ("," * 9_999 + "\n") * 500,
        "ip,hostname\n10.1.2.3," + "a" * 20_000_000,
        "10.1.2.3 " + " x" * 10_000_000,
        "ip" + ",c" * 5_000_000 + "\n10.1.2.3" + ",1" * 5_000_000,
        "ip,mac\n" + '"' * 5_000_000,
        'ip,mac\n"x\n' * 20_000,
    ],
)
def test_no_text_costs_more_than_its_length(text: str) -> None:
    for reader in (arp_tables.read, lists.read, leases.read):
        began = time.monotonic()
        for found in reader(text):
            assert len(getattr(found, "as_written", "")) <= 20 * LONGEST_LINE
        assert time.monotonic() - began < 15.0


@pytest.mark.parametrize(
    ("text", "mac"),
    [
        ("44-19-B6-00-00-01", MAC),
        ("0:1b:c5:2:3:4", "00:1b:c5:02:03:04"),
        ("01:44:19:b6:00:00:01", MAC),
        ("4419b6000001", MAC),
        ("44:19:b6:00:00", ""),
        ("n/a", ""),
    ],
)
def test_macs_are_read_in_every_usual_spelling(text: str, mac: str) -> None:
    assert mac_of(text) == mac


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 2026/03/02 09:30:00;", 1_772_443_800.0),
        ("2026-03-02T09:30:00+01:00", 1_772_440_200.0),
        ("1772443800", 1_772_443_800.0),
        ("yesterday", None),
        ("02/03/2026 09:30", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T00:00:00", None),
        ("99999999999", None),
    ],
)
def test_times_are_read_where_they_are_unambiguous(text: str, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


@given(
    st.text(max_size=300) | st.lists(st.sampled_from([*PRINTED, "ip,mac", "10.1.2.3,x", ""]), max_size=9).map("\n".join)
)
def test_no_text_makes_them_raise(text: str) -> None:
    for reader in (arp_tables.read, lists.read):
        assert all(found.line >= 1 for found in reader(text))
