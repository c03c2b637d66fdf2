"""nmap's XML: what it saw is kept, what it guessed is not."""

import resource

from hypothesis import given
from hypothesis import strategies as st

from scanner.imports import nmap_xml
from scanner.imports.sighting import Fault, Sighting

# Elements and attributes as nmap.dtd declares them.
XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" start="1772443800">
<host starttime="1772443801" endtime="1772443805"><status state="up" reason="arp-response"/>
<address addr="10.1.2.3" addrtype="ipv4"/><address addr="44:19:B6:00:00:01" addrtype="mac" vendor="Guessed"/>
<hostnames><hostname name="cam-foyer" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="80"><state state="open"/><service name="http" product="Guessed httpd"/></port>
<port protocol="tcp" portid="81"><state state="closed"/></port></ports></host>
<host><status state="down"/><address addr="10.1.2.4" addrtype="ipv4"/></host>
<host><status state="up"/><address addr="44:19:B6:00:00:02" addrtype="mac"/></host>
</nmaprun>
"""


def test_hosts_that_were_up_are_sighted_with_ports_and_times_and_without_guesses() -> None:
    first, second = nmap_xml.read(XML)
    assert isinstance(first, Sighting)
    assert (first.address, first.at) == ("10.1.2.3", 1_772_443_805.0)
    assert first.told == (("mac", "44:19:b6:00:00:01"), ("hostname", "cam-foyer"), ("port", "80/tcp"))
    assert isinstance(second, Fault)
    assert second.why == "a host without an IP address"


def test_a_file_that_breaks_off_gives_what_came_before() -> None:
    found = list(nmap_xml.read(XML.partition('<host><status state="down"')[0]))
    assert isinstance(found[0], Sighting)
    assert isinstance(found[-1], Fault)
    assert found[-1].why.startswith("the XML breaks off: ")


def test_a_file_that_declares_entities_is_not_read_at_all() -> None:
    bomb = XML.replace("<!DOCTYPE nmaprun>", '<!DOCTYPE nmaprun [\n<!ENTITY a "10.1.2.66">]>')
    found = list(nmap_xml.read(bomb.replace('addr="10.1.2.3"', 'addr="&a;"')))
    assert found == [Fault(3, "the XML declares entities, which nmap's never does")]


def test_a_sighting_names_the_line_where_its_host_begins() -> None:
    assert [found.line for found in nmap_xml.read(XML)] == [4, 10]


def test_times_and_ports_that_cannot_be_true_are_left_out() -> None:
    text = XML.replace("1772443805", "9" * 400).replace('portid="80"', 'portid="80;"')
    first, _ = nmap_xml.read(text)
    assert isinstance(first, Sighting)
    assert (first.at, dict(first.told).get("port")) == (None, None)


def test_a_host_with_thousands_of_ports_keeps_the_first() -> None:
    port = '<port protocol="tcp" portid="{}"><state state="open"/></port>'
    first, _ = nmap_xml.read(XML.replace("<ports>", "<ports>" + "".join(map(port.format, range(5_000)))))
    assert isinstance(first, Sighting)
    assert len([name for name, _ in first.told if name == "port"]) == nmap_xml.MOST_PORTS


def test_a_file_without_a_host_costs_no_memory_however_many_elements_it_has() -> None:
    text = "<nmaprun>" + "<x/>" * 300_000 + "</nmaprun>"
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert list(nmap_xml.read(text)) == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < 8_000  # KiB; a tree takes 25,000


@given(st.text(max_size=200) | st.integers(0, len(XML)).map(lambda end: XML[:end]))
def test_no_text_makes_it_raise(text: str) -> None:
    assert all(found.line >= 1 for found in nmap_xml.read(text))
