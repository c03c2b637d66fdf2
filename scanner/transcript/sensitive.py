"""What in a transcript tells where it was made, of which units and by whom: a shared copy must not hold it."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import AddressValueError, IPv6Address, ip_address, ip_network
from typing import Any

from scanner.transcript import answers
from scanner.transcript.chain import Record
from scanner.transcript.names import BARE_MAC, NAMED, given_names, host_labels, unit_ids, unit_uuids
from scanner.transcript.secret import Kind, Secret, name_secret, octets_of, serial_secret, spellings

# Keys whose values are the transcript's own words, never a device's or a person's.
STRUCTURE = frozenset(
    {"type", "format", "phase", "id", "protocol", "outcome", "profile", "tool_version", "fingerprints_version"}
)
ABOUT_PEOPLE = ("site", "operator", "authority")

_SHORTEST = 4

_OCTETS = rb"(?:\.\d{1,3})"
_PRIVATE = re.compile(
    rb"(?<![\d.vV])(?:(?:10|127)" + _OCTETS + rb"|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))"
    + _OCTETS + rb"{2}(?!\.?\d)"
)  # fmt: skip
# A public address looks like a version: it counts in a URL, a session description and our own words only.
_PUBLIC = re.compile(rb"(?:(?<=//)|(?<=IN IP4 ))\d{1,3}" + _OCTETS + rb"{3}(?!\.?\d)")
_ANY = re.compile(rb"(?<![\d.])\d{1,3}" + _OCTETS + rb"{3}(?!\.?\d)")
_IPV6 = re.compile(rb"(?<![0-9A-Za-z:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Za-z:.])")
_OWN_IPV6 = tuple(ip_network(text) for text in ("fe80::/10", "fc00::/7", "2000::/3"))
_PAIR = rb"[0-9A-Fa-f]{2}"
_MAC = re.compile(
    rb"(?<![0-9A-Fa-f:-])" + _PAIR + rb"([:-])" + _PAIR + rb"(?:\1" + _PAIR + rb"){4}(?![0-9A-Fa-f:-])"
    rb"|" + _PAIR + rb"(?:%3[Aa]" + _PAIR + rb"){5}"
)  # fmt: skip
# Twelve digits with a letter among them, anywhere: nonces and hashes are longer.
_LIKE_A_MAC = re.compile(rb"(?<![0-9A-Fa-f])(?=[0-9]{0,11}[A-Fa-f])[0-9A-Fa-f]{12}(?![0-9A-Fa-f])")
# Serials stand in realms: `Login to <serial>`, `IP Camera(<tail>)`, `DS-<eight digits>`.
REALM_SERIAL = re.compile(r"\(([A-Z0-9]{5})\)|\b([0-9A-Za-z]*\d[0-9A-Za-z]{7,})\b")
# Bosch names a camera by its serial number: `BOSCH-` and eighteen digits.
_LONG_NUMBER = re.compile(r"(?<!\d)\d{10,}(?!\d)")
_SUBJECT_SERIAL = re.compile(r"SERIALNUMBER=([^,+]+)", re.IGNORECASE)
_PROPERTY_SERIAL = re.compile(r" \w*serial\w*=(.+)", re.IGNORECASE)
_SUBJECT_MAIL = re.compile(r"EMAILADDRESS=([^,+\s]+@[^,+\s]+)", re.IGNORECASE)
_COMMON_NAME = re.compile(r"(?:^|[,+])CN=([^,+]+)", re.IGNORECASE)
_HOST_NAME = re.compile(r"(?!www\.)(?:\*\.)?[0-9a-z_-]+(?:\.[0-9a-z_-]+)*\.[a-z][0-9a-z-]*", re.IGNORECASE)
_URL_HOST = re.compile(r"//(?:[^/@?#]*@)?([^/:\[\]@?#]+)")
_CONTACT = re.compile(rb"(?m)^User-Agent: camscan/\S+ \(\+(.+)\)\r?$")
_MODEL_FIELDS = (".model", ".hardware")
_NUMBERED = ("wsd.scope", "ssdp.", "tls.s", "http.title", "onvif.hostname", "finder.name", "mdns.")
# Words that many devices say and no site is known by, and where the factory is.
_COMMON = frozenset(
    {"camera", "cameras", "ipcamera", "ipcam", "network", "video", "recorder", "device", "default", "unknown", "none"}
    | {"(none)", "localhost", "admin", "login", "http", "https", "html", "onvif", "rtsp", "digest", "basic", "realm"}
    | {"server", "service", "hangzhou", "shenzhen", "china", "taiwan"}
)


class Search:
    """Goes through a transcript's records and collects what is sensitive in them."""

    def __init__(self) -> None:
        self._addresses: set[bytes] = set()  # where something was asked: never a version
        self._mentioned: set[bytes] = set()
        self._versions: set[bytes] = set()
        self._macs: set[bytes] = set()
        self._uuids: set[str] = set()
        self._serials: set[str] = set()
        self._names: set[str] = set()
        self._certified: dict[str, set[str]] = {}
        self._models: set[str] = set()
        self._asked: dict[str, str] = {}

    def take(self, record: Record, raw: Mapping[str, bytes]) -> None:
        """Search one record; `raw` holds the bytes of its `sent` and `received`."""
        for data in raw.values():
            self._in_answer(answers.shown(answers.blanked(data)))
        for match in _CONTACT.finditer(raw.get("sent", b"")):
            self._names.add(match[1].decode("latin-1"))
        self._in_strings({key: value for key, value in record.items() if key not in STRUCTURE and key not in raw})
        self._names.update(str(record.get(key, "")) for key in ABOUT_PEOPLE if record.get("type") == "scan")
        self._names.add(record.get("details", {}).get("file", ""))
        self._addresses.update(_endpoints(record))
        if "target" in record:
            self._asked[record["id"]] = record["target"][0]
        device = self._asked.pop(record["id"], "") if "observations" in record else ""
        for name, value in record.get("observations", ()):
            self._in_observation(name, value, device)

    def forms(self) -> dict[bytes, Secret]:
        """Return every spelling that was or may be written, in lower case, and what it stands for."""
        found: dict[bytes, Secret] = {}
        for secret in self._secrets():
            for form in spellings(secret):
                found.setdefault(form.lower(), secret)
        return found

    def _secrets(self) -> Iterator[Secret]:
        for address in sorted(self._addresses | (self._mentioned - self._versions)):
            if kind := _kind_of_address(address):
                yield Secret(kind, address.lower())
        yield from (Secret("mac", mac) for mac in sorted(self._macs))
        yield from (Secret("uuid", value.lower().encode()) for value in sorted(self._uuids))
        yield from (found for value in sorted(self._serials) if (found := serial_secret(value, self._models)))
        certified = {name for name, devices in self._certified.items() if len(devices) == 1}
        for name in sorted(self._names | certified):
            if len(name) >= _SHORTEST and name.lower() not in _COMMON and name not in self._models:
                yield name_secret(name)

    def _in_answer(self, data: bytes) -> None:
        self._in_bytes(data)
        self._serials.update(answers.identities(data))
        self._names.update((*answers.names(data), *host_labels(data)))

    def _in_strings(self, value: Any) -> None:
        if isinstance(value, str):
            self._in_bytes(octets_of(value))
        elif isinstance(value, list):
            for item in value:
                self._in_strings(item)
        elif isinstance(value, dict):
            for item in value.values():
                self._in_strings(item)

    def _in_bytes(self, data: bytes) -> None:
        for pattern in (_PRIVATE, _PUBLIC):
            self._mentioned.update(match[0] for match in pattern.finditer(data))
        self._mentioned.update(match[0] for match in _IPV6.finditer(data) if _is_own_ipv6(match[0]))
        for pattern in (_MAC, _LIKE_A_MAC):
            for match in pattern.finditer(data):
                self._mac(match[0])

    def _mac(self, text: bytes) -> None:
        digits = re.sub(rb"%3[Aa]|[:-]", b"", text).lower()
        if digits not in (b"0" * 12, b"f" * 12):
            self._macs.add(digits)

    def _in_observation(self, name: str, value: str, device: str) -> None:
        last = name.rpartition(".")[2]
        if last in ("firmware", "version"):
            self._versions.update(match[0] for match in _PRIVATE.finditer(octets_of(value)))
        if name.endswith(_MODEL_FIELDS):
            self._models.add(value)
        if name in NAMED or last in ("serial", "realm", "subject", "issuer", "san"):
            for match in BARE_MAC.finditer(value):
                self._mac((match[1] or match[2]).encode())
        self._unit(name, last, value)
        self._name(name, value, device)

    def _unit(self, name: str, last: str, value: str) -> None:
        """Collect serials and identifiers of the unit."""
        self._uuids.update(unit_uuids(name, value))
        self._serials.update(unit_ids(name, value))
        if name.startswith(_NUMBERED):
            self._serials.update(_LONG_NUMBER.findall(value))
        if last == "serial":
            self._serials.add(value)
        elif last == "realm":
            self._serials.update(next(filter(None, match.groups())) for match in REALM_SERIAL.finditer(value))
        elif last in ("subject", "issuer"):
            self._serials.update(match[1] for match in _SUBJECT_SERIAL.finditer(value))
        elif name == "http.property":
            self._serials.update(match[1] for match in _PROPERTY_SERIAL.finditer(value))

    def _name(self, name: str, value: str, device: str) -> None:
        """Collect names of hosts, places and people."""
        self._names.update(given_names(name, value))
        if name == "wsd.scope.location" and not value.lower().startswith("country/"):
            self._names.add(value.rpartition("/")[2])
        elif name in ("wsd.xaddr", "http.redirect"):
            self._names.update(host for host in _URL_HOST.findall(value) if _HOST_NAME.fullmatch(host))
        elif name in ("tls.subject", "tls.san"):
            self._names.update(_SUBJECT_MAIL.findall(value))
            for host in (value,) if name == "tls.san" else _COMMON_NAME.findall(value):
                self._certificate_name(host, device)

    def _certificate_name(self, host: str, device: str) -> None:
        try:
            self._mentioned.add(str(ip_address(host)).encode())
        except ValueError:
            if _HOST_NAME.fullmatch(host):  # a name that several units show is the factory's
                self._certified.setdefault(host, set()).add(device)


def _endpoints(record: Record) -> Iterator[bytes]:
    """Yield the addresses that the record's structure and our own words name."""
    if "endpoint" in record:
        yield from (octets_of(record["endpoint"][1]), octets_of(record["target"][0]))
    for key in ("open", "refused"):
        yield from (octets_of(endpoint[1]) for endpoint in record.get(key, ()))
    own_words = [*record.get("details", {}).values(), *record.get("blind_spots", ())]
    own_words += [words for link in record.get("links", ()) for words in (link["subnet"], link["off_because"])]
    own_words += [limit["advice"] for limit in record.get("limits", ())]
    for words in own_words:
        yield from (octets_of(words), *_ANY.findall(octets_of(words)))


def _kind_of_address(text: bytes) -> Kind | None:
    try:
        return "ipv4" if ip_address(text.decode("latin-1")).version == 4 else "ipv6"
    except ValueError:
        return None  # such as 10.1.2.999: no address, and nobody's secret


def _is_own_ipv6(text: bytes) -> bool:
    try:
        address = IPv6Address(text.decode("ascii"))
    except AddressValueError:
        return False
    return any(address in network for network in _OWN_IPV6)
