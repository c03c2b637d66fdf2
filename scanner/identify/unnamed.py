"""Devices that nobody could name, grouped by what they share: one fingerprint may name a whole group.

A trait is a field and what stands there, without what is the unit's own. Devices that say exactly the same stand
together; then a smaller set joins the larger one that it is most like, if nothing telling speaks against it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scanner.fingerprint.common import (
    is_common,
    is_common_header_list,
    is_common_method_list,
    is_standard_namespace,
)
from scanner.fingerprint.general import Own, generalised
from scanner.fingerprint.own import own_of
from scanner.fingerprint.registry import Registry
from scanner.identify.oui import is_global
from scanner.identify.targets import target_order
from scanner.model.claim import Claim
from scanner.model.device import Device, Evidence
from scanner.model.endpoint import Target

REGISTRANT = "registrant of the MAC block"

# How telling a field is. What devices say in the fields of weight 1 is shared by half of all; it joins nothing alone.
TELLING: Mapping[str, int] = {
    "onvif.device.manufacturer": 6,
    "ssdp.manufacturer": 6,
    "dhip.vendor": 6,
    "dhip.manufacturer": 6,
    "http.favicon.mmh3": 5,
    "tcp.banner": 4,
    "ftp.banner": 4,
    "telnet.banner": 4,
    "http.challenge.realm": 4,
    "rtsp.challenge.realm": 4,
    "onvif.challenge.realm": 3,
    "http.title": 3,
    "http.server": 3,
    "rtsp.server": 3,
    "rtsp.sdp.tool": 3,
    "wsd.scopes": 3,
    "tls.subject": 3,
    "tls.issuer": 3,
    "ssdp.server": 3,
    "ssdp.model": 3,
    "sadp.type": 3,
    "dhip.method": 3,
    "tdp.type": 3,
    "finder.protocol": 3,
    "mdns.service": 3,
    "http.cookie": 3,
    "onvif.namespace": 3,
    "onvif.service": 3,
    REGISTRANT: 3,
    "wsd.scope.name": 2,
    "wsd.scope.hardware": 2,
    "onvif.device.model": 2,
    "http.header_names": 2,
    "http.redirect": 2,
    "http.challenge.nonce_form": 2,
    "rtsp.challenge.nonce_form": 1,
    "http.challenge.parameters": 1,
    "rtsp.challenge.parameters": 1,
    "rtsp.sdp.session": 1,
    "rtsp.header_names": 1,
    "rtsp.public": 1,
    "rtsp.date_form": 1,
    "wsd.endpoint_reference.form": 1,
    "onvif.fault": 1,
}
# Fields in which one kind of device differs from unit to unit or from model to model: that speaks for no other maker.
_MAY_DIFFER = frozenset(
    {"wsd.scope.name", "wsd.scope.hardware", "onvif.device.model", "ssdp.model", "tls.subject", "tls.issuer"}
    | {REGISTRANT}
)  # fmt: skip
_NAMESPACES = frozenset({"onvif.namespace", "onvif.service"})
# Hashes, lists and forms: nothing in them is one unit's.
_WHOLE = re.compile(r"http\.favicon\.|.*\.(?:header_names|public|parameters|nonce_form|date_form|form|fault)$")
_LISTS = {"header_names": is_common_header_list, "public": is_common_method_list}
_WORDS = frozenset({"server", "title", "realm", "banner", "name", "tool", "session"})
_ENOUGH = 5  # so much telling must be shared to join what does not say exactly the same
_SAME_PART = 0.7  # of what both say in the same fields

_LEAST = 1

Trait = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Devices alike. `shared` counts, for each trait that most of them show, how many do, the most telling first."""

    devices: tuple[Device, ...]
    shared: tuple[tuple[Trait, int], ...]
    registrants: tuple[tuple[str, int], ...]


def is_unnamed(device: Device) -> bool:
    """Whether nobody could say who made a device or whose label it wears. Rivals that stand level are names, too."""
    return not _names(device.manufacturer) and not _names(device.brand)


