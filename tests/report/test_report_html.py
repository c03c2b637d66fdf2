"""The page: its numbers, its structure, and hostile text in every place."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hostile_text import ALL, SCRIPT
from lxml import html
from sample_estate import ABOUTS, COVERAGE, NAMES, SCAN, claim, device, estate, hikvision_camera

from scanner.model.claim import Grade, Kind
from scanner.model.coverage import NetworkCoverage, NotProbed
from scanner.model.device import Evidence
from scanner.model.endpoint import Endpoint
from scanner.model.inventory import Inventory
from scanner.report.html_bars import Segment, segments, unnamed_segments
from scanner.report.html_page import html_page
from scanner.report.summary import summarise


def _page(made: Inventory, include_all: bool = False) -> Any:
    return html.fromstring(html_page(made, summarise(made), NAMES, ABOUTS, include_all))


def _rows(page: Any, caption: str) -> list[list[str]]:
    (table,) = page.xpath(f"//table[starts-with(normalize-space(caption), '{caption}')]")
    return [[cell.text_content().strip() for cell in row] for row in table.xpath("tbody/tr")]


def test_the_headline_and_the_figures() -> None:
    page = _page(estate())
    assert page.xpath("string(//h1)") == "Camera census: Town Hall"
    assert page.xpath("string(//p[@class='headline'])") == (
        "157 cameras · 29 labelled Hikvision · 41 made by Hikvision (37 confirmed, 4 probable) · 11 nobody could name"
    )
    assert [(one.xpath("string(b)"), one.text_content()) for one in page.xpath("//li[@class='figure']")] == [
        ("157", "157cameras"),
        ("41", "41made by Hikvisiontrue count 37 to 54"),
        ("29", "29labelled Hikvision"),
        ("20", "20under another label"),
        ("11", "11nobody could name"),
    ]


def test_the_makers_stand_in_a_table_with_grades_and_range() -> None:
    assert _rows(_page(estate()), "157 cameras by maker.") == [
        ["Hikvision", "", "41", "37 confirmed, 4 probable", "37 to 54"],
        ["Axis", "", "40", "40 confirmed", "40 to 53"],
        ["Dahua", "", "31", "28 confirmed, 3 probable", "28 to 44"],
        ["Bosch", "", "20", "20 confirmed", "20 to 33"],
        ["Hanwha", "", "14", "12 probable, 2 possible", "0 to 25"],
        ["nobody could name", "", "11", "", ""],
    ]


def test_other_labels_and_devices_without_a_maker_have_tables_of_their_own() -> None:
    page = _page(estate())
    labels = _rows(page, "Devices whose label and maker")
    assert labels == [["Annke", "Hikvision", "12 cameras"], ["Honeywell", "Dahua", "8 cameras"]]
    unnamed = _rows(page, "Video devices without a maker.")
    assert len(unnamed) == 11
    assert unnamed[0] == ["10.1.0.148", "camera", "Honeywell", "Dahua or Hikvision", "conflicting", "–", "–"]


def test_coverage_stands_in_full() -> None:
    page = _page(estate())
    (section,) = page.xpath("//section[@aria-labelledby='coverage']")
    assert [one.text for one in section.xpath("ul/li")] == [
        "Not probed: 10.1.3.250-10.1.3.255: the subnet stopped answering, so it was left alone.",
        "Not counted: 1 device that answered and proved to be something else.",
        "Not counted: 2 devices of a kind that nobody could tell; any may be a camera.",
        "Cameras behind a recorder's own PoE ports cannot be seen from the network.",
        "Analogue cameras are counted only through their recorders.",
    ]
    assert _rows(page, "Addresses by network.")[3] == ["10.1.3.0/24", "254", "248", "6", "242", "routed", "not heard"]
    facts = dict(zip(section.xpath("dl/dt/text()"), section.xpath("dl/dd/text()"), strict=True))
    assert facts["Scanned"] == "2 March 2026, 09:30 UTC to 2 March 2026, 09:35 UTC"
    assert facts["Transcript"] == f"SHA-256 {'ab' * 32}"
    assert "Public addresses" not in facts


def test_every_device_is_listed_and_leads_to_its_evidence() -> None:
    page = _page(estate())
    assert len(_rows(page, "Every device")) == 165
    links = page.xpath("//table//a/@href")
    assert len(links) == 165 + 11
    assert {link[1:] for link in links} == set(page.xpath("//details/dl/@id"))


def test_the_evidence_of_a_device_says_why() -> None:
    made = replace(estate(), devices=(hikvision_camera(1),))
    (details,) = _page(made).xpath("//details")
    assert details.xpath("string(summary)") == "10.1.0.3 camera, Hikvision (confirmed)"
    assert details.xpath("h3/text()") == [
        "hikvision/challenge-domain-double-colon (label and made by)",
        "hikvision/firmware (firmware)",
        "Decided nothing",
    ]
    assert details.xpath("p/text()") == ["The digest challenge names the domain `::`."]
    assert details.xpath(".//code/text()") == [
        'http.challenge.domain = "::" at tcp://10.1.0.3:80, exchange 17',
        'http.server = "webserver" at tcp://10.1.0.3:80, exchange 17',
    ]


def test_a_babbling_device_does_not_fill_the_page() -> None:
    where = Endpoint("10.0.0.1", 80)
    said = tuple(Evidence("http.header", f"X-{number}: 1", where, "1", ()) for number in range(1234))
    (details,) = _page(replace(estate(), devices=(device(1, evidence=said),))).xpath("//details")  # type: ignore[arg-type]
    assert len(details.xpath(".//code")) == 100
    assert details.xpath("string(ul/li[last()])") == "and 1,134 more, which are in the JSON file"


def test_what_is_no_video_device_is_listed_only_when_asked_for() -> None:
    assert len(_rows(_page(estate(), include_all=True), "Every device")) == 168


def test_an_unfinished_scan_and_allowed_public_addresses_are_said_so() -> None:
    page = _page(replace(estate(), scan=replace(SCAN, complete=False, ended=None, public_allowed=True)))
    assert page.xpath("string(//p[@class='warn'])").startswith("This scan was not finished.")
    assert "allowed by the operator" in page.xpath("//dd/text()")
    assert "2 March 2026, 09:30 UTC" in page.xpath("//dd/text()")


def test_an_empty_inventory_makes_a_page_with_its_coverage() -> None:
    made = Inventory(replace(SCAN, site="", transcript_sha256=""), replace(COVERAGE, networks=()), ())
    page = _page(made)
    assert page.xpath("string(//h1)") == "Camera census"
    assert page.xpath("string(//p[@class='headline'])") == "No video device was identified"
    assert page.xpath("//h2/text()") == ["In short", "How far this scan reached", "Devices", "How to read this"]


def test_the_page_is_self_contained_and_has_no_script() -> None:
    page = _page(estate())
    assert page.xpath("//script | //link | //img | //iframe | //object | //form") == []
    assert [one for one in page.xpath("//@href") if not one.startswith("#")] == []
    assert page.xpath("//@src") == []
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]
    style = page.xpath("string(//style)")
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_can_be_read_by_machines_that_read_to_people() -> None:
    page = _page(estate())
    assert page.xpath("/html/@lang") == ["en-GB"]
    assert page.xpath("//table[not(caption)]") == []
    assert page.xpath("//th[not(@scope)]") == []
    assert page.xpath("//svg[not(@aria-hidden)]") == []
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3")]
    assert max(after - before for before, after in pairwise(levels)) == 1


def test_bars_are_in_proportion_to_the_longest_of_their_table() -> None:
    tally = summarise(estate()).of(Kind.CAMERA)
    assert segments(tally.makers[0], tally) == (
        Segment("confirmed", 0.0, 180.49),
        Segment("probable", 180.49, 19.51),
    )
    assert segments(tally.makers[4], tally) == (Segment("probable", 0.0, 58.54), Segment("possible", 58.54, 9.76))
    assert unnamed_segments(tally) == (Segment("unknown", 0.0, 53.66),)


@pytest.mark.parametrize("text", ALL)
def test_hostile_text_is_text_in_every_place(text: str) -> None:
    said = Evidence("http.title", text, Endpoint("10.0.0.1", 80), text, (text,))
    made = claim(text, because=text)
    hostile = device(
        1, brand=claim(text + "x"), manufacturer=made, model=claim(text), serial=claim(text), hostname=text
    )
    hostile = replace(hostile, evidence=(said, replace(said, fingerprints=())), id=text, mac=text)
    rival = device(2, manufacturer=claim(None, Grade.CONFLICTING, rivals=(text, text)))
    network = NetworkCoverage(text, 1, 1, 1, 0, False)
    coverage = replace(COVERAGE, networks=(network,), not_probed=(NotProbed(text, text),), blind_spots=(text,))
    scan = replace(SCAN, site=text, operator=text, authority=text, targets=(text,), id=text)
    inventory = Inventory(scan, coverage, (hostile, rival))
    written = html_page(inventory, summarise(inventory), {}, {})
    written.encode()
    assert [one for one in written if not one.isprintable() and one != "\n"] == []
    plain = html.fromstring(html_page(estate(), summarise(estate()), NAMES, ABOUTS))
    page = html.fromstring(written)
    assert {one.tag for one in page.iter() if isinstance(one.tag, str)} <= {
        one.tag for one in plain.iter() if isinstance(one.tag, str)
    }
    assert page.xpath("//@onerror | //@src") == []


def test_a_script_in_a_model_name_is_shown_as_it_is_written() -> None:
    made = replace(estate(), devices=(device(1, model=claim(SCRIPT[:25])),))
    assert _rows(_page(made), "Every device")[0][5] == "<script>alert(1)</script>"
