"""What in a device's words is its own: serial numbers, MAC addresses, host names, places."""

from collections.abc import Iterable, Iterator, Mapping

from scanner.codec.scopes import normal_mac
from scanner.fingerprint.common import is_common
from scanner.fingerprint.general import Own
from scanner.model.vocabulary import MAC_FIELDS
from scanner.transcript.secret import Secret
from scanner.transcript.sensitive import REALM_SERIAL

_SHORTEST = 4
_SHORTEST_SERIAL = 5
_ALONE_BELOW = 8
_FEWEST_DIGITS = 3
_WORDS = {"ipv4": "address", "ipv6": "address", "mac": "mac", "uuid": "uuid", "hex": "hex"}
_NAME_FIELDS = frozenset({"onvif.hostname", "ssdp.name", "mdns.host", "dhcp.hostname"})
_PLACE = "wsd.scope.location"


def own_of(said: Iterable[tuple[str, str]]) -> tuple[Own, ...]:
    """Return a device's own values by what it said, field and value."""
    return tuple(dict.fromkeys(item for field, value in said for item in _own(field, value)))


def _own(field: str, value: str) -> Iterator[Own]:
    if field in MAC_FIELDS:
        yield from own_mac(value)
    elif field.rpartition(".")[2] == "serial":
        yield from own_serial(value)
    elif field.endswith("challenge.realm"):
        for found in REALM_SERIAL.finditer(value):
            yield from own_serial(found[1] or found[2])
    elif field in _NAME_FIELDS and len(value) >= _SHORTEST:
        yield Own(value, "name", alone=value.isalnum())
    elif field == _PLACE and not value.lower().startswith("country/"):
        place = value.rpartition("/")[2]
        if len(place) >= _SHORTEST and not is_common(place):
            yield Own(place, "name", alone=place.isalnum())


def own_mac(value: str) -> Iterator[Own]:
    """Yield a MAC address in its spellings."""
    mac = normal_mac(value)
    if mac:
        yield from (Own(mac.replace(":", mark), "mac") for mark in (":", "-", "", "%3A"))


def own_serial(value: str) -> Iterator[Own]:
    """Yield a serial number, unless it is a placeholder."""
    if len(value) >= _SHORTEST_SERIAL and len(set(value)) > 1 and any(map(str.isdigit, value)):
        yield Own(value, "serial", alone=len(value) < _ALONE_BELOW)


def own_secrets(forms: Mapping[bytes, Secret], texts: Iterable[str]) -> tuple[Own, ...]:
    """Return what a whole transcript's search found sensitive and these texts hold."""
    said = "\n".join(texts).lower()
    found = ((_text(form), secret) for form, secret in forms.items())
    return tuple(Own(text, _word(secret), alone=secret.alone) for text, secret in found if text and text in said)


def _text(form: bytes) -> str:
    try:
        return form.decode()
    except UnicodeDecodeError:
        return ""  # an address as a certificate packs it: no text holds it


def _word(secret: Secret) -> str:
    digits = sum(chr(byte).isdigit() for byte in secret.value)
    return _WORDS.get(secret.kind) or ("serial" if digits >= _FEWEST_DIGITS else "name")
