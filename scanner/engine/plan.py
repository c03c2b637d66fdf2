"""What a scan will do, worked out before a packet is sent: `--dry-run` prints it."""

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from scanner import __version__
from scanner.config import Config
from scanner.model.errors import UsageError
from scanner.model.scope import Scope
from scanner.net.budget import HostLimits
from scanner.net.gate import Gate
from scanner.net.interfaces import Interface, interfaces
from scanner.net.recorder import now
from scanner.transcript.records import ScanHeader

# A /8 takes a workday at the default rate; an IPv6 /64 takes longer than the cameras will last.
MOST_ADDRESSES = 1 << 24


@dataclass(frozen=True, slots=True)
class Link:
    """An interface, and why multicast stays off there; nothing where it is used."""

    interface: Interface
    off_because: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that `observe` needs to know."""

    scope: Scope
    config: Config
    header: ScanHeader
    seed: int
    links: tuple[Link, ...]

    @property
    def limits(self) -> HostLimits:
        """What one device may be asked."""
        return HostLimits(**self.config.host.model_dump())

    @property
    def first_ports(self) -> tuple[int, ...]:
        """The ports of the first look: a few, or in `thorough` all of them."""
        return self.config.ports.tcp if self.config.profile == "thorough" else self.config.first_ports.tcp

    @property
    def first_look_packets(self) -> int:
        """How many packets the first look sends at most."""
        return self.scope.addresses.size * len(self.first_ports)

    @property
    def shortest_s(self) -> float:
        """The first look's length at the ceiling of the rate, in seconds."""
        return math.ceil(self.first_look_packets / self.config.max_rate)


def make_plan(scope: Scope, config: Config, fingerprints_version: str, authority: str, targets: Sequence[str]) -> Plan:
    """Work out a plan. Sends nothing. Raises UsageError for a scope that no polite rate gets through."""
    if scope.addresses.size > MOST_ADDRESSES:
        raise UsageError(
            f"{scope.addresses.size:,} addresses are in scope, and {MOST_ADDRESSES:,} are the most: "
            "name the networks that are in use"
        )
    config = config.gentled()
    started = now()
    header = ScanHeader(
        id=f"{_stamp(started)}-{secrets.token_hex(3)}",
        started=started,
        site=config.site,
        operator=config.operator,
        authority=authority,
        targets=tuple(targets),
        excluded=tuple(config.exclude),
        profile=config.profile,
        public_allowed=scope.public_allowed,
        tool_version=__version__,
        fingerprints_version=fingerprints_version,
        settings={
            "ports": str(config.ports),
            "first_ports": str(config.first_ports),
            "max_rate": config.max_rate,
            "host": config.host.model_dump(),
        },
    )
    return Plan(scope, config, header, secrets.randbits(32), _links(scope, config))


def local_links() -> list[Interface]:
    """Return the interfaces that lead to a network: loopback leads nowhere."""
    return [interface for interface in interfaces() if not interface.is_loopback]


def _links(scope: Scope, config: Config) -> tuple[Link, ...]:
    gate = Gate(scope, config.max_rate, frozenset(config.interfaces))
    found = []
    for interface in local_links():
        off = "" if config.multicast else "multicast is switched off in the configuration"
        found.append(Link(interface, off or gate.link_refusal(interface)))
    return tuple(found)


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")
