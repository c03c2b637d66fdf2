"""Ports that speak first: connect, say nothing, listen."""

from scanner.codec.framing import Greeting
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.question import Asker, Question

_CAP_BYTES = 1_024


async def listen(asker: Asker, endpoint: Endpoint, listen_s: float) -> Exchange:
    """Listen to a port. The connection stays open for a question if nothing was said."""
    question = Question("greeting", "listen", endpoint, b"", Greeting, deadline_s=listen_s, cap_bytes=_CAP_BYTES)
    return await asker.ask(question)
