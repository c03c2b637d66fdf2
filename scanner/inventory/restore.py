"""An inventory file read back: JSON text to document to inventory, with faults named by place."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scanner.inventory.coverage_shape import CoveragePart, LinkPart, NetworkPart
from scanner.inventory.document import Document
from scanner.inventory.shape import (
    SCHEMA,
    ClaimPart,
    DevicePart,
    DocumentShape,
    EndpointPart,
    EvidencePart,
    FirmwarePart,
    ScanPart,
)
from scanner.inventory.times import seconds_of
from scanner.model.claim import Claim, FirmwareClaim, Kind
from scanner.model.coverage import Coverage, LinkCoverage, LocalLimit, NetworkCoverage, NotProbed
from scanner.model.device import Device, Evidence, Mark, Service
from scanner.model.endpoint import Endpoint, Target, Transport
from scanner.model.errors import CamscanError, FileFault
from scanner.model.inventory import Inventory, ScanFacts
from scanner.model.targets import parse_target

_ENDPOINT = re.compile(r"(?P<transport>tcp|udp|arp|record)://\[?(?P<address>[0-9a-f:.]+?)\]?:(?P<port>[0-9]+)")


def read_document(text: str, path: Path | str) -> Document:
    """Read and check the text of an inventory file. Raises FileFault, `path` being where it came from."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as fault:
        raise FileFault(path, fault.lineno, fault.colno, f"this is not JSON: {fault.msg}") from None
    except (RecursionError, ValueError):
        raise FileFault(path, 1, 1, "this is no inventory: it is nested too deep or holds an endless number") from None
    try:
        from_document(document)
    except CamscanError as fault:
        raise FileFault(path, 1, 1, str(fault)) from None
    checked: Document = document
    return checked


def from_document(document: Any) -> Inventory:
    """Build the inventory that a document describes; its findings are left out. Raises CamscanError."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise CamscanError(f'this is no inventory: it should start with {{"schema": "{SCHEMA}"')
    try:
        shape = DocumentShape.model_validate(document)
        return Inventory(_scan(shape.scan), _coverage(shape.coverage), tuple(map(_device, shape.devices)))
    except ValidationError as fault:
        raise CamscanError(_first_fault(fault)) from None
    except ValueError as fault:
        raise CamscanError(f"this is no inventory: {fault}") from None


def unlisted_devices(document: Mapping[str, Any], inventory: Inventory) -> dict[Kind, int]:
    """Count, by kind, the devices that a document's coverage counts and that the inventory read from it lacks."""
    listed = Counter(device.counted_kind for device in inventory.devices if not device.is_video)
    coverage = document["coverage"]
    counted = {Kind.OTHER: coverage["devices_not_video"], Kind.UNKNOWN: coverage["devices_of_unknown_kind"]}
    return {kind: max(0, count - listed[kind]) for kind, count in counted.items()}


def _first_fault(fault: ValidationError) -> str:
    first = fault.errors(include_url=False, include_input=False)[0]
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"]).lstrip(".")
    # Pydantic would name our classes, which a reader of files does not know.
    message = "Input should be an object" if first["type"] == "model_type" else first["msg"]
    return f"this is no inventory: {place}: {message}"


def _scan(part: ScanPart) -> ScanFacts:
    return ScanFacts(
        id=part.id,
        started=seconds_of(part.started),
        ended=None if part.finished is None else seconds_of(part.finished),
        complete=part.complete,
        site=part.site,
        operator=part.operator,
        authority=part.authority,
        targets=tuple(part.targets),
        excluded=tuple(part.excluded),
        profile=part.profile,
        public_allowed=part.public_allowed,
        tool_version=part.tool_version,
        fingerprints_version=part.fingerprints_version,
        transcript_sha256=part.transcript.sha256,
        transcript_head=part.transcript.head,
    )


def _coverage(part: CoveragePart) -> Coverage:
    return Coverage(
        in_scope=part.addresses_in_scope,
        probed=part.addresses_probed,
        answered=part.addresses_answered,
        refused_only=part.addresses_refused_only,
        silent=part.addresses_silent,
        not_probed=tuple(NotProbed(item.network, item.why) for item in part.not_probed),
        networks=tuple(map(_network, part.networks)),
        blind_spots=tuple(part.blind_spots),
        links=tuple(map(_link, part.links)),
        limits=tuple(LocalLimit(item.what, item.outcome, item.count, item.advice) for item in part.limits),
        misaddressed=part.addresses_misaddressed,
    )


def _link(part: LinkPart) -> LinkCoverage:
    return LinkCoverage(part.interface, part.subnet, tuple(part.asked), part.heard, part.off_because)


def _network(part: NetworkPart) -> NetworkCoverage:
    return NetworkCoverage(
        part.network,
        part.in_scope,
        part.probed,
        part.answered,
        part.silent,
        part.multicast_heard,
        part.attached,
        part.probed_by,
        part.heard_by,
    )


def _device(part: DevicePart) -> Device:
    return Device(
        id=part.id,
        ids=tuple(part.ids),
        targets=tuple(map(_target, part.targets)),
        mac=part.mac,
        hostname=part.hostname,
        kind=_some_claim(part.kind),
        brand=_claim(part.brand),
        manufacturer=_claim(part.manufacturer),
        model=_claim(part.model),
        firmware=_firmware(part.firmware),
        serial=_claim(part.serial),
        services=tuple(map(_service, part.endpoints)),
        evidence=tuple(map(_evidence, part.evidence)),
        first_seen=seconds_of(part.first_seen),
        last_seen=seconds_of(part.last_seen),
        marks=tuple(Mark(mark.name, mark.about) for mark in part.marks),
    )


def _target(text: str) -> Target:
    with suppress(ValueError):
        return Target(str(ip_address(text)))
    parsed = parse_target(text)
    if not isinstance(parsed, Target):
        raise ValueError(f"`{text}` is not one address")
    return parsed


def _claim(part: ClaimPart | None) -> Claim | None:
    return None if part is None else _some_claim(part)


def _some_claim(part: ClaimPart) -> Claim:
    value = None if part.value is None else str(part.value)
    return Claim(value, part.grade, part.confidence, tuple(part.because), part.basis, tuple(part.rivals))


def _firmware(part: FirmwarePart | None) -> FirmwareClaim | None:
    if part is None:
        return None
    return FirmwareClaim(
        value=part.value,
        raw=part.raw,
        grade=part.grade,
        confidence=part.confidence,
        because=tuple(part.because),
        source=part.source,
        build=part.build,
        build_date=part.build_date,
    )


def _service(part: EndpointPart) -> Service:
    return Service(Endpoint(str(ip_address(part.address)), part.port, part.transport), part.protocol)


def _evidence(part: EvidencePart) -> Evidence:
    return Evidence(part.field, part.value, _endpoint(part.endpoint), part.exchange, tuple(part.fingerprints))


@lru_cache(maxsize=1024)  # a device says much at few endpoints
def _endpoint(text: str) -> Endpoint:
    match = _ENDPOINT.fullmatch(text)
    if match is None or int(match["port"]) > 65_535:
        raise ValueError(f"`{text}` is not an endpoint")
    transport: Transport = match["transport"]  # type: ignore[assignment]
    return Endpoint(str(ip_address(match["address"])), int(match["port"]), transport)
