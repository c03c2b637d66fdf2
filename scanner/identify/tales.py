"""What one exchange tells of who speaks: serial numbers, MAC addresses, a reference, a model."""

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.codec.scopes import normal_mac
from scanner.identify.oui import is_global
from scanner.identify.serials import is_telling
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.vocabulary import MAC_FIELDS

_SERIALS = frozenset(
    {
        "sadp.serial",
        "dhip.serial",
        "finder.serial",
        "wsd.scope.serial",
        "ssdp.serial",
        "onvif.device.serial",
        "http.axis.serial",
    }
)
_MODELS = frozenset(
    {
        "sadp.model",
        "dhip.model",
        "tdp.model",
        "finder.model",
        "wsd.scope.hardware",
        "ssdp.model",
        "onvif.device.model",
        "http.axis.model",
    }
)
_REFERENCE, _HARDWARE = "wsd.endpoint_reference", "wsd.scope.hardware"
# VRRP's shared addresses (RFC 5798 clause 7.3): two routers take turns at them.
_SHARED_MAC = "00:00:5e:"


@dataclass(frozen=True, slots=True)
class Tale:
    """What one exchange tells of who speaks. References count of cameras only: a computer has several.

    `framed` are the MAC addresses of `macs` that frames or ARP told; `worded` are all that stand beside an answer.
    """

    exchange: str
    protocol: str
    serials: frozenset[str]
    macs: frozenset[str]
    framed: frozenset[str]
    worded: frozenset[str]
    references: frozenset[str]
    models: frozenset[str]

    @property
    def order(self) -> tuple[int, str, list[str], list[str], list[str], list[str]]:
        """The fullest first, and then by what is told: never by the order in which it came."""
        full = -bool(self.serials) - bool(self.macs)
        told = (sorted(each) for each in (self.macs, self.serials, self.references, self.models))
        return full, self.protocol, *told  # type: ignore[return-value]


def tale_of(exchange: Exchange, seen: Iterable[Observation]) -> Tale | None:
    """Return what an exchange tells of who speaks; None where it tells nothing that only one device has."""
    seen = tuple(seen)
    serials, macs = serials_in(seen), told_macs(seen)
    is_camera = any(item.field == _HARDWARE for item in seen)
    told = (reference_key(item.value) for item in seen if item.field == _REFERENCE and is_camera)
    references = frozenset(filter(None, told))
    if not (serials or macs or references):
        return None
    below = exchange.endpoint.transport == "arp"
    framed = macs if below else macs & {normal_mac(exchange.details.get("frame_mac", ""))}
    worded = frozenset[str]() if below else macs
    return Tale(exchange.id, exchange.protocol, serials, macs, framed, worded, references, models_in(seen))


def serials_in(observations: Iterable[Observation]) -> frozenset[str]:
    """Return the serial numbers that were told, placeholders left out, in capitals."""
    return frozenset(item.value.upper() for item in observations if item.field in _SERIALS and is_telling(item.value))


def models_in(observations: Iterable[Observation]) -> frozenset[str]:
    """Return the models that were told, as written."""
    return frozenset(item.value for item in observations if item.field in _MODELS and item.value)


def told_macs(observations: Iterable[Observation]) -> frozenset[str]:
    """Return the MAC addresses that makers gave, of those that were told; not those that routers take turns at."""
    written = (normal_mac(item.value) for item in observations if item.field in MAC_FIELDS)
    return frozenset(mac for mac in written if mac and is_own(mac))


def is_own(mac: str) -> bool:
    """Whether a MAC address can be one device's only."""
    return is_global(mac) and not mac.startswith(_SHARED_MAC)


def reference_key(reference: str) -> str:
    """Return an endpoint reference without what devices write differently from answer to answer: prefix and case."""
    return reference.strip().lower().removeprefix("urn:").removeprefix("uuid:")
