"""A stand-in for a device's session: one connection a question, over asyncio streams, with deadline and cap."""

import asyncio
import contextlib
import itertools
import ssl
import time

from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.net.question import Question


class StreamAsker:
    """Asks on loopback. Keeps what it was asked and what came of it."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.target = Target("127.0.0.1")
        self.questions: list[Question] = []
        self.exchanges: list[Exchange] = []
        self._context = context
        self._numbers = itertools.count(1)

    async def ask(self, question: Question) -> Exchange:
        assert question.endpoint.address == "127.0.0.1"
        started, got = time.time(), bytearray()
        outcome, truncated = Outcome.TIMED_OUT, False
        try:
            async with asyncio.timeout(question.deadline_s):
                outcome, truncated = await self._converse(question, got)
        except TimeoutError:
            outcome, truncated = (Outcome.ANSWERED if got else Outcome.TIMED_OUT), bool(got)
        except ssl.SSLError:
            outcome = Outcome.TLS_FAILED
        except OSError:
            outcome = Outcome.ANSWERED if got else Outcome.RESET
        exchange = Exchange(
            id=str(next(self._numbers)),
            target=self.target,
            endpoint=question.endpoint,
            protocol=question.protocol,
            question=question.name,
            started=started,
            ended=time.time(),
            outcome=outcome,
            sent=question.payload,
            received=bytes(got[: question.cap_bytes]),
            truncated=truncated,
        )
        self.questions.append(question)
        self.exchanges.append(exchange)
        return exchange

    async def _converse(self, question: Question, got: bytearray) -> tuple[Outcome, bool]:
        context = self._context if question.tls else None
        place: Endpoint = question.endpoint
        reader, writer = await asyncio.open_connection(place.address, place.port, ssl=context)
        try:
            writer.write(question.payload)
            return await _listen(reader, question, got)
        finally:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def _listen(reader: asyncio.StreamReader, question: Question, got: bytearray) -> tuple[Outcome, bool]:
    framing = question.framing()
    while data := await reader.read(16_384):
        got += data
        if len(got) > question.cap_bytes:
            return Outcome.TOO_BIG, True
        if framing.feed(data):
            return Outcome.ANSWERED, False
    return (Outcome.ANSWERED if got else Outcome.CLOSED), False
