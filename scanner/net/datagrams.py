"""Questions by UDP: unicast to one device, and to a group with every answer that comes."""

import asyncio
import itertools
from collections.abc import Callable
from typing import Self

from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.net.gate import Gate
from scanner.net.interfaces import Interface
from scanner.net.recorder import Recorder
from scanner.net.session import HostSession
from scanner.net.udp import UdpEndpoint, open_udp

_CAP_BYTES = 65_535
# A flood of forged answers must not fill the transcript.
_MOST_ANSWERS = 20_000


class DatagramAsker:
    """Asks single devices from one socket; answers find their question by where they come from."""

    def __init__(self, gate: Gate, recorder: Recorder) -> None:
        self._gate, self._recorder = gate, recorder
        self._waiting: dict[Endpoint, asyncio.Future[bytes]] = {}
        self._socket: UdpEndpoint | None = None

    @classmethod
    async def open(cls, gate: Gate, recorder: Recorder) -> Self:
        """Open the socket. Raises OSError."""
        made = cls(gate, recorder)
        made._socket = await open_udp("0.0.0.0", made._heard)  # noqa: S104 - routed answers come to any of our addresses
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
            sent = self._socket.send(endpoint, payload)
            if sent is not Outcome.ANSWERED:
                return self._recorder.finish(begun, sent)
            async with asyncio.timeout(wait_s):
                received = await answer
        except TimeoutError:
            return self._recorder.finish(begun, Outcome.TIMED_OUT)
        finally:
            self._waiting.pop(endpoint, None)
        return self._recorder.finish(begun, Outcome.ANSWERED, received[:_CAP_BYTES])

    @property
    def local_port(self) -> int:
        """The port that answers come to."""
        assert self._socket
        return self._socket.local_port

    def close(self) -> None:
        """Close the socket."""
        if self._socket:
            self._socket.close()

    def _heard(self, source: Endpoint, data: bytes) -> None:
        answer = self._waiting.get(source)
        if answer is None:
            # Some devices answer from another port than the one that was asked.
            same = [waiting for asked, waiting in self._waiting.items() if asked.address == source.address]
            answer = same[0] if len(same) == 1 else None
        if answer and not answer.done():
            answer.set_result(data)


async def ask_group(
    gate: Gate,
    recorder: Recorder,
    interface: Interface,
    group: Endpoint,
    protocol: str,
    questions: Callable[[], list[tuple[str, bytes]]],
    listen_s: float,
) -> list[Exchange]:
    """Send questions to a group on one interface and record every answer as an exchange of its own.

    An answer from outside the scope is recorded as `out_of_scope` without its bytes: hearing it gives no right to it.
    """
    answers: list[Exchange] = []
    count = itertools.count()

    def heard(source: Endpoint, data: bytes) -> None:
        if next(count) >= _MOST_ANSWERS:
            return
        in_scope = gate.scope.permits(source)
        begun = recorder.begin(
            Exchange("", Target(source.address), source, protocol, "multicast", 0.0, 0.0, Outcome.BUG)
        )
        outcome = Outcome.ANSWERED if in_scope else Outcome.OUT_OF_SCOPE
        details = {"interface": interface.name}
        answers.append(recorder.finish(begun, outcome, data[:_CAP_BYTES] if in_scope else b"", details=details))

    endpoint = await open_udp(interface.address, heard)
    try:
        sent = [
            await _send_to_group(gate, recorder, interface, endpoint, group, protocol, name, payload)
            for name, payload in questions()
        ]
        await asyncio.sleep(listen_s)
        for begun, outcome, reason in sent:
            # It left. Whether it was answered, nobody can say of one question alone: the answers stand by themselves.
            silence = Outcome.TIMED_OUT if outcome is Outcome.ANSWERED else outcome
            recorder.finish(begun, silence, details={"interface": interface.name, "reason": reason})
    finally:
        endpoint.close()
    return answers


async def _send_to_group(
    gate: Gate,
    recorder: Recorder,
    interface: Interface,
    socket: UdpEndpoint,
    group: Endpoint,
    protocol: str,
    name: str,
    payload: bytes,
) -> tuple[Exchange, Outcome, str]:
    """Send one question; return its begun exchange, whether it left, and why not."""
    target, question = Target(group.address), f"multicast {name}"
    begun = recorder.begin(Exchange("", target, group, protocol, question, 0.0, 0.0, Outcome.BUG, payload))
    if refused := await gate.admit_multicast(interface, group.address, payload):
        return begun, refused.outcome, refused.reason
    return begun, socket.send(group, payload), ""