def unnamed_groups(devices: Iterable[Device], registry: Registry) -> tuple[Group, ...]:
    """Group the devices that nobody could name, the largest group first."""
    same: dict[frozenset[Trait], list[Device]] = defaultdict(list)
    for device in devices:
        if is_unnamed(device):
            same[traits_of(device, registry)].append(device)
    groups: list[tuple[frozenset[Trait], list[Device]]] = []
    for traits, alike in sorted(same.items(), key=lambda pair: (-len(pair[1]), -_weight(pair[0]), sorted(pair[0]))):
        joined = max(groups, key=lambda group: _likeness(group[0], traits), default=None)
        if joined is not None and _likeness(joined[0], traits) > 0:
            joined[1].extend(alike)
        else:
            groups.append((traits, list(alike)))
    made = [_group(alike, registry) for _, alike in groups]
    return tuple(sorted(made, key=_largest_first))


def traits_of(device: Device, registry: Registry) -> frozenset[Trait]:
    """Return a device's traits: what it said in telling fields, and who registered its MAC block."""
    own = own_of_device(device)
    said = {(item.field, _shown(item, own)) for item in device.evidence if is_telling(item.field, item.value)}
    registrant = registrant_of(device, registry)
    return frozenset(said | ({(REGISTRANT, registrant)} if registrant else set()))


def _shown(item: Evidence, own: Sequence[Own]) -> str:
    return item.value if _WHOLE.match(item.field) else generalised(item.value, own).shown


def is_telling(field: str, value: str) -> bool:
    """Whether what stands in a field may tell a device's like from others: a standard's namespace never does."""
    return field in TELLING and not (field in _NAMESPACES and is_standard_namespace(value))


def registrant_of(device: Device, registry: Registry) -> str | None:
    """Return who registered the block of the device's MAC address; None where no maker gave it."""
    return registry.registrant(device.mac) if device.mac and is_global(device.mac) else None


def own_of_device(device: Device) -> Sequence[Own]:
    """Return what is the device's own in its words."""
    said = [(item.field, item.value) for item in device.evidence]
    said += [("mac", device.mac)] if device.mac else []
    said += [("onvif.hostname", device.hostname)] if device.hostname else []
    said += [("serial", device.serial.value)] if device.serial and device.serial.value else []
    addresses = (Own(target.address, "address") for target in device.targets)
    return [*own_of(said), *addresses]


def _largest_first(group: Group) -> tuple[int, int, tuple[bool, int, int, Target]]:
    telling = _weight(trait for trait, _ in group.shared)
    return -len(group.devices), -telling, target_order(group.devices[0].targets[0])


def _names(claim: Claim | None) -> bool:
    return claim is not None and bool(claim.value or claim.rivals)


def _likeness(one: frozenset[Trait], other: frozenset[Trait]) -> float:
    """Return how much two devices share of what both speak of; 0 where that is too little to be one kind."""
    shared = _weight(one & other)
    fields = {field for field, _ in one} & {field for field, _ in other} - _MAY_DIFFER
    agreed = {field for field, _ in one & other}
    against = sum(TELLING[field] for field in fields - agreed)
    if shared < _ENOUGH or shared < _SAME_PART * (shared + against):
        return 0
    return shared - against


def _weight(traits: Iterable[Trait]) -> int:
    return sum(weight_of(*trait) for trait in traits)


def weight_of(field: str, value: str) -> int:
    """Return how telling a trait is: least where half the world says the same."""
    last = field.rpartition(".")[2]
    is_usual = _LISTS.get(last) or (is_common if last in _WORDS else None)
    return _LEAST if is_usual and is_usual(value) else TELLING[field]


def _group(devices: Sequence[Device], registry: Registry) -> Group:
    counts = Counter(trait for device in devices for trait in traits_of(device, registry))
    most = [pair for pair in counts.items() if 2 * pair[1] > len(devices) and pair[0][0] != REGISTRANT]
    found = Counter(name for device in devices if (name := registrant_of(device, registry)))
    shared = sorted(most, key=lambda pair: (-pair[1], -weight_of(*pair[0]), pair[0]))
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    placed = sorted(devices, key=lambda device: target_order(device.targets[0]))
    return Group(tuple(placed), tuple(shared), tuple(ordered))
