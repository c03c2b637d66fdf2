"""Exchanges and observations of a whole scan -> devices. The same input gives the same devices, byte for byte."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from scanner.fingerprint.compile import Compiled
from scanner.identify.grouping import joined, one_device
from scanner.identify.marks import marks_of
from scanner.identify.oui import is_global
from scanner.identify.resolve import Identifier, Identity
from scanner.identify.serials import is_telling
from scanner.identify.targets import Heard, by_target
from scanner.identify.unnamed import TELLING
from scanner.identify.unnamed import is_telling as is_telling_of_kind
from scanner.model.claim import Kind
from scanner.model.device import Device, Evidence, Service
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.vocabulary import Channel, channel_of

MAX_EVIDENCE_TEXT = 300
# Shown even where no fingerprint reads them: what a person would look at first.
_WORTH_SHOWING = frozenset({Channel.LABEL, Channel.SERVER, Channel.FIRMWARE, Channel.MAC, Channel.CERTIFICATE})
# Of a device that nobody could name also what tells its like from others, each value once, and no more than this.
MAX_KEPT_UNNAMED = 40
_NOT_A_PROTOCOL = frozenset({"mac", "dhcp", "tcp"})
_HOSTNAMES = ("onvif.hostname", "dhcp.hostname", "mdns.host")


def devices_from(
    exchanges: Iterable[Exchange], observations: Iterable[Observation], compiled: Compiled, site: str
) -> tuple[Device, ...]:
    """Return the devices, in the order of their addresses. Targets that never answered are none."""
    identifier = Identifier(compiled)
    heard = [(item, identifier.identify(item.observations)) for item in by_target(exchanges, observations)]
    known = {id(item): identity for item, identity in heard}
    devices = []
    for group in one_device(heard):
        whole = joined(group)
        identity = known[id(whole)] if id(whole) in known else identifier.identify(whole.observations)
        doubles = [double.members[0].targets[0] for double in group.doubles]
        devices.append(_device(whole, identity, doubles, site))
    return tuple(devices)


def device_id(site: str, target: Target, twin: str = "") -> str:
    """Return the id of the device at a target: it depends on nothing that is learned later.

    `twin` tells it from the one that shares its address.
    """
    place = f"{site}\n{target}\n{twin}" if twin else f"{site}\n{target}"
    return "d-" + hashlib.sha256(place.encode()).hexdigest()[:10]


def _device(heard: Heard, identity: Identity, doubles: Sequence[Target], site: str) -> Device:
    observations = sorted(set(heard.observations), key=_order)
    return Device(
        id=device_id(site, heard.targets[0], heard.twin),
        ids=_ids(identity, observations),
        targets=heard.targets,
        mac=identity.macs[0] if identity.macs else None,
        hostname=_hostname(observations),
        kind=identity.kind,
        brand=identity.brand,
        manufacturer=identity.manufacturer,
        model=identity.model,
        firmware=identity.firmware,
        serial=identity.serial,
        services=_services(observations),
        evidence=_evidence(observations, identity),
        first_seen=heard.first_seen or 0.0,
        last_seen=heard.last_seen or 0.0,
        marks=marks_of(heard, doubles),
    )


def _hostname(observations: Sequence[Observation]) -> str | None:
    """Return the host name from whoever knows it best."""
    for field in _HOSTNAMES:
        if found := next((item.value for item in observations if item.field == field and item.value), None):
            return found
    return None


def _ids(identity: Identity, observations: Iterable[Observation]) -> tuple[str, ...]:
    serial = identity.serial.value if identity.serial else None
    ids = [f"serial:{serial}"] if serial and is_telling(serial) else []
    ids += [f"mac:{mac}" for mac in identity.macs if is_global(mac)]
    ids += sorted({f"epr:{item.value}" for item in observations if item.field == "wsd.endpoint_reference"})
    return tuple(ids)


def _services(observations: Iterable[Observation]) -> tuple[Service, ...]:
    """Return the endpoints with what was found there; `unknown` where nothing that spoke could be read."""
    found: dict[Endpoint, set[str]] = defaultdict(set)
    for item in observations:
        protocol = item.field.partition(".")[0]
        if item.endpoint.transport in ("arp", "record"):
            continue
        if protocol == "tcp":
            found[item.endpoint] |= set()
        elif protocol not in _NOT_A_PROTOCOL:
            found[item.endpoint].add(protocol)
    return tuple(
        Service(endpoint, protocol) for endpoint in sorted(found) for protocol in sorted(found[endpoint]) or ["unknown"]
    )


def _evidence(observations: Sequence[Observation], identity: Identity) -> tuple[Evidence, ...]:
    by_observation: dict[Observation, set[str]] = defaultdict(set)
    for match in identity.matches:
        for item in match.observations:
            by_observation[item].add(match.fingerprint)
    telling = _telling(observations) if _is_nobodys(identity) else set()
    return tuple(
        Evidence(item.field, _short(item.value), item.endpoint, item.exchange, tuple(sorted(by_observation[item])))
        for item in observations
        if item in by_observation or channel_of(item.field) in _WORTH_SHOWING or item in telling
    )


def _is_nobodys(identity: Identity) -> bool:
    return identity.manufacturer is None and identity.brand is None and identity.kind.value != Kind.OTHER


def _telling(observations: Iterable[Observation]) -> set[Observation]:
    """Return the first observation of each value in a telling field, the most telling fields first."""
    firsts: dict[tuple[str, str], Observation] = {}
    for item in observations:
        if is_telling_of_kind(item.field, item.value):
            firsts.setdefault((item.field, item.value), item)
    ordered = sorted(firsts.values(), key=lambda item: -TELLING[item.field])
    return set(ordered[:MAX_KEPT_UNNAMED])


def _short(text: str) -> str:
    return text if len(text) <= MAX_EVIDENCE_TEXT else text[: MAX_EVIDENCE_TEXT - 1] + "…"


def _order(item: Observation) -> tuple[Endpoint, str, str, str]:
    return item.endpoint, item.field, item.value, item.exchange
