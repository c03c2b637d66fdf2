"""The coverage in words: how each network and link was reached, so that nobody takes a count for an address."""

from dataclasses import replace

import pytest
from sample_estate import COVERAGE, estate

from scanner.model.coverage import LinkCoverage, NetworkCoverage
from scanner.report.coverage_text import coverage_notes, link_line, network_line
from scanner.report.summary import summarise


@pytest.mark.parametrize(
    ("network", "attached", "way"),
    [
        ("10.1.2.0/24", True, "attached"),
        ("10.1.2.0/24", False, "through routers"),
        ("127.0.0.1", False, "this machine"),
    ],
)
def test_a_network_says_how_it_is_reached_and_by_what(network: str, attached: bool, way: str) -> None:
    probed, heard = {"tcp 554": 7, "tcp 80": 9}, {"tcp": 3}
    coverage = NetworkCoverage(network, 9, 9, 3, 6, False, attached, probed, heard)
    line = f"{network} ({way}): 3 of 9 answered; sent tcp 80 to 9, tcp 554 to 7; heard tcp from 3"
    assert network_line(coverage) == line


@pytest.mark.parametrize(
    ("link", "line"),
    [
        (
            LinkCoverage("scan0", "10.1.2.0/24", ("sadp", "dhip"), {"sadp": 2}),
            "on scan0 10.1.2.0/24: 2 searches asked of its groups; heard sadp from 2",
        ),
        (LinkCoverage("scan0", "10.1.2.0/24", (), {"arp": 4}), "on scan0 10.1.2.0/24: heard arp from 4"),
        (LinkCoverage("", "", (), {"arp": 4}), "in the capture: heard arp from 4"),
    ],
)
def test_a_link_is_named_where_its_name_is_known(link: LinkCoverage, line: str) -> None:
    assert link_line(link) == line


def test_an_interface_keeps_its_name_at_the_beginning_of_a_note() -> None:
    link = LinkCoverage("eth1", "10.1.2.0/24", ("sadp",), {})
    notes = coverage_notes(summarise(replace(estate(), coverage=replace(COVERAGE, links=(link,)))))
    assert "On eth1 10.1.2.0/24: 1 search asked of its groups; heard nothing." in notes


def test_a_link_that_was_left_alone_is_told_by_its_blind_spot_alone() -> None:
    link = LinkCoverage("eth1", "10.1.2.0/24", (), {}, "10.1.2.0/24 is not wholly in scope")
    spots = ("multicast stayed off on eth1: 10.1.2.0/24 is not wholly in scope",)
    notes = coverage_notes(summarise(replace(estate(), coverage=replace(COVERAGE, links=(link,), blind_spots=spots))))
    assert [note for note in notes if "eth1" in note] == [
        "Multicast stayed off on eth1: 10.1.2.0/24 is not wholly in scope."
    ]
