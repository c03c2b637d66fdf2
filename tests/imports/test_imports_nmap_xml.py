"""nmap's XML: what it saw is kept, what it guessed is not."""

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


def test_entities_are_not_expanded() -> None:
    bomb = XML.replace("<!DOCTYPE nmaprun>", '<!DOCTYPE nmaprun [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>')
    found = list(nmap_xml.read(bomb.replace('name="cam-foyer"', 'name="cam"').replace("<ports>", "&b;<ports>")))
    assert isinstance(found[0], Sighting)
    assert dict(found[0].told)["hostname"] == "cam"


@given(st.text(max_size=200) | st.integers(0, len(XML)).map(lambda end: XML[:end]))
def test_no_text_makes_it_raise(text: str) -> None:
    assert all(found.line >= 1 for found in nmap_xml.read(text))
