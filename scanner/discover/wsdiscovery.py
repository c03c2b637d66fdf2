"""WS-Discovery: to the group on each link that may have it, and to single devices across routers."""

import uuid

from scanner.codec import wsdiscovery as codec
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.datagrams import ask_group
from scanner.net.interfaces import Interface
from scanner.net.network import Network
from scanner.net.session import HostSession

GROUP = Endpoint("239.255.255.250", 3702, "udp")
# Devices spread their answers over half a second (WS-Discovery 1.1 APP_MAX_DELAY); old ones are slower.
_LISTEN_S = 2.0
_UNICAST_WAIT_S = 1.0
PROTOCOL = "wsdiscovery"


async def ask_link(network: Network, interface: Interface) -> list[Exchange]:
    """Probe the group on one interface in every dialect. The union of answers counts: each dialect finds others."""

    def questions() -> list[tuple[str, bytes]]:
        return [(dialect, codec.probe(dialect, _message_id())) for dialect in codec.DIALECTS]

    return await ask_group(network.gate, network.recorder, interface, GROUP, PROTOCOL, questions, _LISTEN_S)


async def ask_device(network: Network, session: HostSession, port: int) -> Exchange | None:
    """Probe one device, dialect by dialect, until it answers. Returns the answer, or None."""
    endpoint = Endpoint(session.target.address, port, "udp")
    for dialect in codec.DIALECTS:
        payload = codec.probe(dialect, _message_id())
        exchange = await network.datagrams.ask(session, endpoint, PROTOCOL, dialect, payload, _UNICAST_WAIT_S)
        if exchange.outcome.heard:
            return exchange
    return None


def _message_id() -> str:
    return f"urn:uuid:{uuid.uuid4()}"
