"""What is heard without asking anything: the wire of this machine's links, or a capture made elsewhere."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path

from scanner import __version__
from scanner.codec import dhcp
from scanner.codec.heard import exchange_of
from scanner.config import Config
from scanner.engine.plan import local_links, scan_id
from scanner.model.addresses import is_private, range_of_network
from scanner.model.coverage import Coverage, LinkCoverage, NetworkCoverage
from scanner.model.errors import MachineFault, UsageError
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.progress import Progress
from scanner.model.scope import Scope
from scanner.net.interfaces import Interface
from scanner.net.layer2.client import Heard, can_use_layer2, open_layer2, read_capture
from scanner.net.limits import Limits
from scanner.net.news import News
from scanner.net.recorder import Recorder, now
from scanner.transcript.records import ScanHeader
from scanner.transcript.write import TranscriptWriter

STAGE = "heard"
PROFILE = "listen"
_MOST_REMEMBERED = 200_000
# Senders can make up addresses: a flood of them must end before the disk does.
_MOST_TAKEN = 200_000
_MOST_TAKEN_BYTES = 256 * 1024 * 1024
_TOO_MANY = "{} packets told more than is kept of one listening: somebody floods the wire, or it is a very long one"
_BLIND_SPOTS = (
    "nothing was sent: only devices that spoke by themselves, or that somebody else asked, were heard",
    "switches that watch group memberships keep multicast from a port that joined none: a mirror port hears more",
)


class Listening:
    """Takes what is heard into a transcript. `scope` restricts it; without, private addresses count."""

    def __init__(self, recorder: Recorder, scope: Scope | None, progress: Progress) -> None:
        self._recorder, self._scope, self._progress = recorder, scope, progress
        self._news = News()
        self._addresses: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._repeated: set[int] = set()
        self._subnets: dict[str, tuple[str, ...]] = {}
        self.misaddressed: set[str] = set()
        self._taken = self._taken_bytes = self._too_many = 0
        progress.begin(STAGE, 0)

    def on_links(self, interfaces: Sequence[Interface]) -> None:
        """Name the links that are listened to, so that addresses that do not belong there can be told."""
        for item in interfaces:
            self._subnets[item.name] = (*self._subnets.get(item.name, ()), item.subnet)
            self._addresses[item.name] = defaultdict(set)

    def take(self, heard: Heard) -> None:
        """Take one packet."""
        if self._was_heard(heard):
            return
        exchange = exchange_of(heard)
        if exchange is None or not self._is_ours(exchange.target.address):
            return
        exchange = self._placed(exchange)
        if self._recorder.take(exchange, lambda seen: self._is_news(exchange, seen)):
            self._taken += 1
            self._taken_bytes += len(exchange.received)
            if "misaddressed" in exchange.details:
                self.misaddressed.add(exchange.target.address)
            self._progress.grow(STAGE)
            self._progress.advance(STAGE)

    @property
    def addresses(self) -> set[str]:
        """Every address that was heard."""
        heard = {address for by in self._addresses.values() for who in by.values() for address in who}
        return heard - {dhcp.NO_ADDRESS}

    def coverage(self, limits: Limits, more: Sequence[str] = ()) -> Coverage:
        """Say what was heard where, and what cannot be heard this way."""
        return Coverage(
            in_scope=self._scope.size if self._scope else 0,
            probed=0,
            answered=len(self.addresses),
            refused_only=0,
            silent=0,
            not_probed=(),
            networks=tuple(self._networks()),
            blind_spots=(*more, *([_TOO_MANY.format(self._too_many)] if self._too_many else []), *_BLIND_SPOTS),
            links=tuple(
                LinkCoverage(name, ", ".join(self._subnets.get(name, ())), (), self._counts(by))
                for name, by in sorted(self._addresses.items())
            ),
            limits=limits.coverage(),
            misaddressed=len(self.misaddressed),
        )

    def _networks(self) -> list[NetworkCoverage]:
        found = []
        for network in self._scope.networks if self._scope else ():
            by = {
                protocol: sum(address in network.addresses for address in who)
                for protocol, who in sorted(self._by_protocol().items())
            }
            answered = sum(address in network.addresses for address in self.addresses)
            heard = {protocol: count for protocol, count in by.items() if count}
            size = network.addresses.size
            found.append(NetworkCoverage(network.text, size, 0, answered, 0, bool(heard), heard_by=heard))
        return found

    def _by_protocol(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for by in self._addresses.values():
            for protocol, who in by.items():
                found[protocol] |= who
        return found

    @staticmethod
    def _counts(by: dict[str, set[str]]) -> dict[str, int]:
        return dict(Counter({protocol: len(who) for protocol, who in sorted(by.items())}))

    def _was_heard(self, heard: Heard) -> bool:
        """Whether the same was heard before: devices repeat themselves, and reading is what costs."""
        key = hash((heard.source, heard.transport, heard.mac, heard.payload))
        if key in self._repeated:
            return True
        if len(self._repeated) >= _MOST_REMEMBERED:
            self._repeated.clear()
        self._repeated.add(key)
        return False

    def _is_ours(self, address: str) -> bool:
        if address == dhcp.NO_ADDRESS:
            return self._scope is None
        if self._scope is not None:
            return address in self._scope.addresses
        return is_private(range_of_network(address))

    def _placed(self, exchange: Exchange) -> Exchange:
        """Note where the address does not belong on the link that it was heard on."""
        subnets = self._subnets.get(exchange.details.get("interface", ""), ())
        address = ip_address(exchange.target.address)
        at_home = address.is_link_local or address.is_unspecified
        if not subnets or at_home or any(address in ip_network(subnet) for subnet in subnets):
            return exchange
        details = {**exchange.details, "link": subnets[0], "misaddressed": subnets[0]}
        return replace(exchange, details=details)

    def _is_news(self, exchange: Exchange, seen: list[Observation]) -> bool:
        if not self._news.takes(exchange.target.address, exchange.protocol, seen, self._has_room):
            return False
        self._addresses[exchange.details.get("interface", "")][exchange.protocol].add(exchange.target.address)
        return True

    def _has_room(self) -> bool:
        if self._taken >= _MOST_TAKEN or self._taken_bytes >= _MOST_TAKEN_BYTES:
            self._too_many += 1
            return False
        return True


def listen_header(config: Config, scope: Scope | None, targets: Sequence[str], fingerprints: str) -> ScanHeader:
    """Return the first record of a listening."""
    started = now()
    return ScanHeader(
        id=scan_id(started),
        started=started,
        site=config.site,
        operator=config.operator,
        authority="",
        targets=tuple(targets),
        excluded=tuple(config.exclude),
        profile=PROFILE,
        public_allowed=scope.public_allowed if scope else False,
        tool_version=__version__,
        fingerprints_version=fingerprints,
    )


def links_to_hear(named: Sequence[str]) -> list[Interface]:
    """Return the interfaces named, or all that lead to a network. Raises UsageError, MachineFault."""
    if why := can_use_layer2():
        raise MachineFault(f"the wire cannot be listened to: {why}. A capture can: camscan listen --pcap FILE")
    links = local_links()
    for name in named:
        if name not in {link.name for link in links}:
            known = ", ".join(link.name for link in links) or "none"
            raise UsageError(f"-i {name}: no interface of this name has an address; those that have: {known}")
    chosen = [link for link in links if not named or link.name in named]
    if not chosen:
        raise MachineFault("no interface leads to a network: there is nothing to listen to")
    return list({link.name: link for link in reversed(chosen)}.values())


async def listen_live(
    interfaces: Sequence[Interface],
    scope: Scope | None,
    seconds: float | None,
    writer: TranscriptWriter,
    progress: Progress,
) -> None:
    """Listen until the time is over or the task is cancelled, and write the coverage. Raises MachineFault."""
    limits = Limits()
    listening = Listening(Recorder(writer), scope, progress)
    listening.on_links(interfaces)
    try:
        async with open_layer2(interfaces, listening.take, limits, asks=False) as layer2:
            if not layer2.available:
                raise MachineFault(f"the wire cannot be listened to: {layer2.why_not}")
            await asyncio.sleep(seconds if seconds is not None else float("inf"))
    finally:
        writer.coverage(listening.coverage(limits))
        writer.end(now(), complete=True)


async def listen_to_capture(path: Path, scope: Scope | None, writer: TranscriptWriter, progress: Progress) -> str:
    """Read a capture, and write the coverage. Returns where it broke, or nothing. Raises UsageError, MachineFault."""
    limits = Limits()
    listening = Listening(Recorder(writer), scope, progress)
    broken = await read_capture(path, listening.take, limits)
    more = [f"the capture breaks off: {broken}"] if broken else []
    writer.coverage(listening.coverage(limits, more))
    writer.end(now(), complete=not broken)
    return broken
