"""nmap's XML form: the published structure, one host an address, and hostile text in every place."""

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from hostile_text import ALL
from lxml import etree
from sample_estate import NAMES, SCAN, claim, device, estate, hikvision_camera

from scanner.model.claim import Grade, Kind
from scanner.model.device import Device, Service
from scanner.model.endpoint import Endpoint, Target
from scanner.report.nmap_xml import nmap_xml

# The part of nmap's structure that we write, in our own words; the structure itself is public in nmap's docs/nmap.dtd.
STRUCTURE = etree.DTD(
    StringIO(
        """
        <!ELEMENT nmaprun (verbose, debugging, host*, runstats)>
        <!ATTLIST nmaprun scanner (nmap) #REQUIRED args CDATA #IMPLIED start CDATA #IMPLIED version CDATA #REQUIRED
                          xmloutputversion CDATA #REQUIRED>
        <!ELEMENT verbose EMPTY> <!ATTLIST verbose level CDATA #IMPLIED>
        <!ELEMENT debugging EMPTY> <!ATTLIST debugging level CDATA #IMPLIED>
        <!ELEMENT host (status, address, (address | ports | hostscript)*)>
        <!ATTLIST host starttime CDATA #IMPLIED endtime CDATA #IMPLIED>
        <!ELEMENT status EMPTY>
        <!ATTLIST status state (up | unknown) #REQUIRED reason CDATA #REQUIRED reason_ttl CDATA #REQUIRED>
        <!ELEMENT address EMPTY> <!ATTLIST address addr CDATA #REQUIRED addrtype (ipv4 | ipv6 | mac) "ipv4">
        <!ELEMENT ports (port*)>
        <!ELEMENT port (state, service?)> <!ATTLIST port protocol (tcp | udp) #REQUIRED portid CDATA #REQUIRED>
        <!ELEMENT state EMPTY>
        <!ATTLIST state state CDATA #REQUIRED reason CDATA #REQUIRED reason_ttl CDATA #REQUIRED>
        <!ELEMENT service EMPTY>
        <!ATTLIST service name CDATA #REQUIRED conf (0|1|2|3|4|5|6|7|8|9|10) #REQUIRED method (table|probed) #REQUIRED
                          version CDATA #IMPLIED product CDATA #IMPLIED tunnel (ssl) #IMPLIED
                          devicetype CDATA #IMPLIED>
        <!ELEMENT hostscript (script+)>
        <!ELEMENT script (#PCDATA | table)*> <!ATTLIST script id CDATA #REQUIRED output CDATA #REQUIRED>
        <!ELEMENT table (elem*)> <!ATTLIST table key CDATA #IMPLIED>
        <!ELEMENT elem (#PCDATA)> <!ATTLIST elem key CDATA #IMPLIED>
        <!ELEMENT runstats (finished, hosts)>
        <!ELEMENT finished EMPTY>
        <!ATTLIST finished time CDATA #REQUIRED elapsed CDATA #REQUIRED exit (error|success) #IMPLIED>
        <!ELEMENT hosts EMPTY> <!ATTLIST hosts up CDATA "0" down CDATA "0" total CDATA #REQUIRED>
        """
    )
)


def _written(*devices: Device, include_all: bool = False) -> Any:
    text = nmap_xml(replace(estate(), devices=devices), NAMES, include_all)
    run = etree.fromstring(text.encode())
    assert STRUCTURE.validate(run), STRUCTURE.error_log
    return run


def test_the_whole_estate_keeps_to_the_structure() -> None:
    run = _written(*estate().devices)
    assert len(run.findall("host")) == 165
    assert dict(run.find("runstats/hosts").attrib) == {"up": "186", "down": "830", "total": "1016"}
    assert dict(run.find("runstats/finished").attrib) == {"time": "1772444112", "elapsed": "312.00", "exit": "success"}


def test_the_run_says_that_nmap_did_not_run() -> None:
    run = _written()
    assert (run.get("scanner"), run.get("version"), run.get("xmloutputversion")) == ("nmap", "0.1.0", "1.05")
    assert run.get("args") == (
        "camscan scan 10.1.0.0/24 10.1.1.0/24 10.1.2.0/24 10.1.3.0/24 --profile normal "
        "(scan 20260302-093000-7f3a, not run by nmap)"
    )


def test_an_unfinished_scan_ends_in_error() -> None:
    text = nmap_xml(replace(estate(), scan=replace(SCAN, ended=None, complete=False), devices=()), NAMES)
    finished = etree.fromstring(text.encode()).find("runstats/finished")
    assert finished is not None
    assert dict(finished.attrib) == {"time": "1772443800", "elapsed": "0.00", "exit": "error"}


