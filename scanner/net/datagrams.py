"""Questions by UDP to single devices, from one socket: asked and waited for, or scattered over a scope."""

import asyncio
from collections.abc import Callable
from typing import Self

from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.net.gate import Gate
from scanner.net.limits import Limits
from scanner.net.news import News
from scanner.net.recorder import Recorder
from scanner.net.session import HostSession
from scanner.net.udp import Binding, UdpEndpoint, open_endpoint

CAP_BYTES = 65_535
# A flood under addresses in scope must not fill the memory.
_MOST_TAKEN_BYTES = 256 * 1024 * 1024
TOO_MANY = "answers beyond what a scan may be told unasked: somebody floods it"

Answered = Callable[[Exchange], None]


class DatagramAsker:
    """Asks single devices. Answers find their question by where they come from; others go to `on_answer`, if news.

    `on_answer` is for what was scattered: it gets the exchange of each answer from an address in scope.
    """

    def __init__(self, gate: Gate, recorder: Recorder, limits: Limits) -> None:
        self._gate, self._recorder, self._limits = gate, recorder, limits
        self._waiting: dict[Endpoint, asyncio.Future[bytes]] = {}
        self._scattered: dict[int, str] = {}  # port -> protocol
        self._news = News()  # many devices answer one search in every dialect that they are asked in
        self._taken_bytes = self._too_many = 0
        self._socket: UdpEndpoint | None = None
        self.on_answer: Answered = lambda _: None
        self.on_outsider: Callable[[str], None] = lambda _: None

    @classmethod
    async def open(cls, gate: Gate, recorder: Recorder, limits: Limits) -> Self:
        """Open the socket. Raises OSError."""
        made = cls(gate, recorder, limits)
        made._socket = await open_endpoint(Binding(None), made._heard, limits)
        return made

    async def ask(
        self, session: HostSession, endpoint: Endpoint, protocol: str, question: str, payload: bytes, wait_s: float
    ) -> Exchange:
        """Send one datagram of a device's session and wait for its answer."""
        begun = self._recorder.begin(
            Exchange("", session.target, endpoint, protocol, question, 0.0, 0.0, Outcome.BUG, payload)
        )
        if session.exhausted:
            return self._recorder.finish(begun, Outcome.NOT_SENT, details={"reason": session.exhausted})
        await session.pace.due()
        if refused := await self._gate.admit(endpoint, payload):
            return self._recorder.finish(begun, refused.outcome, details={"reason": refused.reason})
        session.pace.count()
        answer = asyncio.get_running_loop().create_future()
        self._waiting[endpoint] = answer
        try:
            assert self._socket is not None
            sent = await self._socket.send_soon(endpoint, payload)
            if sent is not Outcome.ANSWERED:
                return self._recorder.finish(begun, sent)
            async with asyncio.timeout(wait_s):
                received = await answer
        except TimeoutError:
            return self._recorder.finish(begun, Outcome.TIMED_OUT)
        finally:
            self._waiting.pop(endpoint, None)
        return self._recorder.finish(begun, Outcome.ANSWERED, received[:CAP_BYTES])

    async def scatter(self, endpoint: Endpoint, protocol: str, payload: bytes) -> Outcome:
        """Send one datagram that nobody waits for; ANSWERED means only that it left."""
        if refused := await self._gate.admit(endpoint, payload):
            return refused.outcome
        self._scattered[endpoint.port] = protocol
        assert self._socket is not None
        return await self._socket.send_soon(endpoint, payload)

    @property
    def local_port(self) -> int:
        """The port that answers come to."""
        assert self._socket
        return self._socket.local_port

    @property
    def dropped(self) -> int:
        """How many answers this machine lost because they came too fast."""
        return self._socket.dropped if self._socket else 0

    def close(self) -> None:
        """Close the socket."""
        if self._socket:
            self._socket.close()
        self._limits.not_heard(TOO_MANY, self._too_many)
        self._too_many = 0

    def _heard(self, source: Endpoint, data: bytes) -> None:
        answer = self._waiting.get(source)
        if answer is None and source.port not in self._scattered:
            # Some devices answer from another port than the one that was asked.
            same = [waiting for asked, waiting in self._waiting.items() if asked.address == source.address]
            answer = same[0] if len(same) == 1 else None
        if answer and not answer.done():
            answer.set_result(data)
        elif self._scattered:
            self._take(source, data)

    def _take(self, source: Endpoint, data: bytes) -> None:
        if not self._gate.scope.permits(source):
            self.on_outsider(source.address)
            return
        if self._taken_bytes > _MOST_TAKEN_BYTES:
            self._too_many += 1
            return
        for protocol in self._protocols(source.port):
            exchange = Exchange(
                "",
                Target(source.address),
                source,
                protocol,
                "unicast",
                0.0,
                0.0,
                Outcome.ANSWERED,
                b"",
                data[:CAP_BYTES],
            )
            if taken := self._recorder.take(exchange, lambda seen: self._news.takes(source.address, "", seen)):
                self._taken_bytes += len(data)
                self.on_answer(taken)
                return

    def _protocols(self, port: int) -> list[str]:
        """Return the protocols that an answer can be in: by its port, else by trying those that were asked."""
        if found := self._scattered.get(port):
            return [found]
        return sorted(set(self._scattered.values()))
