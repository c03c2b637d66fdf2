"""Writes a transcript as things happen: an intent reaches the operating system before its packet does."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scanner.model.coverage import Coverage
from scanner.model.errors import MachineFault
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.transcript import records
from scanner.transcript.chain import GENESIS, sealed


class TranscriptWriter:
    """Appends records to a new file with mode 0600. Raises MachineFault where the disk refuses."""

    def __init__(self, path: Path, header: records.ScanHeader) -> None:
        self.path = path
        self._head = GENESIS
        self._length = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise self._fault(error) from None
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        try:
            self._append(records.scan_record(header))
        except MachineFault:
            self._file.close()
            path.unlink(missing_ok=True)  # it holds nothing, and would bar the next attempt
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def head(self) -> str:
        """The hash of the last record."""
        return self._head

    def intent(self, exchange: Exchange) -> None:
        """Record what is about to be sent."""
        self._append(records.intent_record(exchange))

    def outcome(self, exchange: Exchange, observations: Iterable[Observation]) -> None:
        """Record what became of it."""
        self._append(records.outcome_record(exchange, observations))

    def sweep(self, interval: records.SweepInterval, phase: str) -> None:
        """Record a stretch of a sweep: `intent` before its first packet, `done` after its last deadline."""
        self._append(records.sweep_record(interval, phase))

    def coverage(self, coverage: Coverage) -> None:
        """Record how far the scan reached."""
        self._append(records.coverage_record(coverage))

    def end(self, ended: float, *, complete: bool) -> None:
        """Record the end and bring the file to the disk."""
        self._append({"type": "end", "ended": ended, "complete": complete})
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._fault(error) from None

    def _append(self, record: dict[str, Any]) -> None:
        line, head = sealed(record, self._head)
        data = line.encode()
        try:
            # Unbuffered, so that the kernel has the line: it survives kill -9 of this process.
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            self._drop_partial_line()
            raise self._fault(error) from None
        self._head = head
        self._length += len(line)

    def _drop_partial_line(self) -> None:
        """Cut the file back to its last whole record, so that a record written once there is room fits the chain."""
        with suppress(OSError):
            self._file.truncate(self._length)
            self._file.seek(self._length)

    def _fault(self, error: OSError) -> MachineFault:
        return MachineFault(f"{self.path}: the transcript cannot be written: {error.strerror or error}")
