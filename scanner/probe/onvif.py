"""ONVIF's anonymous calls, in the order of what they cost the device, ended by the first refusal."""

from scanner.codec import onvif as codec
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.http import HttpClient
from scanner.net.question import Asker

DEVICE_SERVICE = "/onvif/device_service"


async def ask_onvif(client: HttpClient, asker: Asker, endpoint: Endpoint, path: str, *, tls: bool) -> bool:
    """Ask the anonymous calls at a device service. Returns whether ONVIF is spoken there."""
    clock = await _call(client, asker, endpoint, path, "GetSystemDateAndTime", tls=tls)
    if not _speaks_soap(clock):
        return False
    services = await _call(client, asker, endpoint, path, "GetServices", tls=tls)
    # Devices from before ONVIF 2.0 know only GetCapabilities.
    if not codec.service_addresses(services.received):
        await _call(client, asker, endpoint, path, "GetCapabilities", tls=tls)
    await _call(client, asker, endpoint, path, "GetHostname", tls=tls)
    # Not anonymous by the specification, yet many answer. Asked once: some devices log it.
    await _call(client, asker, endpoint, path, "GetDeviceInformation", tls=tls)
    return True


async def _call(
    client: HttpClient, asker: Asker, endpoint: Endpoint, path: str, operation: str, *, tls: bool
) -> Exchange:
    return await client.post(
        asker,
        endpoint,
        path,
        codec.envelope(operation),
        content_type=codec.content_type(operation),
        question=operation,
        protocol="onvif",
        tls=tls,
    )


def _speaks_soap(exchange: Exchange) -> bool:
    return exchange.outcome.heard and b"Envelope" in exchange.received
