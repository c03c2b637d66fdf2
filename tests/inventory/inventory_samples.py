"""One small inventory whose document is known key by key."""

from scanner.model.claim import Claim, FirmwareClaim, Grade, Kind
from scanner.model.coverage import Coverage, NetworkCoverage, NotProbed
from scanner.model.device import Device, Evidence, Service
from scanner.model.endpoint import Endpoint, Target
from scanner.model.inventory import Inventory, ScanFacts

SCAN = ScanFacts(
    id="s1",
    started=1_772_443_800.2504,
    ended=None,
    complete=False,
    site="Town Hall",
    operator="Network team",
    authority="CHG-1042",
    targets=("10.1.0.0/24",),
    excluded=("10.1.0.9",),
    profile="gentle",
    public_allowed=False,
    tool_version="0.1.0",
    fingerprints_version="2026.03.01",
    transcript_sha256="ab",
    transcript_head="cd",
)
COVERAGE = Coverage(
    in_scope=255,
    probed=250,
    answered=9,
    refused_only=2,
    silent=241,
    not_probed=(NotProbed("10.1.0.250-10.1.0.254", "left alone"),),
    networks=(NetworkCoverage("10.1.0.0/24", 255, 250, 9, 241, True),),
    blind_spots=("No multicast.",),
)
LABEL = Claim("honeywell", Grade.CONFIRMED, 0.97, ("honeywell/title",), "label")
MAKER = Claim(None, Grade.CONFLICTING, 0.5, (), "platform", ("dahua", "hikvision"))
FIRMWARE = FirmwareClaim(
    value="1.000.HW01.3",
    raw="1.000.HW01.3.20190820",
    grade=Grade.PROBABLE,
    confidence=0.99996,
    because=("dahua/firmware",),
    source="onvif.device.firmware",
    build_date="2019-08-20",
)
WEB = Endpoint("10.1.0.7", 80)


def device(address: str, kind: Kind | None = Kind.CAMERA, **claims: object) -> Device:
    """Make a device about which only its kind is known."""
    values: dict[str, object] = {
        "id": f"d-{address}",
        "ids": (),
        "targets": (Target(address),),
        "mac": None,
        "hostname": None,
        "kind": Claim(kind and kind.value, Grade.CONFIRMED, 0.97, ()),
        "brand": None,
        "manufacturer": None,
        "model": None,
        "firmware": None,
        "serial": None,
        "services": (),
        "evidence": (),
        "first_seen": 1_772_443_801.0,
        "last_seen": 1_772_443_802.0,
    }
    return Device(**values | claims)  # type: ignore[arg-type]


def full_device() -> Device:
    """Make a device about which much is known."""
    return device(
        "10.1.0.7",
        ids=("mac:44:19:b6:00:00:01",),
        targets=(Target("10.1.0.7", (80, 554), (3702,)),),
        mac="44:19:B6:00:00:01",
        hostname="cam",
        brand=LABEL,
        manufacturer=MAKER,
        firmware=FIRMWARE,
        services=(Service(WEB, "http"),),
        evidence=(Evidence("http.title", "Honeywell", WEB, "x7", ("honeywell/title",)),),
    )


def inventory(*devices: Device) -> Inventory:
    """Make an inventory of these devices."""
    return Inventory(SCAN, COVERAGE, devices)
