"""One more documented question, put only to a device that already looks like its maker's."""

from scanner.fingerprint.model import FollowUp
from scanner.model.endpoint import Endpoint
from scanner.net.http import HttpClient
from scanner.net.question import Asker


async def ask_follow_up(
    client: HttpClient, asker: Asker, endpoint: Endpoint, follow_up: FollowUp, *, tls: bool
) -> None:
    """Ask a vendor file's follow-up. The gate knows which of these may be sent at all."""
    method, _, path = follow_up.request.partition(" ")
    if method == "POST":
        body = follow_up.body.encode()
        await client.post(
            asker,
            endpoint,
            path,
            body,
            content_type="application/json",
            question=follow_up.request,
            protocol=follow_up.codec,
            tls=tls,
        )
    else:
        await client.get(asker, endpoint, path, tls=tls, protocol=follow_up.codec)
