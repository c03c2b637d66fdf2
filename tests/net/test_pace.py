"""The pace: a ceiling for all, and a gentle one for each device."""

import asyncio
from itertools import pairwise

from scanner.net.pace import GlobalPace, HostPace


async def times_of(pace: GlobalPace, count: int) -> list[float]:
    loop = asyncio.get_running_loop()
    dispatcher = loop.create_task(pace.dispatch())
    times = []
    for _ in range(count):
        await pace.take()
        times.append(loop.time())
    dispatcher.cancel()
    return times


async def test_the_ceiling_holds_over_any_tenth_of_a_second() -> None:
    times = await times_of(GlobalPace(500), 150)
    busiest = max(sum(start <= time < start + 0.1 for time in times) for start in times)
    # 50 a tenth, and one period of 20 ms more for where the window falls.
    assert busiest <= 60


async def test_a_rate_below_one_a_period_still_paces() -> None:
    times = await times_of(GlobalPace(10), 4)
    assert min(after - before for before, after in pairwise(times)) >= 0.09


async def test_who_waits_first_is_served_first() -> None:
    pace = GlobalPace(200)
    order: list[int] = []

    async def wait(number: int) -> None:
        await pace.take()
        order.append(number)

    async with asyncio.TaskGroup() as group:
        dispatcher = group.create_task(pace.dispatch())
        waiting = [group.create_task(wait(number)) for number in range(20)]
        await asyncio.wait(waiting)
        dispatcher.cancel()
    assert order == list(range(20))


async def test_one_who_gave_up_waiting_does_not_stop_the_rest() -> None:
    pace = GlobalPace(50)
    loop = asyncio.get_running_loop()
    dispatcher = loop.create_task(pace.dispatch())
    gone = [loop.create_task(pace.take()) for _ in range(5)]
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    async with asyncio.timeout(2):
        await pace.take()
    dispatcher.cancel()


async def test_a_host_gets_no_more_than_its_events_in_any_second() -> None:
    pace, loop = HostPace(3, 0.0), asyncio.get_running_loop()
    times = []
    for _ in range(7):
        await pace.due()
        pace.count()
        times.append(loop.time())
    assert all(after - before >= 1.0 for before, after in zip(times, times[3:], strict=False))


async def test_connections_to_an_unidentified_host_keep_their_gap_and_an_identified_one_is_not_held_back() -> None:
    pace, loop = HostPace(100, 0.2), asyncio.get_running_loop()
    pace.count(connection=True)
    began = loop.time()
    await pace.due(connection=True)
    pace.count(connection=True)
    held = loop.time() - began
    pace.identified()
    await pace.due(connection=True)
    assert held >= 0.19
    assert loop.time() - began - held < 0.1


async def test_a_connection_of_the_sweep_counts_as_one_of_ours() -> None:
    pace, loop = HostPace(100, 0.2), asyncio.get_running_loop()
    began = loop.time()
    pace.count_past_connection(began)
    await pace.due(connection=True)
    assert loop.time() - began >= 0.19


async def test_a_send_that_waited_elsewhere_counts_from_when_it_left() -> None:
    pace, loop = HostPace(1, 0.0), asyncio.get_running_loop()
    await pace.due()
    await asyncio.sleep(0.3)
    pace.count()
    left = loop.time()
    await pace.due()
    assert loop.time() - left >= 1.0
