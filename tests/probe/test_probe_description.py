"""Where a device says that its description stands: believed for its own address and for ports of web servers alone."""

import pytest

from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.probe.description import description_places

ADDRESS = "10.1.2.3"


def answer(location: str) -> Exchange:
    head = f"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\nLOCATION: {location}\r\n\r\n"
    place = Endpoint(ADDRESS, 1900, "udp")
    return Exchange("x1", Target(ADDRESS), place, "ssdp", "multicast", 1.0, 2.0, Outcome.ANSWERED, b"", head.encode())


@pytest.mark.parametrize(
    ("location", "port", "path"),
    [
        ("http://10.1.2.3/upnp/desc.xml", 80, "/upnp/desc.xml"),
        ("http://10.1.2.3:49152/rootDesc.xml", 49_152, "/rootDesc.xml"),
        ("http://admin:secret@10.1.2.3:81/desc.xml", 81, "/desc.xml"),
    ],
)
def test_a_description_on_its_own_address_is_fetched(location: str, port: int, path: str) -> None:
    assert description_places([answer(location)], ADDRESS) == [(Endpoint(ADDRESS, port), path)]


@pytest.mark.parametrize(
    "location",
    [
        *("http://10.1.2.4/desc.xml", "https://10.1.2.3/desc.xml", "ftp://10.1.2.3/desc.xml", "//10.1.2.3/desc.xml"),
        *("http://10.1.2.3@10.9.9.9/desc.xml", "http://0x0a010203/desc.xml"),
        *("http://[::ffff:10.1.2.3]/desc.xml", "http://[10.1.2.3/desc.xml", "http://10.1.2.3:99999/desc.xml"),
        *("http://10.1.2.3:22/desc.xml", "http://10.1.2.3:9100/desc.xml", "http://10.1.2.3:44818/desc.xml"),
        *("http://10.1.2.3/desc.xml?reboot=1", "http://10.1.2.3/cgi-bin/desc.xml", "http://10.1.2.3/../desc.xml"),
        *("http://10.1.2.3/%2e%2e/desc.xml", "http://10.1.2.3/de\u017fc.xml", "http://10.1.2.3/desc.xml;x"),
    ],
)
def test_what_leads_elsewhere_or_to_no_web_server_is_not(location: str) -> None:
    assert description_places([answer(location)], ADDRESS) == []
