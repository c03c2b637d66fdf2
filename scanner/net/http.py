"""HTTP to devices: httpx's requests and responses over our own sessions, through a transport that forgives.

httpx's own pool costs time in proportion to the hosts it has met, and its parser refuses half of what embedded servers
send. Here the session carries the bytes and codec/http reads them; httpx is the shape in which callers see both.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from ipaddress import ip_address
from typing import TypedDict, Unpack

import httpx

from scanner import __version__
from scanner.codec.http import HttpResponse, ResponseFraming, is_complete, parse, request
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.question import Asker, Question

DEADLINE_S = 5.0
CAP_BYTES = 65_536

_DEFAULT_PORTS = {False: 80, True: 443}
# The only headers of a request that reach a device, beside those that codec.http.request writes itself.
# Whatever httpx may add, an Authorization or a Cookie never does.
_CARRIED = ("User-Agent", "Content-Type", "SOAPAction")
# Undone already in the body that httpx is given, or read and sent back by httpx: its cookie jar must stay empty.
_WITHHELD = frozenset({"content-encoding", "transfer-encoding", "content-length", "set-cookie"})

_ICON_FRAMING = partial(ResponseFraming, icon=True)


class NoAnswer(httpx.TransportError):
    """An exchange in which nothing of HTTP was heard. Callers of HttpClient never see it."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(f"{exchange.endpoint}: {exchange.outcome}")
        self.exchange = exchange


class Options(TypedDict, total=False):
    """How a question is put. `protocol` names the codec that will read the answer, `question` is its name there."""

    tls: bool
    protocol: str
    question: str
    deadline_s: float
    cap_bytes: int


class LenientTransport(httpx.AsyncBaseTransport):
    """Carries httpx's requests over the Asker in `extensions['asker']`.

    Further extensions of a request, all optional: `endpoint`, `target` (the path as written), `protocol`, `question`,
    `tls`, `deadline_s`, `cap_bytes`. Those of a response: `exchange`, `anomalies`, `raw_headers` (names and values as
    the device wrote them) and `bad_location` where a Location could not be understood. Raises NoAnswer.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and turn the exchange into a response."""
        await request.aread()
        asker: Asker = request.extensions["asker"]
        exchange = await asker.ask(_question(request))
        answer = parse(exchange.received, is_complete(exchange))
        if answer is None:
            raise NoAnswer(exchange)
        return _response(request, exchange, answer)


class HttpClient:
    """Asks for pages. One for all devices; holds no connection, no cookie and no credential."""

    def __init__(self, contact: str = "", deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self.user_agent = f"camscan/{__version__} (+{contact})" if contact else f"camscan/{__version__}"
        self._client = httpx.AsyncClient(
            transport=LenientTransport(),
            headers={"User-Agent": self.user_agent},
            trust_env=False,
            follow_redirects=False,
        )

    async def get(self, asker: Asker, endpoint: Endpoint, path: str, **options: Unpack[Options]) -> Exchange:
        """Ask for a path and return the exchange. Never raises for anything the device does."""
        return await self._ask("GET", asker, endpoint, path, options)

    async def post(
        self,
        asker: Asker,
        endpoint: Endpoint,
        path: str,
        body: bytes,
        *,
        content_type: str,
        **options: Unpack[Options],
    ) -> Exchange:
        """Send a documented question that only POST carries. Never raises for anything the device does."""
        return await self._ask("POST", asker, endpoint, path, options, body, {"Content-Type": content_type})

    async def aclose(self) -> None:
        """Close the client. The connections are the sessions' own."""
        await self._client.aclose()

    async def _ask(
        self,
        method: str,
        asker: Asker,
        endpoint: Endpoint,
        path: str,
        options: Options,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Exchange:
        url = _url(endpoint, tls=options.get("tls", False))
        extensions = {
            "asker": asker,
            "endpoint": endpoint,
            "target": path,
            "deadline_s": self._deadline_s,
            **options,
        }
        asked = self._client.build_request(method, url, headers=headers, content=body or None, extensions=extensions)
        try:
            response = await self._client.send(asked)
        except NoAnswer as none:
            return none.exchange
        exchange: Exchange = response.extensions["exchange"]
        return exchange


def _question(asked: httpx.Request) -> Question:
    more = asked.extensions
    tls = more.get("tls", asked.url.scheme == "https")
    endpoint = more.get("endpoint") or Endpoint(asked.url.host, asked.url.port or _DEFAULT_PORTS[tls])
    path = more.get("target") or asked.url.raw_path.decode("ascii")
    headers = [(name, asked.headers[name]) for name in _CARRIED if name in asked.headers]
    return Question(
        protocol=more.get("protocol", "http"),
        name=more.get("question") or f"{asked.method.lower()} {path}",
        endpoint=endpoint,
        payload=request(asked.method, path, _host(endpoint, tls=tls), headers, asked.content),
        framing=_ICON_FRAMING if more.get("protocol") == "favicon" else ResponseFraming,
        tls=tls,
        deadline_s=more.get("deadline_s", DEADLINE_S),
        cap_bytes=more.get("cap_bytes", CAP_BYTES),
    )


def _response(asked: httpx.Request, exchange: Exchange, answer: HttpResponse) -> httpx.Response:
    extensions: dict[str, object] = {
        "exchange": exchange,
        "anomalies": answer.anomalies,
        "raw_headers": answer.headers,
        "http_version": (answer.version or "HTTP").encode(),
        "reason_phrase": answer.reason.encode(),
    }
    headers = [(name, value) for name, value in answer.headers if name and name.lower() not in _WITHHELD]
    location = ", ".join(answer.values("location"))  # as httpx reads several
    if location and not _is_understood(location, asked.url):
        headers = [(name, value) for name, value in headers if name.lower() != "location"]
        extensions["bad_location"] = location
    return httpx.Response(
        # HTTP/0.9 has no status: an answer in it is the page.
        answer.status or 200,
        headers=_encoded(headers),
        content=answer.body,
        extensions=extensions,
    )


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers]


def _is_understood(location: str, base: httpx.URL) -> bool:
    # httpx builds the request that a redirect would lead to even where it is told to follow none, and raises there.
    try:
        place = httpx.URL(location)
        if place.scheme and not place.host:
            place = place.copy_with(host=base.host)
        base.join(place)
    except (httpx.InvalidURL, ValueError):
        return False
    return True


def _url(endpoint: Endpoint, *, tls: bool) -> str:
    scheme = "https" if tls else "http"
    try:
        ip_address(endpoint.address)
    except ValueError:
        # A redirect may name anything. The session's gate judges the endpoint itself; this URL only has to be one.
        return f"{scheme}://not-an-address.invalid/"
    return f"{scheme}://{_host(endpoint, tls=tls)}/"


def _host(endpoint: Endpoint, *, tls: bool) -> str:
    host = f"[{endpoint.address}]" if ":" in endpoint.address else endpoint.address
    return host if endpoint.port == _DEFAULT_PORTS[tls] else f"{host}:{endpoint.port}"
