"""What a field tells of one unit alone: names that people gave it, ids that the maker did. Models and makers stay."""

import re
from collections.abc import Iterator

from scanner.transcript.secret import octets_of

# Twelve digits that stand as a MAC address in a name, an id or a realm.
BARE_MAC = re.compile(r"(?<![0-9A-Za-z])(?i:mac)?([0-9A-Fa-f]{12})(?![0-9A-Za-z])|_([0-9A-Fa-f]{12})(?![0-9A-Za-z])")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_WRITTEN_MAC = re.compile(
    r"(?<![0-9a-f])(?:(?:[0-9a-f]{2}:){5}|(?:[0-9a-f]{2}-){5})[0-9a-f]{2}(?![0-9a-f])", re.IGNORECASE
)

_GIVEN = frozenset({"onvif.hostname", "ssdp.name", "finder.name", "dhip.name", "mdns.instance", "dhcp.hostname"})
_GIVEN |= {"record.hostname", "record.location"}
_IDENTITIES = frozenset({"wsd.endpoint_reference", "onvif.endpoint_reference", "ssdp.usn", "ssdp.udn"})
NAMED = _GIVEN | _IDENTITIES | {"mdns.host", "mdns.text"}

# Keys of TXT records whose values describe a product or a protocol, and no unit.
_OF_PRODUCTS = frozenset({"txtvers", "protovers", "vers", "version", "ver", "fw", "fwversion", "firmware", "swversion"})
_OF_PRODUCTS |= {"model", "mdl", "md", "ty", "product", "productname", "manufacturer", "mfg", "vendor", "brand", "type"}
_OF_PRODUCTS |= {"usb_mfg", "usb_mdl", "path", "api", "os", "features", "flags", "port", "https", "pdl", "rp", "qtotal"}
_OF_SERIALS = frozenset({"sn", "serial", "serialnumber", "serial_number", "id", "deviceid", "uid"})
# Words that makers write before a unit's MAC address: Axis, Arecont, DoorBird, and UPnP's basic device.
_OF_MAKERS = frozenset({"axis", "arecont", "doorstation", "upnp", "basicdevice", "video", "camera", "network"})
_ARECONT_TAIL = re.compile(r"(?<![0-9A-Za-z])AV[0-9A-F]{6}(?![0-9A-Za-z])")
_SCHEME = re.compile(r"^(?:urn:)?(?:uuid:)?", re.IGNORECASE)
_HOST_LABEL = re.compile(rb"[0-9A-Za-z-]{4,63}")
_WORDS = re.compile(r"[^\W_]+")


def given_names(field: str, value: str) -> list[str]:
    """Return what people may have called the unit."""
    if field in _GIVEN:
        return _own_words(value)
    if field == "mdns.host":
        return [name for label in value.removesuffix(".local").split(".") for name in _own_words(label)]
    if field == "mdns.text":
        key, _, told = value.partition("=")
        return [] if key.lower() in _OF_PRODUCTS | _OF_SERIALS else _own_words(told)
    return []


def unit_ids(field: str, value: str) -> list[str]:
    """Return ids of the unit that are no UUIDs."""
    found = _ARECONT_TAIL.findall(value) if field.startswith("mdns.") else []
    if field == "mdns.text":
        key, _, told = value.partition("=")
        found += [told] if key.lower() in _OF_SERIALS else []
    if field in _IDENTITIES and not _UUID.search(value) and not BARE_MAC.search(value):
        identity = _SCHEME.sub("", value.partition("::")[0])
        named = field.startswith("ssdp.") and identity == value.partition("::")[0]  # by its kind, not as a unit
        found += [] if named else [part for part in _WRITTEN_MAC.split(identity) if part]
        found += [re.sub("[:-]", "", address) for address in _WRITTEN_MAC.findall(identity)]
    return found


def unit_uuids(field: str, value: str) -> list[str]:
    """Return the UUIDs that stand for the unit."""
    return _UUID.findall(value) if field in _IDENTITIES else []


def host_labels(data: bytes) -> Iterator[str]:
    """Yield the hosts' names in a multicast DNS answer, also of those that no service stands on."""
    if data[:4] != b"\0\0\x84\0":
        return
    for start, length in enumerate(data):
        label, rest = data[start + 1 : start + 1 + length], data[start + 1 + length : start + 8 + length]
        ends = rest[:1] >= b"\xc0" or rest == b"\x05local\0"  # a pointer to what follows, or that itself
        if ends and length < 64 and _HOST_LABEL.fullmatch(label):
            yield from _own_words(label.decode("ascii"))


def _own_words(name: str) -> list[str]:
    """Return the whole name, or, where a MAC address stands in it, what else is neither a model nor a maker's word."""
    if not BARE_MAC.search(name) and not _ARECONT_TAIL.search(name):
        return [name]
    rest = _ARECONT_TAIL.sub(" ", BARE_MAC.sub(" ", name))
    return [word for word in _WORDS.findall(rest) if word.lower() not in _OF_MAKERS and not _tells_a_model(word)]


def _tells_a_model(word: str) -> bool:
    return any(map(str.isdigit, word)) or len(octets_of(word)) < 4
