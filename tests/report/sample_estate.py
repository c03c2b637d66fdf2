"""An estate with numbers that are known: 157 cameras, 29 labelled Hikvision, 41 made by Hikvision."""

from dataclasses import replace

from scanner.model.claim import Claim, FirmwareClaim, Grade, Kind
from scanner.model.coverage import Coverage, NetworkCoverage, NotProbed
from scanner.model.device import Device, Evidence, Service
from scanner.model.endpoint import Endpoint, Target
from scanner.model.inventory import Inventory, ScanFacts

NAMES = {
    "annke": "Annke",
    "axis": "Axis",
    "bosch": "Bosch",
    "dahua": "Dahua",
    "hanwha": "Hanwha",
    "hikvision": "Hikvision",
    "honeywell": "Honeywell",
}
ABOUTS = {"hikvision/challenge-domain-double-colon": "The digest challenge names the domain `::`."}

STARTED = 1_772_443_800.25  # 2026-03-02T09:30:00.250Z
_NUMBERS = {Grade.CONFIRMED: 0.97, Grade.PROBABLE: 0.8, Grade.POSSIBLE: 0.35, Grade.CONFLICTING: 0.5}

SCAN = ScanFacts(
    id="20260302-093000-7f3a",
    started=STARTED,
    ended=STARTED + 312,
    complete=True,
    site="Town Hall",
    operator="Network team",
    authority="CHG-1042",
    targets=("10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/24", "10.1.3.0/24"),
    excluded=("10.1.3.0-10.1.3.1",),
    profile="normal",
    public_allowed=False,
    tool_version="0.1.0",
    fingerprints_version="2026.03.01",
    transcript_sha256="ab" * 32,
    transcript_head="cd" * 32,
)
COVERAGE = Coverage(
    in_scope=1022,
    probed=1016,
    answered=186,
    refused_only=8,
    silent=830,
    not_probed=(NotProbed("10.1.3.250-10.1.3.255", "the subnet stopped answering, so it was left alone"),),
    networks=(
        NetworkCoverage("10.1.0.0/24", 256, 256, 100, 156, True),
        NetworkCoverage("10.1.1.0/24", 256, 256, 60, 196, False),
        NetworkCoverage("10.1.2.0/24", 256, 256, 20, 236, False),
        NetworkCoverage("10.1.3.0/24", 254, 248, 6, 242, False),
    ),
    blind_spots=(
        "Cameras behind a recorder's own PoE ports cannot be seen from the network.",
        "Analogue cameras are counted only through their recorders.",
    ),
)


def claim(value: str | None, grade: Grade = Grade.CONFIRMED, because: str = "", rivals: tuple[str, ...] = ()) -> Claim:
    """Make a claim."""
    return Claim(value, grade, _NUMBERS[grade], (because,) if because else (), "platform", rivals)


def device(index: int = 1, kind: Kind = Kind.CAMERA, **claims: Claim | FirmwareClaim | str | None) -> Device:
    """Make a device at address number `index` of 10.1.0.0/16."""
    address = f"10.1.{index // 250}.{index % 250 + 2}"
    made = Device(
        id=f"dev-{index:04}",
        ids=(f"mac:44:19:b6:00:{index // 256:02x}:{index % 256:02x}",),
        targets=(Target(address),),
        mac=f"44:19:b6:00:{index // 256:02x}:{index % 256:02x}",
        hostname=None,
        kind=claim(kind),
        brand=None,
        manufacturer=None,
        model=None,
        firmware=None,
        serial=None,
        services=(Service(Endpoint(address, 80), "http"), Service(Endpoint(address, 554), "rtsp")),
        evidence=(),
        first_seen=STARTED + 1,
        last_seen=STARTED + 2.5,
    )
    return replace(made, **claims)  # type: ignore[arg-type]


def hikvision_camera(index: int = 1) -> Device:
    """Make a device with every claim, and the evidence under them."""
    because = "hikvision/challenge-domain-double-colon"
    endpoint = Endpoint(f"10.1.{index // 250}.{index % 250 + 2}", 80)
    return device(
        index,
        brand=claim("hikvision", because=because),
        manufacturer=claim("hikvision", because=because),
        model=claim("DS-2CD2143G0-I"),
        serial=claim("DS-2CD2143G0-I20190101AAWRC00000000"),
        hostname="cam-foyer",
        firmware=FirmwareClaim(
            value="5.6.2",
            raw="V5.6.2build 190701",
            grade=Grade.PROBABLE,
            confidence=0.8,
            because=("hikvision/firmware",),
            source="onvif.device.firmware",
            build="190701",
            build_date="2019-07-01",
        ),
        evidence=(
            Evidence("http.challenge.domain", "::", endpoint, "17", (because,)),
            Evidence("http.server", "webserver", endpoint, "17", ()),
        ),
    )


def _cameras() -> list[tuple[int, str | None, str | None, Grade]]:
    """How many, label, maker, grade."""
    return [
        (25, "hikvision", "hikvision", Grade.CONFIRMED),
        (4, "hikvision", "hikvision", Grade.PROBABLE),
        (12, "annke", "hikvision", Grade.CONFIRMED),
        (20, "dahua", "dahua", Grade.CONFIRMED),
        (8, "honeywell", "dahua", Grade.CONFIRMED),
        (3, None, "dahua", Grade.PROBABLE),
        (40, "axis", "axis", Grade.CONFIRMED),
        (20, "bosch", "bosch", Grade.CONFIRMED),
        (12, "hanwha", "hanwha", Grade.PROBABLE),
        (2, None, "hanwha", Grade.POSSIBLE),
        (3, "honeywell", None, Grade.CONFLICTING),
        (8, None, None, Grade.UNKNOWN),
    ]


def estate() -> Inventory:
    """157 cameras, 6 recorders, 2 encoders; a printer, and two devices that did not show what they are."""
    devices = []
    for many, label, maker, grade in _cameras():
        for _ in range(many):
            devices.append(_camera(len(devices), label, maker, grade))
    for _ in range(6):
        made = claim("hikvision")
        devices.append(device(len(devices), Kind.RECORDER, brand=made, manufacturer=made, model=claim("DS-7616NI-K2")))
    for _ in range(2):
        devices.append(device(len(devices), Kind.ENCODER, brand=claim("axis"), manufacturer=claim("axis")))
    devices.append(device(len(devices), Kind.OTHER, model=claim("LaserJet 400", Grade.PROBABLE)))
    for _ in range(2):
        devices.append(device(len(devices), Kind.UNKNOWN))
    return Inventory(SCAN, COVERAGE, tuple(devices))


def _camera(index: int, label: str | None, maker: str | None, grade: Grade) -> Device:
    if label == maker == "hikvision" and grade is Grade.CONFIRMED:
        return hikvision_camera(index)
    brand = claim(label) if label else None
    if grade is Grade.CONFLICTING:
        return device(index, brand=brand, manufacturer=claim(None, grade, rivals=("dahua", "hikvision")))
    made = claim(maker, grade, f"{maker}/some-trait") if maker else None
    return device(index, brand=brand, manufacturer=made, model=claim(f"M-{index}") if maker else None)
