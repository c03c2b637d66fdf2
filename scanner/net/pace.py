"""How fast: one ceiling for the whole scan, and a gentler one for each device."""

import asyncio
from collections import deque

from asyncio_throttle import Throttler

# asyncio-throttle hands out a whole period's allowance at once and every waiter of its own polls. A short period makes
# the burst small, and one dispatcher is its only waiter.
_PERIOD_S = 0.02
_RETRY_S = 0.002


class GlobalPace:
    """Packets and requests a second, for everything that is sent. Run `dispatch` as a task beside the scan."""

    def __init__(self, rate_per_s: float) -> None:
        period_s = max(_PERIOD_S, 1 / rate_per_s)
        self._throttler = Throttler(max(1, int(rate_per_s * period_s)), period_s, _RETRY_S)
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._work = asyncio.Event()

    async def take(self, count: int = 1) -> None:
        """Wait for `count` sends' worth of allowance, first come first served."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((count, turn))
        self._work.set()
        await turn

    async def dispatch(self) -> None:
        """Serve the queue until cancelled."""
        while True:
            await self._work.wait()
            while self._waiting:
                count, turn = self._waiting.popleft()
                for _ in range(count):
                    await self._throttler.acquire()
                if not turn.done():
                    turn.set_result(None)
            self._work.clear()


class HostPace:
    """At most `events` sends in any second to one device, and a gap between connections while it is unidentified."""

    # A little more than a second, because the device counts arrivals, and packets bunch on the way.
    _WINDOW_S = 1.05

    def __init__(self, events_per_s: int, connection_gap_s: float) -> None:
        self._recent: deque[float] = deque(maxlen=events_per_s)
        self._connection_gap_s = connection_gap_s
        self._last_connection = float("-inf")

    async def due(self, *, connection: bool = False) -> None:
        """Wait until one more send, or one more connection, may leave."""
        now = asyncio.get_running_loop().time()
        until = self._recent[0] + self._WINDOW_S if len(self._recent) == self._recent.maxlen else now
        if connection:
            until = max(until, self._last_connection + self._connection_gap_s)
        if until > now:
            await asyncio.sleep(until - now)

    def count(self, *, connection: bool = False) -> None:
        """Count a send at the moment it leaves: what waited for the global pace left later than it was due."""
        now = asyncio.get_running_loop().time()
        self._recent.append(now)
        if connection:
            self._last_connection = now

    def count_past_connection(self, at: float) -> None:
        """Count a connection that a sweep made, at the loop's time `at`."""
        self._recent.append(at)
        self._last_connection = max(self._last_connection, at)

    def identified(self) -> None:
        """Drop the gap: the device is known to be a camera or the like, not a controller that must not be hurried."""
        self._connection_gap_s = 0.0