def test_a_camera_is_a_host_with_ports_and_an_identity() -> None:
    (host,) = _written(hikvision_camera(1)).findall("host")
    assert [dict(one.attrib) for one in host.findall("address")] == [
        {"addr": "10.1.0.3", "addrtype": "ipv4"},
        {"addr": "44:19:B6:00:00:01", "addrtype": "mac"},
    ]
    assert [(one.get("protocol"), one.get("portid")) for one in host.findall("ports/port")] == [
        ("tcp", "80"),
        ("tcp", "554"),
    ]
    assert dict(host.find("ports/port/service").attrib) == {
        "name": "http",
        "method": "probed",
        "conf": "10",
        "product": "Hikvision DS-2CD2143G0-I",
        "version": "5.6.2",
        "devicetype": "webcam",
    }
    assert {one.get("key"): one.text for one in host.findall("hostscript/script/table/elem")} == {
        "kind": "camera",
        "label": "Hikvision",
        "manufacturer": "Hikvision",
        "manufacturer_grade": "confirmed",
        "model": "DS-2CD2143G0-I",
        "firmware": "5.6.2",
        "serial": "DS-2CD2143G0-I20190101AAWRC00000000",
        "id": "dev-0001",
    }


def test_the_identity_is_one_line_a_device_for_people() -> None:
    (script,) = _written(device(1, brand=claim("annke"), manufacturer=claim("hikvision"))).iter("script")
    assert script.get("output") == (
        "10.1.0.3: kind camera, label Annke, manufacturer Hikvision, manufacturer_grade confirmed, id dev-0001"
    )


def test_protocols_on_one_port_are_one_service_in_the_words_of_nmap() -> None:
    where = Endpoint("10.1.0.3", 443)
    services = tuple(Service(where, name) for name in ("tls", "onvif", "http"))
    discovery = Service(Endpoint("10.1.0.3", 3702, "udp"), "wsd")
    silent = Service(Endpoint("10.1.0.3", 8000), "unknown")
    elsewhere = Service(Endpoint("10.9.9.9", 80), "http")
    run = _written(replace(device(1), services=(*services, discovery, silent, elsewhere)))
    found = [(one.getparent().get("portid"), one.get("name"), one.get("tunnel")) for one in run.iter("service")]
    assert found == [("443", "http", "ssl"), ("8000", "unknown", None), ("3702", "ws-discovery", None)]


@pytest.mark.parametrize(
    ("grade", "conf", "product"),
    [
        (Grade.CONFIRMED, "10", "Axis"),
        (Grade.PROBABLE, "7", "Axis"),
        (Grade.POSSIBLE, "4", "Axis"),
        (Grade.CONFLICTING, "3", None),
    ],
)
def test_the_confidence_follows_the_grade(grade: Grade, conf: str, product: str | None) -> None:
    made = claim("axis" if product else None, grade, rivals=() if product else ("axis", "bosch"))
    service = _written(device(1, Kind.INTERCOM, manufacturer=made)).find("host/ports/port/service")
    assert (service.get("conf"), service.get("product"), service.get("devicetype")) == (conf, product, None)


def test_devices_behind_one_address_are_one_host_with_an_identity_each() -> None:
    first = replace(device(1), targets=(Target("127.0.0.1", (8001,)),))
    second = replace(device(2), targets=(Target("127.0.0.1", (9001,)), Target("fd00::1")))
    one, two = _written(first, second).findall("host")
    assert [table.get("key") for table in one.iter("table")] == ["127.0.0.1:8001", "127.0.0.1:9001, fd00::1"]
    assert [address.get("addrtype") for address in one.findall("address")] == ["ipv4"]
    assert [address.get("addrtype") for address in two.findall("address")] == ["ipv6", "mac"]


def test_what_is_no_video_device_is_listed_only_when_asked_for() -> None:
    devices = (device(1), device(2, Kind.OTHER))
    assert len(_written(*devices).findall("host")) == 1
    assert len(_written(*devices, include_all=True).findall("host")) == 2


@pytest.mark.parametrize("text", ALL)
def test_hostile_text_is_text_in_every_place(text: str) -> None:
    made = claim(text)
    hostile = device(1, brand=made, manufacturer=made, model=made, serial=made, mac=text)
    hostile = replace(hostile, id=text, services=(Service(Endpoint("10.1.0.3", 80), text),))
    run = _written(hostile)
    assert len(list(run.iter("elem"))) == 7
