"""Where every exchange is written down: intent before the send, outcome and observations after it."""

import time
from collections.abc import Callable
from dataclasses import replace

from scanner.codec import observations_of
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.transcript.records import SweepInterval
from scanner.transcript.write import TranscriptWriter

Listener = Callable[[Exchange, list[Observation]], None]


def now() -> float:
    """The clock of every record: seconds since the epoch, to the millisecond, so that text keeps it whole."""
    return round(time.time(), 3)


class Recorder:
    """Numbers exchanges, writes them to the transcript and tells who listens."""

    def __init__(self, writer: TranscriptWriter, listener: Listener | None = None) -> None:
        self._writer = writer
        self._listener = listener
        self._count = 0

    def begin(self, exchange: Exchange) -> Exchange:
        """Give the exchange its number and write the intent: after this, and not before, it may be sent."""
        self._count += 1
        numbered = replace(exchange, id=f"x{self._count}", started=now())
        self._writer.intent(numbered)
        return numbered

    def finish(
        self,
        begun: Exchange,
        outcome: Outcome,
        received: bytes = b"",
        *,
        truncated: bool = False,
        details: dict[str, str] | None = None,
    ) -> Exchange:
        """Write what became of it and return it whole."""
        merged = {**begun.details, **(details or {})}
        whole = replace(begun, ended=now(), outcome=outcome, received=received, truncated=truncated, details=merged)
        observations = observations_of(whole)
        self._writer.outcome(whole, observations)
        if self._listener:
            self._listener(whole, observations)
        return whole

    def take(self, exchange: Exchange, is_news: Callable[[list[Observation]], bool]) -> Exchange | None:
        """Write something that came without a question of its own, if what it tells is news; else return None.

        The exchange is given its number; its times are now, unless it has times of its own.
        """
        at = exchange.ended or now()
        whole = replace(exchange, id=f"x{self._count + 1}", started=exchange.started or at, ended=at)
        observations = observations_of(whole)
        if not is_news(observations):
            return None
        self._count += 1
        self._writer.intent(whole)
        self._writer.outcome(whole, observations)
        if self._listener:
            self._listener(whole, observations)
        return whole

    def sweep_begins(self, interval: SweepInterval) -> SweepInterval:
        """Number a stretch of a sweep and write its intent."""
        self._count += 1
        numbered = replace(interval, id=f"s{self._count}", started=now())
        self._writer.sweep(numbered, "intent")
        return numbered

    def sweep_done(self, interval: SweepInterval) -> SweepInterval:
        """Write what a stretch found."""
        whole = replace(interval, ended=now())
        self._writer.sweep(whole, "done")
        if self._listener:
            for exchange in whole.exchanges():
                self._listener(exchange, observations_of(exchange))
        return whole
