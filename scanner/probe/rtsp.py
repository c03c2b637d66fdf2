"""RTSP: OPTIONS, then DESCRIBE on the same connection. Never SETUP, never PLAY."""

from scanner.codec import rtsp as codec
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.net.question import Asker, Question


async def ask_rtsp(asker: Asker, endpoint: Endpoint, user_agent: str, deadline_s: float) -> bool:
    """Ask both questions. Returns whether the port speaks RTSP: DESCRIBE is asked only of one that does."""
    host = f"[{endpoint.address}]" if ":" in endpoint.address else endpoint.address
    url = f"rtsp://{host}:{endpoint.port}/"
    answer = await _ask(asker, endpoint, "OPTIONS", codec.options(url, 1, user_agent), deadline_s)
    if not answer.received.startswith(b"RTSP/"):
        return False
    await _ask(asker, endpoint, "DESCRIBE", codec.describe(url, 2, user_agent), deadline_s)
    return True


async def _ask(asker: Asker, endpoint: Endpoint, method: str, payload: bytes, deadline_s: float) -> Exchange:
    question = Question("rtsp", method, endpoint, payload, codec.ResponseFraming, deadline_s=deadline_s)
    return await asker.ask(question)
