"""The lab's own record of everything that it received, as JSON lines: the tests' witness."""

import json
import time
from pathlib import Path
from typing import IO, Any

from scanner.lab.device import Device

CAP_BYTES = 4096

Record = dict[str, Any]


def shown(data: bytes) -> str:
    """Return received bytes as text, one character a byte, at most CAP_BYTES of them."""
    return data[:CAP_BYTES].decode("latin-1")


class Journal:
    """Keeps records in memory, and in a file where one was named."""

    def __init__(self, path: Path | None = None) -> None:
        self.records: list[Record] = []
        self._file: IO[str] | None = path.open("w", encoding="utf-8") if path else None

    def note(self, device: Device, event: str, **details: Any) -> None:
        """Record one event of a device: connect, request, datagram, forbidden, bytes, closed, tls_failed or died.

        `forbidden` is a command to a search protocol's port that is not the search.
        """
        record: Record = {"time": time.time(), "device": device.place.target, "unit": device.unit.id, "event": event}
        record.update(details)
        self.records.append(record)
        if self._file:
            self._file.write(json.dumps(record) + "\n")
            self._file.flush()

    def of(self, target: str) -> list[Record]:
        """Return the records of one device, by its target text."""
        return [record for record in self.records if record["device"] == target]

    def events(self, event: str) -> list[Record]:
        """Return the records of one kind of event."""
        return [record for record in self.records if record["event"] == event]

    def close(self) -> None:
        """Close the file; later notes stay in memory only."""
        if self._file:
            self._file.close()
            self._file = None
