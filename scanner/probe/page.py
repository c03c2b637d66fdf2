"""The front page of a web server: root, one step of redirection on the same device, and its icon."""

from urllib.parse import urljoin, urlsplit

from scanner.codec import observations_of
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.allowed import is_icon_path
from scanner.net.http import HttpClient
from scanner.net.question import Asker

_MOST_REDIRECTS = 1


async def ask_pages(
    client: HttpClient, asker: Asker, endpoint: Endpoint, *, tls: bool, further: bool = True
) -> Exchange:
    """Ask for the root page and, `further`, for what it redirects to on this device and for the icon.

    Returns the root's exchange.
    """
    root = await client.get(asker, endpoint, "/", tls=tls)
    if further and not root.received.startswith(b"RTSP/") and root.outcome.heard:
        await _ask_further(client, asker, root, tls=tls)
    return root


async def _ask_further(client: HttpClient, asker: Asker, root: Exchange, *, tls: bool) -> None:
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
    await client.get(asker, root.endpoint, _icon_path(page), tls=tls, protocol="favicon")


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
