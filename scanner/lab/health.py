"""A frail device's health: counts what it is asked, and says when it falls over."""

import time
from collections import deque
from collections.abc import Callable

from scanner.lab.unit import Frailty


class Health:
    """Watches one device's limits; calls `die` once, with the reason, when one is passed."""

    def __init__(self, frailty: Frailty, die: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        self.dead = False
        self._frailty = frailty
        self._die = die
        self._now = now
        self._open = 0
        self._connects: deque[float] = deque()
        self._counts: dict[str, int] = {}

    def connected(self) -> None:
        """Count a new connection against the limits on open ones and on those of any second."""
        self._open += 1
        limit = self._frailty.open_connections
        if limit and self._open > limit:
            self._fall(f"more than {limit} open connections")
        self._connects.append(self._now())
        while self._connects and self._connects[0] <= self._connects[-1] - 1.0:
            self._connects.popleft()
        limit = self._frailty.connects_per_second
        if limit and len(self._connects) >= limit:
            self._fall(f"{limit} connections within a second")

    def disconnected(self) -> None:
        """Count a connection as closed."""
        self._open -= 1

    def counted(self, what: str) -> None:
        """Count one `favicon_requests`, `onvif_posts`, `tls_hellos` or `datagrams`; the limit's own one is fatal."""
        self._counts[what] = self._counts.get(what, 0) + 1
        limit: int = getattr(self._frailty, what)
        if limit and self._counts[what] >= limit:
            self._fall(f"{what} reached {limit}")

    def _fall(self, why: str) -> None:
        if not self.dead:
            self.dead = True
            self._die(why)
