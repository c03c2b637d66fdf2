"""One device's share of our attention: its pace, its connections, its budget, its health.

Questions to a device go one at a time, on at most two open connections. Whatever the device does becomes an outcome.
"""

import asyncio
import errno
import socket
import ssl
from dataclasses import dataclass, replace

from scanner.codec.framing import Framing
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.net.budget import Budget, HostLimits, is_web
from scanner.net.gate import Gate, Refusal
from scanner.net.pace import HostPace
from scanner.net.question import Question
from scanner.net.recorder import Recorder
from scanner.net.stream import Stream
from scanner.net.tcp import Connector, connect, outcome_of_error
from scanner.net.tls import legacy_context


@dataclass(frozen=True, slots=True)
class _Heard:
    outcome: Outcome
    received: bytes = b""
    truncated: bool = False
    reusable: bool = False


class HostSession:
    """Asks one target. Implements net.question.Asker."""

    def __init__(
        self, target: Target, gate: Gate, recorder: Recorder, connector: Connector, limits: HostLimits | None = None
    ) -> None:
        self.target = target
        self._gate, self._recorder, self._connector = gate, recorder, connector
        self._limits = limits or HostLimits()
        self.pace = HostPace(self._limits.events_per_s, self._limits.connection_gap_s)
        self._budget = Budget(self._limits)
        self._began: float | None = None  # at the first question: waiting for a turn among many devices costs no budget
        self._turn = asyncio.Lock()
        self._idle: dict[tuple[Endpoint, bool], Stream] = {}

    def keep(self, endpoint: Endpoint, connected: socket.socket, at: float) -> None:
        """Take over a connection that a sweep opened at the loop's time `at`: the next question there uses it."""
        self.pace.count_past_connection(at)
        if len(self._idle) < self._limits.connections:
            self._park(endpoint, Stream(connected), tls=False)
        else:
            connected.close()

    async def try_port(self, endpoint: Endpoint) -> Exchange:
        """Connect and keep the connection if the port is open."""
        async with self._turn:
            begun = self._recorder.begin(_exchange(self.target, endpoint, "tcp", "connect", b""))
            if refused := self._restraint(endpoint, b""):
                return self._refuse(begun, refused)
            if (endpoint, False) in self._idle:
                return self._recorder.finish(begun, Outcome.ANSWERED)
            outcome, stream = await self._open(endpoint)
            if stream:
                self._park(endpoint, stream, tls=False)
            return self._recorder.finish(begun, outcome)

    async def ask(self, question: Question) -> Exchange:
        """Send the question and return what became of it. Never raises for anything the device does."""
        async with self._turn:
            begun = self._recorder.begin(
                _exchange(self.target, question.endpoint, question.protocol, question.name, question.payload)
            )
            refused = self._restraint(question.endpoint, question.payload) or self._left_out(question)
            if refused:
                return self._refuse(begun, refused)
            heard = await self._carry(question)
            self._account(heard)
            return self._recorder.finish(
                begun, heard.outcome, heard.received, truncated=heard.truncated, details=dict(question.details)
            )

    async def close(self) -> None:
        """Close what is open."""
        for stream in self._idle.values():
            stream.close()
        self._idle.clear()

    @property
    def exhausted(self) -> str:
        """Why this device is to be left alone, or nothing."""
        began = self._began
        return self._budget.exhausted(0.0 if began is None else asyncio.get_running_loop().time() - began)

    def _restraint(self, endpoint: Endpoint, payload: bytes) -> Refusal | None:
        if refused := self._gate.refusal(endpoint, payload):
            return refused
        if endpoint.address != self.target.address:
            return Refusal(Outcome.NOT_SENT, f"{endpoint.address} is another device's address: it is asked on its own")
        if reason := self.exhausted:
            return Refusal(Outcome.NOT_SENT, reason)
        if self._began is None:
            self._began = asyncio.get_running_loop().time()
        return None

    def _left_out(self, question: Question) -> Refusal | None:
        waiting = self._idle.get((question.endpoint, question.tls))
        reason = self._budget.refusal(question, connected=waiting is not None and waiting.is_web)
        return Refusal(Outcome.NOT_SENT, reason) if reason else None

    def _refuse(self, begun: Exchange, refused: Refusal) -> Exchange:
        return self._recorder.finish(begun, refused.outcome, details={"reason": refused.reason})

    async def _carry(self, question: Question) -> _Heard:
        reused = (question.endpoint, question.tls) in self._idle
        heard = await self._attempt(question)
        # A server may close an idle connection just as we speak: that says nothing, so ask once more on a new one.
        hung_up = reused and not heard.received and heard.outcome in (Outcome.CLOSED, Outcome.RESET)
        if hung_up and not self._left_out(question):
            heard = await self._attempt(question)
        return heard

    async def _attempt(self, question: Question) -> _Heard:
        # Waiting for our own pace is outside every deadline: our slowness is never the device's silence.
        outcome, stream = await self._ready(question)
        if stream is None:
            return _Heard(outcome)
        heard: _Heard | None = None
        try:
            if question.payload:
                await self.pace.due()
                if refused := await self._gate.admit(question.endpoint, question.payload):
                    return _Heard(refused.outcome)
                self.pace.count()
                self._budget.count(question, connected=stream.is_web)
                stream.is_web = stream.is_web or is_web(question)
            heard = await _converse(stream, question)
        finally:
            self._settle(question, stream, heard)
        return heard

    def _settle(self, question: Question, stream: Stream, heard: _Heard | None) -> None:
        # A port that was only listened to is still good for the first question.
        silent = heard is not None and not question.payload and heard.outcome is Outcome.TIMED_OUT
        if heard is not None and (heard.reusable or silent):
            self._park(question.endpoint, stream, tls=question.tls)
        else:
            stream.close()

    async def _ready(self, question: Question) -> tuple[Outcome, Stream | None]:
        if stream := self._idle.pop((question.endpoint, question.tls), None):
            return Outcome.ANSWERED, stream
        plain = self._idle.pop((question.endpoint, False), None) if question.tls else None
        outcome, stream = (Outcome.ANSWERED, plain) if plain else await self._open(question.endpoint)
        if stream and question.tls:
            return await self._secure(question, stream)
        return outcome, stream

    async def _open(self, endpoint: Endpoint) -> tuple[Outcome, Stream | None]:
        while len(self._idle) >= self._limits.connections:
            self._idle.pop(next(iter(self._idle))).close()
        await self.pace.due(connection=True)
        if refused := await self._gate.admit(endpoint):
            return refused.outcome, None
        self.pace.count(connection=True)
        outcome, made = await connect(self._connector, endpoint)
        return outcome, Stream(made) if made else None

    async def _secure(self, question: Question, stream: Stream) -> tuple[Outcome, Stream | None]:
        await self.pace.due()
        await self._gate.pace.take()
        self.pace.count()
        begun = self._recorder.begin(_exchange(self.target, question.endpoint, "tls", "handshake", b""))
        outcome = Outcome.TIMED_OUT
        try:
            async with asyncio.timeout(question.deadline_s):
                await stream.start_tls(legacy_context())
            outcome = Outcome.ANSWERED
        except ssl.SSLError:
            outcome = Outcome.TLS_FAILED
        except TimeoutError:
            pass
        except OSError as error:
            outcome = outcome_of_error(error.errno or errno.ECONNRESET)
        finally:
            self._recorder.finish(begun, outcome, stream.certificate, details=stream.tls_details)
            if outcome is not Outcome.ANSWERED:
                stream.close()
        return outcome, stream if outcome is Outcome.ANSWERED else None

    def _park(self, endpoint: Endpoint, stream: Stream, *, tls: bool) -> None:
        if previous := self._idle.pop((endpoint, tls), None):
            previous.close()
        self._idle[endpoint, tls] = stream

    def _account(self, heard: _Heard) -> None:
        budget = self._budget
        budget.received_bytes += len(heard.received)
        if heard.outcome.heard:
            budget.failures, budget.answered = 0, True
        elif budget.answered and heard.outcome in (Outcome.TIMED_OUT, Outcome.UNREACHABLE, Outcome.REFUSED):
            budget.failures += 1


