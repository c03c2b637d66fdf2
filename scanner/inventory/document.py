"""The inventory as the document `camscan.inventory/1`: plain objects, in a fixed order. Shape: inventory/shape.py."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any

from scanner.inventory.shape import SCHEMA
from scanner.inventory.times import time_text
from scanner.model.claim import Claim, FirmwareClaim, Kind
from scanner.model.coverage import Coverage, LinkCoverage, LocalLimit, NetworkCoverage
from scanner.model.device import Device, Evidence, Service
from scanner.model.inventory import Inventory, ScanFacts

Document = dict[str, Any]

_NONE_UNLISTED: Mapping[Kind, int] = MappingProxyType({})
# No evidence of this kind makes a certainty, so the file never says 1.
_HIGHEST_CONFIDENCE = 0.9999


def to_document(
    inventory: Inventory, include_all: bool = False, unlisted: Mapping[Kind, int] = _NONE_UNLISTED
) -> Document:
    """Write an inventory as plain objects, video devices only unless `include_all`.

    `unlisted` counts devices that `inventory` itself lacks because it was read from a file that left them out
    (`restore.unlisted_devices`); they stay counted in the coverage.
    """
    listed = inventory.devices if include_all else inventory.video_devices
    return {
        "schema": SCHEMA,
        "scan": _scan(inventory.scan),
        "coverage": _coverage(inventory.coverage, _not_listed_by_default(inventory.devices, unlisted)),
        "devices": [_device(device) for device in sorted(listed, key=device_order)],
    }


def ordered(inventory: Inventory) -> Inventory:
    """Return the inventory with its devices in the order in which every report lists them."""
    return replace(inventory, devices=tuple(sorted(inventory.devices, key=device_order)))


def device_order(device: Device) -> tuple[Any, ...]:
    """Sort devices by address as a number, IPv4 first, then by the ports given with it, then by id."""
    targets = sorted((address_order(target.address), target.tcp_ports, target.udp_ports) for target in device.targets)
    return (targets, device.id)


def address_order(address: str) -> tuple[int, int]:
    """Sort addresses as numbers, IPv4 first."""
    parsed = ip_address(address)
    return parsed.version, int(parsed)


def _not_listed_by_default(devices: Iterable[Device], unlisted: Mapping[Kind, int]) -> dict[Kind, int]:
    counts = {Kind.OTHER: unlisted.get(Kind.OTHER, 0), Kind.UNKNOWN: unlisted.get(Kind.UNKNOWN, 0)}
    for device in devices:
        if not device.is_video:
            counts[device.counted_kind] += 1
    return counts


def _scan(scan: ScanFacts) -> Document:
    return {
        "id": scan.id,
        "started": time_text(scan.started),
        "finished": None if scan.ended is None else time_text(scan.ended),
        "complete": scan.complete,
        "site": scan.site,
        "operator": scan.operator,
        "authority": scan.authority,
        "targets": list(scan.targets),
        "excluded": list(scan.excluded),
        "profile": scan.profile,
        "public_allowed": scan.public_allowed,
        "tool_version": scan.tool_version,
        "fingerprints_version": scan.fingerprints_version,
        "transcript": {"sha256": scan.transcript_sha256, "head": scan.transcript_head},
    }


def _coverage(coverage: Coverage, not_listed: Mapping[Kind, int]) -> Document:
    return {
        "addresses_in_scope": coverage.in_scope,
        "addresses_probed": coverage.probed,
        "addresses_answered": coverage.answered,
        "addresses_refused_only": coverage.refused_only,
        "addresses_silent": coverage.silent,
        "devices_not_video": not_listed[Kind.OTHER],
        "devices_of_unknown_kind": not_listed[Kind.UNKNOWN],
        "not_probed": [{"network": item.network, "why": item.why} for item in coverage.not_probed],
        "networks": [_network(network) for network in coverage.networks],
        "blind_spots": list(coverage.blind_spots),
        "addresses_misaddressed": coverage.misaddressed,
        "links": [_link(link) for link in coverage.links],
        "limits": [_limit(limit) for limit in coverage.limits],
    }


def _network(network: NetworkCoverage) -> Document:
    return {
        "network": network.network,
        "in_scope": network.in_scope,
        "probed": network.probed,
        "answered": network.answered,
        "silent": network.silent,
        "multicast_heard": network.multicast_heard,
        "attached": network.attached,
        "probed_by": dict(network.probed_by),
        "heard_by": dict(network.heard_by),
    }


def _link(link: LinkCoverage) -> Document:
    return {
        "interface": link.interface,
        "subnet": link.subnet,
        "asked": list(link.asked),
        "heard": dict(link.heard),
        "off_because": link.off_because,
    }


def _limit(limit: LocalLimit) -> Document:
    return {"what": limit.what, "outcome": limit.outcome, "count": limit.count, "advice": limit.advice}


def _device(device: Device) -> Document:
    return {
        "id": device.id,
        "ids": list(device.ids),
        "targets": [str(target) for target in device.targets],
        "addresses": sorted({target.address for target in device.targets}, key=address_order),
        "mac": device.mac and device.mac.lower(),
        "hostname": device.hostname,
        "kind": _claim(device.kind),
        "brand": _claim(device.brand),
        "manufacturer": _claim(device.manufacturer),
        "model": _claim(device.model),
        "firmware": _firmware(device.firmware),
        "serial": _claim(device.serial),
        "endpoints": [_endpoint(service) for service in device.services],
        "evidence": [_evidence(item) for item in device.evidence],
        "findings": [],
        "first_seen": time_text(device.first_seen),
        "last_seen": time_text(device.last_seen),
        "marks": [{"name": mark.name, "about": mark.about} for mark in device.marks],
    }


def _claim(claim: Claim | None) -> Document | None:
    if claim is None:
        return None
    return {
        "value": None if claim.value is None else str(claim.value),
        "grade": claim.grade.value,
        "confidence": _confidence(claim.confidence),
        "because": list(claim.because),
        "basis": claim.basis,
        "rivals": list(claim.rivals),
    }


def _firmware(claim: FirmwareClaim | None) -> Document | None:
    if claim is None:
        return None
    return {
        "value": claim.value,
        "build": claim.build,
        "build_date": claim.build_date,
        "raw": claim.raw,
        "source": claim.source,
        "grade": claim.grade.value,
        "confidence": _confidence(claim.confidence),
        "because": list(claim.because),
    }


def _confidence(number: float) -> float:
    return min(round(number, 4), _HIGHEST_CONFIDENCE)


def _endpoint(service: Service) -> Document:
    endpoint = service.endpoint
    return {
        "address": endpoint.address,
        "transport": endpoint.transport,
        "port": endpoint.port,
        "protocol": service.protocol,
    }


def _evidence(item: Evidence) -> Document:
    return {
        "field": item.field,
        "value": item.value,
        "endpoint": str(item.endpoint),
        "exchange": item.exchange,
        "fingerprints": list(item.fingerprints),
    }
