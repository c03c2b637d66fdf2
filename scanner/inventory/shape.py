"""The shape of `camscan.inventory/1`: what validates a file and what its published JSON Schema is made from.

The sentence under each key is its description in that schema. Keys are listed in the order in which they are written.
"""

from typing import Annotated, Literal

from pydantic import Field

from scanner.inventory.coverage_shape import CoveragePart, Part
from scanner.model.claim import Grade, Kind
from scanner.model.endpoint import Transport

SCHEMA = "camscan.inventory/1"

Confidence = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Time = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?Z$")]
Mac = Annotated[str, Field(pattern=r"^[0-9a-f]{2}(:[0-9a-f]{2}){5}$")]
EndpointText = Annotated[str, Field(pattern=r"^(tcp|udp|arp|record)://([0-9.]+|\[[0-9a-f:.]+\]):[0-9]{1,5}$")]
# JSON holds these two as their words, also where everything else is taken by its exact type.
GradeWord = Annotated[Grade, Field(strict=False)]
KindWord = Annotated[Kind, Field(strict=False)]


class TranscriptPart(Part):
    """The transcript that the inventory was read from: the proof under it."""

    sha256: str
    """SHA-256 of the transcript file, in hex. Empty where the scan was still running."""
    head: str
    """Hash of the last record of the transcript's chain."""


class ScanPart(Part):
    """Who asked what, and when."""

    id: str
    """Names this scan."""
    started: Time
    """When the scan began, UTC."""
    finished: Time | None
    """When it ended, UTC. Null for a scan cut short."""
    complete: bool
    """Whether everything that was planned was asked."""
    site: str
    """The site as the operator named it."""
    operator: str
    """Who ran the scan, as they named themselves."""
    authority: str
    """The ticket or decision that allowed it."""
    targets: list[str]
    """The targets as written."""
    excluded: list[str]
    """The exclusions as written. Nothing was sent to them."""
    profile: str
    """The scan profile: gentle, normal or thorough."""
    public_allowed: bool
    """Whether public addresses were allowed by the operator."""
    tool_version: str
    """Version of camscan."""
    fingerprints_version: str
    """Version of the fingerprints that identified the devices."""
    transcript: TranscriptPart


class ClaimPart(Part):
    """One thing said of a device, and how sure that is."""

    value: str | None
    """What is claimed. Null where rival answers stand level: the grade is then `conflicting`."""
    grade: GradeWord
    """How sure: confirmed, probable, possible, conflicting or unknown."""
    confidence: Confidence
    """The number behind the grade, below 1. For tools; people read the grade."""
    because: list[str]
    """What decided it: fingerprints (`vendor/id`), MAC blocks (`mac/…`), names (`name/…`), records (`lineage/…`)."""
    basis: str
    """Which kind of evidence spoke loudest: platform, mac, label or record."""
    rivals: list[str]
    """The answers that stand level where the grade is `conflicting`; else empty."""


class KindPart(ClaimPart):
    """What the device is."""

    value: KindWord | None
    """One of the kinds. Null where rival answers stand level."""


class FirmwarePart(Part):
    """The firmware that the device told."""

    value: str
    """The version, by the maker's own way of writing versions where that is known."""
    build: str | None
    """The build, where the text names one."""
    build_date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None
    """The date of the build, where the text names one."""
    raw: str
    """The text as the device wrote it."""
    source: str
    """The field that it was read from."""
    grade: GradeWord
    """How sure it is that this is the firmware's version."""
    confidence: Confidence
    """The number behind the grade."""
    because: list[str]
    """What decided it."""


class EndpointPart(Part):
    """A port that accepted, and what speaks there."""

    address: str
    """IPv4 or IPv6 address."""
    transport: Transport
    """tcp or udp."""
    port: Annotated[int, Field(ge=0, le=65_535)]
    """Port number."""
    protocol: str
    """The protocol found there by asking; `unknown` where nothing known was said."""


class EvidencePart(Part):
    """One observation that the claims rest on or could rest on."""

    field: str
    """The field, as `camscan` names it: `http.server`."""
    value: str
    """What the device said. Untrusted text."""
    endpoint: EndpointText
    """Where it said so: `tcp://10.0.0.1:80`."""
    exchange: str
    """The exchange in the transcript whose bytes say it."""
    fingerprints: list[str]
    """Full ids of the fingerprints that matched it."""


class FindingPart(Part):
    """What a named list says about the device."""

    policy: str
    """The list."""
    rule: str
    """The entry of the list."""
    kind: str
    """What the list is: law, policy, finding and so on."""
    binds: str
    """Whom it binds."""
    why: str
    """Why the device falls under it."""


class MarkPart(Part):
    """Something about a device that its reader should know."""

    name: str
    """`misaddressed`, `xaddr_elsewhere`, `duplicate_address`, `possibly_same` or `on_record_only`."""
    about: str
    """The same in a sentence. Quotes what devices said."""


class DevicePart(Part):
    """One device. A claim that nobody can make is null."""

    id: str
    """A stable id, never renamed when more is learned."""
    ids: list[str]
    """Every name by which the device can be recognised: `serial:…`, `mac:…`, `epr:…`."""
    targets: list[str]
    """Where it was asked: addresses, with ports where the operator gave these (`127.0.0.1:8001,8002`)."""
    addresses: list[str]
    """Its addresses, in numerical order."""
    mac: Mac | None
    """Its MAC address, lower case with colons."""
    hostname: str | None
    """The host name that it told."""
    kind: KindPart
    brand: ClaimPart | None
    """The label on the box."""
    manufacturer: ClaimPart | None
    """The maker of the platform, hardware and firmware, whatever the label."""
    model: ClaimPart | None
    """The model's name."""
    firmware: FirmwarePart | None
    serial: ClaimPart | None
    """The serial number."""
    endpoints: list[EndpointPart]
    """Ports that accepted."""
    evidence: list[EvidencePart]
    """What the device said, and what recognised it."""
    findings: list[FindingPart]
    """What named lists say about it. Empty where none was checked."""
    first_seen: Time
    """First answer, UTC."""
    last_seen: Time
    """Last answer, UTC."""
    marks: list[MarkPart]
    """What its reader should know beside the claims; mostly empty."""


class DocumentShape(Part):
    """An inventory of the video devices on declared networks, with the evidence under each claim."""

    schema_name: Annotated[Literal["camscan.inventory/1"], Field(alias="schema")]
    """The name and version of this format."""
    scan: ScanPart
    coverage: CoveragePart
    devices: list[DevicePart]
    """The devices, in numerical order of their addresses."""
