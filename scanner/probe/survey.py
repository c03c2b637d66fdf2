"""All that is asked of one device: its ports, what each of them speaks, and then the questions that fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scanner.codec import observations_of
from scanner.fingerprint.model import FollowUp
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.net.http import HttpClient
from scanner.net.session import HostSession
from scanner.probe.description import ask_description, description_places
from scanner.probe.follow_up import ask_follow_up
from scanner.probe.greeting import listen
from scanner.probe.onvif import DEVICE_SERVICE, ask_onvif
from scanner.probe.page import Front, ask_icon, ask_pages
from scanner.probe.rtsp import ask_rtsp

# What a port is asked first, by its usual use; every other port is listened to and then asked for a page.
_RTSP_FIRST = frozenset({554, 8554, 10554})
_TLS_FIRST = frozenset({443, 8443})
_PAGE_FIRST = frozenset({80, 81, 88, 8080, 8081})
# Device ports of makers whose protocols begin with a login: an open port is a fact, and nothing is said there.
_SILENT = frozenset({37777, 34567})
# Ports that speak first, and where nobody is asked anything: FTP and telnet.
_GREETING = frozenset({21, 23})
_GREETING_S = 2.0
_LISTEN_S = 0.4
_TLS_ALERT = b"\x15\x03"
_MOST_STRAY_ADDRESSES = 3
# A port in this many may be silent and still look like a lost packet, and not like a firewall.
_FEW_SILENT = 4

FollowUps = Callable[[], Sequence[FollowUp]]


@dataclass(frozen=True, slots=True)
class WebServer:
    """A port where HTTP was found, or may be."""

    endpoint: Endpoint
    tls: bool


Place = tuple[WebServer, str]


@dataclass(slots=True)
class Survey:
    """Asks one device. `follow_ups` says which questions of the vendor files fit what was seen so far.

    `is_settled` says whether what the device told already leaves nothing for them, for ONVIF and for the icon to tell.
    """

    session: HostSession
    client: HttpClient
    follow_ups: FollowUps
    is_settled: Callable[[], bool]
    deadline_s: float
    web: list[WebServer] = field(default_factory=list)
    front: Front | None = None  # of the first web server
    open_ports: set[int] = field(default_factory=set)

    async def ask_ports(self, opened: Sequence[Endpoint], others: Sequence[Endpoint]) -> None:
        """Speak to the ports that are open already, then try and speak to the others."""
        for endpoint in opened:
            await self._speak(endpoint)
        silent = await self._try(others)
        # Where most ports answer or refuse, one that does neither may be a lost packet: it gets a second one.
        if silent and len(silent) * _FEW_SILENT <= len(others):
            await self._try(silent)

    async def _try(self, endpoints: Sequence[Endpoint]) -> list[Endpoint]:
        """Connect to each, speak to those that are open, and return those that were silent."""
        silent = []
        for endpoint in endpoints:
            if self.session.exhausted:
                break
            outcome = (await self.session.try_port(endpoint)).outcome
            if outcome is Outcome.ANSWERED:
                await self._speak(endpoint)
            elif outcome is Outcome.TIMED_OUT:
                silent.append(endpoint)
        return silent

    async def ask_services(self, discovered: Sequence[Exchange]) -> None:
        """Ask what tells most first, while the device's budget lasts.

        One follow-up of the maker's, if he is known already; ONVIF where WS-Discovery or a web server says it may be;
        the other follow-ups that fit by then; the icon, which is copied and tells least.
        """
        await self._describe(discovered)
        ours, strays = self._onvif_places(discovered)
        for server, path in strays[:_MOST_STRAY_ADDRESSES]:
            # The gate refuses these, and the record shows where the device pointed.
            await ask_onvif(self.client, self.session, server.endpoint, path, tls=server.tls)
        if self.is_settled():
            return
        asked = await self._follow(self.follow_ups()[:1])
        for server, path in ours:
            if await ask_onvif(self.client, self.session, server.endpoint, path, tls=server.tls):
                break
        further = [item for item in self.follow_ups() if item not in asked]
        if further:
            self.session.pace.identified()
        await self._follow(further)
        if self.front:
            await ask_icon(self.client, self.session, self.front, tls=self.web[0].tls)

    async def _describe(self, discovered: Sequence[Exchange]) -> None:
        """Fetch the UPnP description that the device named, from itself alone."""
        for place in description_places(discovered, self.session.target.address):
            await ask_description(self.client, self.session, *place)

    async def _follow(self, follow_ups: Sequence[FollowUp]) -> Sequence[FollowUp]:
        for follow_up in follow_ups if self.web else ():
            server = self.web[0]
            await ask_follow_up(self.client, self.session, server.endpoint, follow_up, tls=server.tls)
        return follow_ups

    async def _speak(self, endpoint: Endpoint) -> None:
        port = endpoint.port
        self.open_ports.add(port)
        if port in _SILENT:
            return
        if port in _GREETING:
            await listen(self.session, endpoint, _GREETING_S)
            return
        if port in _RTSP_FIRST and await self._rtsp(endpoint):
            return
        if port in _TLS_FIRST and (await self._pages(endpoint, tls=True)).outcome.heard:
            return
        if port not in _PAGE_FIRST | _RTSP_FIRST | _TLS_FIRST:
            greeted = await listen(self.session, endpoint, _LISTEN_S)
            if greeted.outcome is not Outcome.TIMED_OUT:
                return
        await self._find_out(endpoint)

    async def _find_out(self, endpoint: Endpoint) -> None:
        page = await self._pages(endpoint, tls=False)
        if page.received.startswith(b"RTSP/"):
            await self._rtsp(endpoint)
        elif _wants_tls(page):
            # A server that hangs up on plain text may be waiting for TLS, or be an RTSP server that is strict.
            secured = await self._pages(endpoint, tls=True)
            if not secured.outcome.heard and not page.received:
                await self._rtsp(endpoint)
        elif page.outcome in (Outcome.TIMED_OUT, Outcome.NOT_SENT):
            # Silence at a page, or no page left in the budget: a stream server may still be there.
            await self._rtsp(endpoint)

    async def _pages(self, endpoint: Endpoint, *, tls: bool) -> Exchange:
        """Ask for a port's pages and note the web server that answered. Returns the root's exchange."""
        # A second web server mostly shows the same pages: its root tells whether it does, and the budget is for more.
        front = await ask_pages(self.client, self.session, endpoint, tls=tls, further=not self.web)
        root = front.root
        if root.outcome.heard and not root.received.startswith(b"RTSP/") and (tls or not _wants_tls(root)):
            self.front = self.front or front
            self.web.append(WebServer(endpoint, tls))
        return root

    async def _rtsp(self, endpoint: Endpoint) -> bool:
        return await ask_rtsp(self.session, endpoint, self.client.user_agent, self.deadline_s)

    def _onvif_places(self, discovered: Sequence[Exchange]) -> tuple[list[Place], list[Place]]:
        named = [place for text in _service_addresses(discovered) if (place := _place(text))]
        usual = [(server, DEVICE_SERVICE) for server in self.web]
        own = self.session.target.address
        ours = [place for place in [*named, *usual] if place[0].endpoint.address == own]
        strays = [place for place in named if place[0].endpoint.address != own]
        return list(dict.fromkeys(ours)), list(dict.fromkeys(strays))


def _wants_tls(page: Exchange) -> bool:
    if page.outcome in (Outcome.CLOSED, Outcome.RESET):
        return True
    return page.received.startswith(_TLS_ALERT) or (
        b"HTTPS" in page.received[:1_024] and b" 400 " in page.received[:32]
    )


def _service_addresses(discovered: Sequence[Exchange]) -> list[str]:
    return [seen.value for exchange in discovered for seen in observations_of(exchange) if seen.field == "wsd.xaddr"]


def _place(text: str) -> Place | None:
    try:
        parts = urlsplit(text)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    server = WebServer(Endpoint(parts.hostname.partition("%")[0], port), parts.scheme == "https")
    return server, parts.path or DEVICE_SERVICE
