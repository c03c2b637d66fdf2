"""config.yaml: what may be set, its defaults and its limits. config.example.yaml shows every key."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from scanner.model.errors import ConfigFault, UsageError
from scanner.model.ports import Ports, parse_ports
from scanner.yamlfile import load

Profile = Literal["gentle", "normal", "thorough"]

# Each port stands here for a reason, the commonest first: 80 and 554 are the first look, and every camera of the
# measured population had one of them. 443 HTTPS · 8000 Hikvision's device port, which greets · 8080, 81, 8081, 88 usual
# other web ports (Foscam 88, FLIR 8081) · 8443 HTTPS, Hikvision's device port over TLS · 8899 Xiongmai ONVIF ·
# 2020 TP-Link ONVIF · 37777 Dahua · 34567 Xiongmai · 9000 Reolink · 8554, 10554 RTSP · 5000 older Dahua-built web ports
# and NAS · 7001 Network Optix · 21, 23 greetings that name model and firmware of older Axis, Hikvision and Bosch units
# · U:3702 WS-Discovery, 37020 Hikvision's and 37810 Dahua's search, which tell model, firmware and serial.
DEFAULT_PORTS = (
    "80,554,443,8000,8080,8443,81,88,8081,8899,2020,37777,34567,9000,8554,10554,5000,7001,21,23,U:3702,37020,37810"
)
# Three packets an address. In the measured population every camera had 80 or 554, open or refused, and each of 393
# ONVIF cameras answered one WS-Discovery question by unicast, which also finds what drops packets to both ports.
FIRST_LOOK = "80,554,U:3702"
_LONGEST_SHOWN = 60


def _ports(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_ports(value)
    except UsageError as error:
        raise ValueError(str(error)) from None


def _some_tcp(ports: Ports) -> Ports:
    if not ports.tcp:
        raise ValueError(f"`{ports}` names no TCP port, and the first look is made by TCP")
    return ports


PortList = Annotated[Ports, BeforeValidator(_ports)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Gentleness(_Section):
    """How hard one device may be asked."""

    connections: int = Field(2, ge=1, le=8)
    connection_gap_s: float = Field(0.2, ge=0, le=60)
    events_per_s: int = Field(8, ge=1, le=100)
    requests: int = Field(40, ge=1, le=1_000)
    web_requests: int = Field(8, ge=1, le=200)
    onvif_calls: int = Field(5, ge=0, le=50)
    web_connections: int = Field(6, ge=1, le=200)
    seconds: float = Field(60.0, ge=1, le=3_600)


class Config(_Section):
    """Everything that a scan may be told beforehand. Command-line options win over it."""

    site: str = Field("", max_length=200)
    operator: str = Field("", max_length=200)
    contact: str = Field("", max_length=200, pattern=r"^[\x20-\x7e]*$")
    profile: Profile = "normal"
    targets: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()
    ports: PortList = Field(default_factory=lambda: parse_ports(DEFAULT_PORTS))
    first_ports: Annotated[PortList, AfterValidator(_some_tcp)] = Field(default_factory=lambda: parse_ports(FIRST_LOOK))
    max_rate: float = Field(1_000.0, gt=0, le=100_000)
    devices_at_once: int = Field(500, ge=1, le=10_000)
    answer_timeout_s: float = Field(5.0, gt=0, le=60)
    host: Gentleness = Gentleness()
    multicast: bool = True
    searches: dict[str, bool] = Field(default_factory=dict)
    arp: bool = True
    arp_rate: float = Field(200.0, gt=0, le=5_000)
    fingerprints: tuple[Path, ...] = ()
    transcripts: Path | None = None
    transcript_retention_days: int = Field(365, ge=1, le=36_500)

    def with_options(self, options: Mapping[str, object]) -> "Config":
        """Return the configuration with these values instead, checked like the file's. Raises UsageError."""
        try:
            return Config.model_validate({**{name: getattr(self, name) for name in Config.model_fields}, **options})
        except ValidationError as fault:
            first = fault.errors()[0]
            name = str(first["loc"][0]).replace("_", "-")
            raise UsageError(
                f"--{name} {_shown(first['input'])}: {first['msg'].removeprefix('Value error, ')}"
            ) from None

    def gentled(self) -> "Config":
        """Return the configuration as its profile makes it: `gentle` asks slower, `thorough` asks a device more."""
        if self.profile == "thorough":
            more = {name: 2 * getattr(self.host, name) for name in ("web_requests", "onvif_calls", "web_connections")}
            return self.model_copy(update={"host": self.host.model_copy(update=more)})
        if self.profile != "gentle":
            return self
        host = self.host.model_copy(
            update={
                "connections": 1,
                "connection_gap_s": max(1.0, self.host.connection_gap_s),
                "events_per_s": min(3, self.host.events_per_s),
            }
        )
        return self.model_copy(update={"host": host, "max_rate": min(200.0, self.max_rate)})


def _shown(value: object) -> str:
    """Return a value fit for one line."""
    text = "".join(character if character.isprintable() else "?" for character in str(value))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def read_config(path: Path) -> Config:
    """Read a configuration file. Raises ConfigFault with file:line:column."""
    return load(path, Config, ConfigFault)
