"""The front page of a web server: root, one step of redirection on the same device; and the icon that it names."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from scanner.codec import observations_of
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.allowed import is_icon_path
from scanner.net.http import HttpClient
from scanner.net.question import Asker

_MOST_REDIRECTS = 1


@dataclass(frozen=True, slots=True)
class Front:
    """What was heard of a web server: its root, and the page with which the redirects ended."""

    root: Exchange
    page: Exchange


async def ask_pages(client: HttpClient, asker: Asker, endpoint: Endpoint, *, tls: bool, further: bool = True) -> Front:
    """Ask for the root page and, `further`, for what it redirects to on this device."""
    root = await client.get(asker, endpoint, "/", tls=tls)
    if not further or root.received.startswith(b"RTSP/") or not root.outcome.heard:
        return Front(root, root)
    return Front(root, await _redirected(client, asker, root, tls=tls))


async def ask_icon(client: HttpClient, asker: Asker, front: Front, *, tls: bool) -> None:
    """Ask for the icon that the page names, or for the usual one."""
    await client.get(asker, front.root.endpoint, _icon_path(front.page), tls=tls, protocol="favicon")


async def _redirected(client: HttpClient, asker: Asker, root: Exchange, *, tls: bool) -> Exchange:
    page = root
    for _ in range(_MOST_REDIRECTS):
        step = _redirect(page, tls=tls)
        if step is None:
            break
        endpoint, path, secure = step
        # The gate answers for one that leads elsewhere, so that the record shows where it would have led.
        page = await client.get(asker, endpoint, path, tls=secure)
        if page.endpoint != root.endpoint:
            break
    return page


def _redirect(page: Exchange, *, tls: bool) -> tuple[Endpoint, str, bool] | None:
    found = [seen.value for seen in observations_of(page) if seen.field == "http.redirect"]
    if not found:
        return None
    scheme = "https" if tls else "http"
    host = f"[{page.endpoint.address}]" if ":" in page.endpoint.address else page.endpoint.address
    try:
        parts = urlsplit(urljoin(f"{scheme}://{host}:{page.endpoint.port}/", found[0]))
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    path = parts.path or "/"
    return Endpoint(parts.hostname, port), f"{path}?{parts.query}" if parts.query else path, parts.scheme == "https"


def _icon_path(page: Exchange) -> str:
    assets = [seen.value for seen in observations_of(page) if seen.field == "http.asset"]
    return next((path for path in assets if is_icon_path(path)), "/favicon.ico")
