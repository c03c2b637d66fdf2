"""The UPnP description that a device named in its SSDP answer: fetched from that device, and from nowhere else."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from scanner.codec import ssdp
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.allowed import is_description_path, is_description_port
from scanner.net.http import HttpClient
from scanner.net.question import Asker

_MOST = 1


def description_places(discovered: Sequence[Exchange], address: str) -> list[tuple[Endpoint, str]]:
    """Return where the descriptions stand that a device's own answers name on its own address, over plain HTTP."""
    found: dict[tuple[Endpoint, str], None] = {}
    for exchange in discovered:
        if exchange.protocol != "ssdp":
            continue
        try:
            parts = urlsplit(ssdp.location(exchange.received))
            place = Endpoint(parts.hostname or "", parts.port or 80), parts.path
        except ValueError:
            continue
        is_own = parts.scheme == "http" and place[0].address == address and is_description_port(place[0].port)
        if is_own and not parts.query and is_description_path(place[1]):
            found[place] = None
    return list(found)[:_MOST]


async def ask_description(client: HttpClient, asker: Asker, endpoint: Endpoint, path: str) -> Exchange:
    """Fetch a description."""
    return await client.get(asker, endpoint, path, protocol="upnp_description")
