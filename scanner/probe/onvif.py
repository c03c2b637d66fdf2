"""ONVIF's anonymous calls, in the order of what they tell, ended by the first refusal."""

from scanner.codec import onvif as codec
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.http import HttpClient
from scanner.net.question import Asker

DEVICE_SERVICE = codec.PATH
# GetDeviceInformation is not anonymous by the specification, yet many answer. A refusal ends the calls, so it comes
# after the two that tell the platform, and once: some devices log it. The last two are for patient devices.
_CALLS = ("GetSystemDateAndTime", "GetServices", "GetDeviceInformation", "GetHostname", "GetEndpointReference")


async def ask_onvif(client: HttpClient, asker: Asker, endpoint: Endpoint, path: str, *, tls: bool) -> bool:
    """Ask the anonymous calls at a device service. Returns whether ONVIF is spoken there."""
    spoken = False
    for operation in _CALLS:
        answer = await _call(client, asker, endpoint, path, operation, tls=tls)
        spoken = spoken or _speaks_soap(answer)
        # Its 401 tells the platform's challenge. More of the same would only fill the device's log.
        if not spoken or codec.refuses_login(answer.received):
            break
        # Devices from before ONVIF 2.0 know only the older of the two.
        if operation == "GetServices" and not codec.service_addresses(answer.received):
            await _call(client, asker, endpoint, path, "GetCapabilities", tls=tls)
    return spoken


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
