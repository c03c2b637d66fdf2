"""nmap's XML (`-oX`): addresses, MACs, names and open ports. What nmap guesses of products is no evidence here.

Source: nmap.dtd (elements host, status, address, hostnames, ports) and the man page on -oX.
"""

from collections.abc import Iterator

from lxml import etree

from scanner.imports.sighting import Fault, Found, Sighting, address_of, mac_of, told

MOST_PORTS = 256


def read(text: str) -> Iterator[Found]:
    """Read the hosts that were up. A file that breaks off gives what came before, and a fault."""
    parser = etree.XMLPullParser(
        ("end",), tag="host", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    line = 1
    try:
        for start in range(0, len(text), 65_536):
            parser.feed(text[start : start + 65_536].encode())
            for _, element in parser.read_events():
                assert isinstance(element, etree._Element)
                number = element.sourceline
                line = number if isinstance(number, int) else line
                found = _host(element, line)
                element.clear()  # a scan of a /16 does not fit into memory
                if found:
                    yield found
        parser.close()
    except etree.XMLSyntaxError as error:
        yield Fault(error.lineno or line, f"the XML breaks off: {error.msg}")


def _host(element: etree._Element, line: int) -> Found | None:
    status = element.find("status")
    if status is not None and status.get("state") != "up":
        return None
    kinds = {item.get("addrtype", ""): item.get("addr", "") for item in element.findall("address")}
    address = address_of(kinds.get("ipv4", "") or kinds.get("ipv6", ""))
    if not address:
        return Fault(line, "a host without an IP address")
    name = element.find("hostnames/hostname")
    ports = [
        f"{port.get('portid')}/{port.get('protocol')}"
        for port in element.findall("ports/port")
        if (state := port.find("state")) is not None and state.get("state") == "open"
    ]
    values = told(mac=mac_of(kinds.get("mac", "")), hostname=name.get("name", "") if name is not None else "")
    values += tuple(("port", port) for port in ports[:MOST_PORTS])
    seen = element.get("endtime", "") or element.get("starttime", "")
    return Sighting(line, address, values, f"host {address}", float(seen) if seen.isdecimal() else None)
