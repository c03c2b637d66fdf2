"""DHCP leases in the three forms that councils export."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.imports import leases
from scanner.imports.sighting import Fault, Sighting

MAC = "44:19:b6:00:00:01"
# dhcpd.leases(5): a journal, in which a later entry of an address replaces an earlier one.
ISC = """\
# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;

lease 10.1.2.50 {
  starts 1 2026/03/02 08:00:00;
  ends 1 2026/03/02 20:00:00;
  cltt 1 2026/03/02 08:00:00;
  binding state active;
  hardware ethernet 44:19:b6:00:00:01;
  set vendor-class-identifier = "HIKVISION";
  client-hostname "cam-foyer";
}
lease 10.1.2.51 {
  starts 1 2026/03/02 08:00:00;
  binding state free;
  hardware ethernet 44:19:b6:00:00:02;
}
lease 10.1.2.50 {
  cltt 1 2026/03/02 09:30:00;
  binding state active;
  hardware ethernet 44:19:b6:00:00:03;
}
"""
# Kea ARM, memfile: the columns of version 3 of the file.
KEA = """\
address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id
10.1.2.60,44:19:b6:00:00:09,01:44:19:b6:00:00:09,3600,1772445600,1,0,0,cam-depot,0,,0
10.1.2.61,44:19:b6:00:00:0a,,3600,1772445600,1,0,0,,1,,0
"""
# Get-DhcpServerv4Lease | Export-Csv -NoTypeInformation
WINDOWS = """\
"IPAddress","ScopeId","ClientId","HostName","AddressState","LeaseExpiryTime"
"10.1.2.70","10.1.2.0","44-19-b6-00-00-0b","cam-hall.council.example","Active","02/03/2026 20:00:00"
"10.1.2.71","10.1.2.0","44-19-b6-00-00-0c","","Expired","01/03/2026 20:00:00"
"10.1.2.72","10.1.2.0","44-19-b6-00-00-0d","","ActiveReservation",""
"""


def read(text: str) -> tuple[list[Sighting], list[Fault]]:
    found = list(leases.read(text))
    return [item for item in found if isinstance(item, Sighting)], [item for item in found if isinstance(item, Fault)]


def test_the_last_entry_of_an_address_counts_and_a_free_one_is_over() -> None:
    sightings, faults = read(ISC)
    assert faults == []
    assert [(item.line, item.address, item.told, item.over) for item in sightings] == [
        (13, "10.1.2.51", (("mac", "44:19:b6:00:00:02"),), True),
        (18, "10.1.2.50", (("mac", "44:19:b6:00:00:03"),), False),
    ]
    assert sightings[1].at == 1_772_443_800.0


def test_an_isc_lease_tells_host_name_and_vendor_class() -> None:
    sightings, _ = read(ISC.partition("lease 10.1.2.51")[0])
    assert sightings[0].told == (
        ("mac", "44:19:b6:00:00:01"),
        ("lease_hostname", "cam-foyer"),
        ("vendor_class", "HIKVISION"),
    )


def test_keas_columns_are_read_by_their_names_and_the_time_is_when_it_was_given() -> None:
    sightings, faults = read(KEA)
    assert faults == []
    assert [(item.line, item.address, item.told, item.at, item.over) for item in sightings] == [
        (2, "10.1.2.60", (("mac", "44:19:b6:00:00:09"), ("lease_hostname", "cam-depot")), 1_772_442_000.0, False),
        (3, "10.1.2.61", (("mac", "44:19:b6:00:00:0a"),), 1_772_442_000.0, True),
    ]


@pytest.mark.parametrize("text", [WINDOWS, WINDOWS.replace('","', '";"'), WINDOWS.replace("\n", "\r\n")])
def test_windows_export_is_read_with_commas_semicolons_and_its_line_ends(text: str) -> None:
    sightings, faults = read(text)
    assert faults == []
    assert [(item.address, dict(item.told).get("mac"), item.over) for item in sightings] == [
        ("10.1.2.70", "44:19:b6:00:00:0b", False),
        ("10.1.2.71", "44:19:b6:00:00:0c", True),
        ("10.1.2.72", "44:19:b6:00:00:0d", False),
    ]


def test_each_malformed_line_is_named_and_the_rest_is_kept() -> None:
    sightings, faults = read(KEA + "10.1.2.300,44:19:b6:00:00:0e,,1,1,1,0,0,,0,,0\n10.1.2.63,zz,,1,1,1,0,0,,0,,0\n")
    assert len(sightings) == 2
    assert faults == [Fault(4, "`10.1.2.300` is no IP address"), Fault(5, "`zz` is no MAC address")]


def test_a_lease_that_is_never_closed_is_named() -> None:
    _, faults = read("lease 10.1.2.3 {\n  binding state active;\n")
    assert faults == [Fault(1, "a lease that is never closed by `}`")]


def test_a_lease_without_an_end_costs_neither_the_next_nor_the_ones_before() -> None:
    unclosed = "lease 10.1.2.52 {\n  binding state active;\n  hardware ethernet 44:19:b6:00:00:04;\n"
    sightings, faults = read(ISC + unclosed + ISC.replace("10.1.2.5", "10.1.2.15") + unclosed)
    assert [item.address for item in sightings] == ["10.1.2.51", "10.1.2.50", "10.1.2.151", "10.1.2.150"]
    assert faults == [Fault(number, "a lease that is never closed by `}`") for number in (23, 48)]


@pytest.mark.parametrize(
    "name",
    [
        "x; hardware ethernet 66:66:66:66:66:66",
        "x; binding state free",
        r"x\"; hardware ethernet 66:66:66:66:66:66; binding state free; \"",
        "x } lease 10.1.2.99 { ",
    ],
)
def test_a_device_cannot_change_its_lease_by_its_own_name(name: str) -> None:
    text = f'lease 10.1.2.50 {{\n client-hostname "{name}";\n hardware ethernet {MAC};\n binding state active;\n}}\n'
    sightings, faults = read(text)
    assert [(item.address, dict(item.told)["mac"], item.over) for item in sightings] == [("10.1.2.50", MAC, False)]
    assert faults == []


@pytest.mark.parametrize(
    "name", ["lease x {", "cam\u2028lease 10.1.2.99 {", '"cam\nlease 10.1.2.99 {\n}\n10.1.2.98,,"']
)
def test_a_device_cannot_change_what_kind_of_file_it_stands_in(name: str) -> None:
    sightings, faults = read(f"address,hwaddr,hostname,state\n10.1.2.60,{MAC},{name},0\n10.1.2.61,{MAC},,0\n")
    assert [item.address for item in sightings] == ["10.1.2.60", "10.1.2.61"]
    assert faults == []


@pytest.mark.parametrize("lifetime", ["9" * 5_000, "9" * 400, "9" * 10, "-1", "\u0663"])
def test_a_lifetime_that_cannot_be_true_gives_no_time(lifetime: str) -> None:
    (found,), _ = read(f"address,hwaddr,valid_lifetime,expire\n10.1.2.60,{MAC},{lifetime},1772445600\n")
    assert found.at is None


@given(st.text(max_size=300) | st.lists(st.sampled_from(ISC.splitlines()), max_size=30).map("\n".join))
def test_no_text_makes_it_raise(text: str) -> None:
    for found in leases.read(text):
        assert found.line >= 1