async def _converse(stream: Stream, question: Question) -> _Heard:
    got, framing = bytearray(), question.framing()
    try:
        async with asyncio.timeout(question.deadline_s):
            await stream.send(question.payload)
            heard = await _listen(stream, framing, got, question.cap_bytes)
    except TimeoutError:
        heard = _Heard(Outcome.ANSWERED if got else Outcome.TIMED_OUT, bytes(got), truncated=bool(got))
    except ssl.SSLError:
        heard = _Heard(Outcome.TLS_FAILED, bytes(got))
    except OSError as error:
        heard = _Heard(_stream_outcome(error, got), bytes(got))
    return replace(heard, received=framing.kept(heard.received))


async def _listen(stream: Stream, framing: Framing, got: bytearray, cap_bytes: int) -> _Heard:
    while True:
        data = await stream.receive()
        if not data:
            # The end of the connection is the end of an answer that named no length.
            return _Heard(Outcome.ANSWERED if got else Outcome.CLOSED, bytes(got))
        got += data
        if len(got) > cap_bytes:
            return _Heard(Outcome.TOO_BIG, bytes(got[:cap_bytes]), truncated=True)
        if framing.feed(data):
            return _Heard(Outcome.ANSWERED, bytes(got), reusable=framing.reusable)


def _stream_outcome(error: OSError, got: bytearray) -> Outcome:
    if got:
        return Outcome.ANSWERED
    if isinstance(error, ConnectionResetError | BrokenPipeError | ConnectionAbortedError):
        return Outcome.RESET
    return outcome_of_error(error.errno or errno.ECONNRESET)


def _exchange(target: Target, endpoint: Endpoint, protocol: str, question: str, payload: bytes) -> Exchange:
    return Exchange("", target, endpoint, protocol, question, 0.0, 0.0, Outcome.BUG, payload)
