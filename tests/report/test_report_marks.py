"""Marks, links and limits in every format: what they say, and that hostile text in them harms nobody."""

import csv
import json
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from hostile_text import ALL
from lxml import etree, html
from sample_estate import ABOUTS, COVERAGE, NAMES, device, estate, hikvision_camera

from scanner.model.coverage import LinkCoverage, LocalLimit, NetworkCoverage
from scanner.model.device import Device, Mark
from scanner.model.endpoint import Target
from scanner.model.inventory import Inventory
from scanner.report.csv_format import csv_text
from scanner.report.device_text import device_text
from scanner.report.html_page import html_page
from scanner.report.nmap_xml import nmap_xml
from scanner.report.summary import summarise
from scanner.report.summary_text import summary_text
from scanner.report.table import table_text

SHARED = Mark("duplicate_address", "more than one device answers at 10.1.0.1: give each its own address")
GONE = Mark("on_record_only", "a record knows it, and it answered nothing")


def _with(*devices: Device, **changed: Any) -> Inventory:
    return replace(estate(), devices=devices, coverage=replace(COVERAGE, **changed))


def _page(made: Inventory) -> Any:
    return html.fromstring(html_page(made, summarise(made), NAMES, ABOUTS, include_all=True))


def _host(made: Inventory) -> Any:
    (host,) = etree.fromstring(nmap_xml(made, NAMES, include_all=True).encode()).findall("host")
    return host


def test_the_table_has_a_sign_and_says_below_what_it_means() -> None:
    text = table_text([replace(hikvision_camera(1), marks=(SHARED, GONE)), hikvision_camera(2)], NAMES)
    marked, plain = (
        next(line for line in text.splitlines() if line.startswith(place)) for place in ("10.1.0.3", "10.1.0.4")
    )
    assert marked.split()[0] == "10.1.0.3!"
    assert plain.split()[0] == "10.1.0.4"
    assert text.splitlines()[-1] == "! duplicate address, on record only: `camscan inventory show` tells more"


def test_the_sentence_stands_where_one_device_is_explained() -> None:
    made = replace(hikvision_camera(), marks=(SHARED,))
    assert f"! duplicate address: {SHARED.about}" in device_text(made, NAMES, ABOUTS)
    page = _page(_with(made))
    assert page.xpath("//tbody/tr/th/small/text()") == ["duplicate address"]
    assert page.xpath("//dl/dd[preceding-sibling::dt[1] = 'note']/text()") == [f"duplicate address: {SHARED.about}"]


def test_the_page_says_what_the_marks_mean_that_it_has() -> None:
    page = _page(_with(replace(hikvision_camera(), marks=(SHARED,))))
    words = page.xpath("//dl[@class='words']/dt/text()")
    assert [word for word in words if word in ("duplicate address", "on record only")] == ["duplicate address"]
    meaning = page.xpath("string(//dl[@class='words']/dd[preceding-sibling::dt[1] = 'duplicate address'])")
    assert meaning == "Another device answers at the same address: each has a row, and each counts."


def test_the_csv_file_has_the_names() -> None:
    made = _with(replace(hikvision_camera(), marks=(SHARED, GONE)))
    (row,) = csv.DictReader(StringIO(csv_text(made, NAMES), newline=""))
    assert row["marks"] == "duplicate_address on_record_only"


def test_nmaps_form_has_the_sentences_in_the_script_and_says_that_a_record_is_no_answer() -> None:
    host = _host(_with(replace(hikvision_camera(), marks=(SHARED,))))
    assert host.find("status").get("state") == "up"
    assert host.xpath("string(.//elem[@key='marks'])") == f"duplicate address: {SHARED.about}"
    assert f"marks duplicate address: {SHARED.about}" in host.find(".//script").get("output")
    assert _host(_with(replace(hikvision_camera(), marks=(GONE,)))).find("status").get("state") == "unknown"


def test_nmaps_form_leaves_out_a_device_that_has_no_address() -> None:
    nameless = replace(device(), targets=(Target("0.0.0.0"),))
    run = etree.fromstring(nmap_xml(_with(nameless), NAMES, include_all=True).encode())
    assert run.findall("host") == []


def test_networks_links_and_own_losses_are_told_on_the_screen_and_in_the_page() -> None:
    network = NetworkCoverage("10.1.0.0/24", 256, 254, 61, 193, True, True, {"arp": 254}, {"sadp": 22, "arp": 61})
    link = LinkCoverage("eth1", "10.1.0.0/24", ("sadp", "ssdp"), {"sadp": 22})
    limit = LocalLimit("datagrams came too fast", "not_heard", 212, "raise net.core.rmem_max")
    made = _with(hikvision_camera(), networks=(network,), links=(link,), limits=(limit,), misaddressed=2)
    expected = [
        "212 not heard: datagrams came too fast: raise net.core.rmem_max.",
        "Heard on a link from 2 addresses that do not belong there: listed and marked, and not asked.",
        "10.1.0.0/24 (attached): 61 of 256 answered; sent arp to 254; heard arp from 61, sadp from 22.",
        "On eth1 10.1.0.0/24: 2 searches asked of its groups; heard sadp from 22.",
    ]
    shown = [line.removeprefix("- ") for line in summary_text(summarise(made), NAMES, None).splitlines()]
    assert [line for line in shown if line in expected] == expected
    listed = [item.text_content().strip() for item in _page(made).xpath("//section[@aria-labelledby='coverage']//li")]
    assert [line for line in listed if line in expected] == expected


@pytest.mark.parametrize("text", ALL)
def test_hostile_text_in_marks_and_coverage_stays_text(text: str) -> None:
    made = _with(
        replace(hikvision_camera(), marks=(Mark(text, text),)),
        networks=(NetworkCoverage(text, 1, 1, 1, 0, True, True, {text: 1}, {text: 1}),),
        links=(LinkCoverage(text, text, (text,), {text: 1}), LinkCoverage(text, text, (), {}, text)),
        limits=(LocalLimit(text, "not_sent", 1, text),),
        blind_spots=(text,),
    )
    page = _page(made)
    assert page.xpath("//script | //img | //@onerror") == []
    host = _host(made)
    assert len(host.xpath(".//elem[@key='marks']")) == 1
    (row,) = csv.DictReader(StringIO(csv_text(made, NAMES), newline=""))
    assert not row["marks"].startswith(("=", "+", "-", "@", "\t", "\r"))
    outputs = [
        page.text_content(),
        etree.tostring(host, encoding="unicode"),
        row["marks"],
        table_text(made.devices, NAMES),
        device_text(made.devices[0], NAMES, ABOUTS),
        summary_text(summarise(made), NAMES, None),
    ]
    for output in outputs:
        assert not set(output) & set("\x1b\x07\x9b\u202e\u2066\u200b\udcff\r")
        assert json.dumps(output).isascii()
