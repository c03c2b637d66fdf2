"""nmap's XML (`-oX`): addresses, MACs, names and open ports. What nmap guesses of products is no evidence here.

Source: nmap.dtd (elements host, status, address, hostnames, ports) and the man page on -oX.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from scanner.imports.sighting import Fault, Found, Sighting, address_of, mac_of, seconds_of, told

MOST_PORTS = 256
_PIECE = 65_536
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PORT = re.compile(r"[0-9]{1,5}/(?:tcp|udp|sctp)")


def read(text: str) -> Iterator[Found]:
    """Read the hosts that were up. A file that breaks off gives what came before, and a fault.

    nmap declares no entities: a file that does is somebody's trick, and none of it is read.
    """
    if "<!ENTITY" in text:
        yield Fault(
            text[: text.index("<!ENTITY")].count("\n") + 1, "the XML declares entities, which nmap's never does"
        )
        return
    hosts = _Hosts()
    parser = etree.XMLParser(
        target=hosts, encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for hosts.line, match in enumerate(_LINE.finditer(text), 1):
            for start in range(match.start(), match.end(), _PIECE):
                parser.feed(text[start : min(start + _PIECE, match.end())].encode())
                yield from hosts.taken()
        parser.close()
    except etree.XMLSyntaxError as error:
        yield from hosts.taken()
        yield Fault(error.lineno or hosts.line, f"the XML breaks off: {error.msg}")


@dataclass(slots=True)
class _Host:
    line: int
    seen: str
    state: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    name: str = ""
    port: str = ""
    open_ports: dict[str, None] = field(default_factory=dict)

    def take(self, tag: str, said: Mapping[str, str]) -> None:
        """Take the attributes of an element inside; the first of a kind counts."""
        if tag == "status":
            self.state = self.state or said.get("state", "")
        elif tag == "address":
            self.addresses.setdefault(said.get("addrtype", "")[:4], said.get("addr", "")[:64])
        elif tag == "hostname":
            self.name = self.name or said.get("name", "")
        elif tag == "port":
            self.port = f"{said.get('portid', '')}/{said.get('protocol', '')}"
        elif tag == "state" and said.get("state") == "open" and len(self.open_ports) < MOST_PORTS:
            self.open_ports |= dict.fromkeys(_PORT.findall(self.port))

    def found(self) -> Found | None:
        """Return the sighting, the fault, or None for a host that was down."""
        if self.state not in ("", "up"):
            return None
        address = address_of(self.addresses.get("ipv4", "") or self.addresses.get("ipv6", ""))
        if not address:
            return Fault(self.line, "a host without an IP address")
        values = told(mac=mac_of(self.addresses.get("mac", "")), hostname=self.name)
        values += tuple(("port", port) for port in self.open_ports)
        return Sighting(self.line, address, values, f"host {address}", seconds_of(self.seen))


class _Hosts:
    """Takes elements as they are parsed and holds one host at a time: a scan of a /16 does not fit into memory."""

    def __init__(self) -> None:
        self.line = 1
        self._host: _Host | None = None
        self._found: list[Found] = []

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        """Take the beginning of an element."""
        if self._host is None and tag != "host":
            return
        said = {str(name): str(value) for name, value in attrib.items()}
        if self._host:
            self._host.take(str(tag), said)
        else:
            self._host = _Host(self.line, said.get("endtime", "") or said.get("starttime", ""))

    def end(self, tag: str | bytes) -> None:
        """Take the end of an element."""
        if tag == "host" and self._host:
            if found := self._host.found():
                self._found.append(found)
            self._host = None

    def data(self, data: str | bytes) -> None:
        """Pass over text: nmap says everything in attributes."""

    def comment(self, text: str | bytes) -> None:
        """Pass over a comment."""

    def close(self) -> None:
        """Take the end of the file."""

    def taken(self) -> list[Found]:
        """Return what was found since the last call."""
        found, self._found = self._found, []
        return found
