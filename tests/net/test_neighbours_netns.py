"""The kernel's neighbour table on a real link, and a guard that keeps a sweep from filling it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from net_spaces import NEEDS_ROOT, Spaces, spaces
from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net import neighbours as module
from scanner.net.limits import Limits
from scanner.net.neighbours import MOST_UNRESOLVED, Neighbour, NeighbourGuard, neighbours, unresolved, why_no_table
from scanner.net.tcp import EpollConnector, connect

pytestmark = NEEDS_ROOT


@pytest.fixture
def pair() -> Iterator[Spaces]:
    with spaces(prefix=22) as made:
        yield made


def mac(pair: Spaces, space: str, name: str) -> str:
    return pair.ip(space, "-o", "link", "show", name).split("link/ether ")[1].split(" ")[0]


def touch(address: str) -> None:
    """Have the kernel ask for an address by ARP, or by ND."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as made:
        index = socket.if_nametoindex("near0")
        made.sendto(b"?", (address, 9, 0, index) if ":" in address else (address, 9))


async def test_the_table_tells_macs_states_and_who_is_waited_for(pair: Spaces) -> None:
    pair.settle()
    far = pair.link_local(pair.far, "far0")
    for address in ("10.66.0.2", "10.66.0.99", far):
        touch(address)
    await asyncio.sleep(0.2)
    found = {item.address: item for item in neighbours()}
    theirs = mac(pair, pair.far, "far0")
    assert found["10.66.0.2"] == Neighbour("10.66.0.2", theirs, "near0", "reachable")
    assert found["10.66.0.99"] == Neighbour("10.66.0.99", "", "near0", "incomplete")
    assert (found[far].mac, found[far].interface) == (theirs, "near0")
    assert (found["10.66.0.2"].is_fresh, found["10.66.0.99"].is_fresh) == (True, False)
    assert unresolved() == 1
    assert why_no_table() == ""


async def test_a_table_of_a_thousand_entries_is_read_to_its_end(pair: Spaces) -> None:
    lines = [
        f"neigh add 10.66.{number // 250}.{number % 250 + 3} lladdr 02:00:00:00:{number // 250:02x}:{number % 250:02x} "
        "dev near0 nud permanent"
        for number in range(1_000)
    ]
    process = await asyncio.create_subprocess_exec("ip", "-n", pair.near, "-batch", "-", stdin=asyncio.subprocess.PIPE)
    await process.communicate("\n".join(lines).encode() + b"\n")
    assert process.returncode == 0
    assert len({item.address for item in neighbours() if item.mac.startswith("02:00:00:00:")}) == 1_000


@asynccontextmanager
async def most_seen(pair: Spaces) -> AsyncIterator[list[int]]:
    """Count the incomplete entries from outside, over and over, until the block ends."""
    seen: list[int] = []

    async def look() -> None:
        while True:
            command = ("ip", "-n", pair.near, "-4", "neigh", "show", "nud", "incomplete")
            process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
            listed, _ = await process.communicate()
            seen.append(len(listed.splitlines()))
            await asyncio.sleep(0.02)

    looking = asyncio.create_task(look())
    yield seen
    looking.cancel()


async def sweep(guard: NeighbourGuard | None, addresses: list[str]) -> list[Outcome]:
    using = EpollConnector(Limits())
    asked = []
    for address in addresses:
        if guard:
            await guard.ready(address)
        asked.append(asyncio.create_task(connect(using, Endpoint(address, 80))))
        await asyncio.sleep(0)
    found = [outcome for outcome, _ in await asyncio.gather(*asked)]
    using.close()
    return found


ADDRESSES = [f"10.66.{number // 256}.{number % 256}" for number in range(2, 1_023)]
LIVE = [f"10.66.2.{number}" for number in (7, 40, 90, 200)]


@pytest.mark.parametrize("readable", [True, False], ids=["table", "time alone"])
async def test_a_swept_network_never_has_more_unresolved_neighbours_than_the_guard_allows(
    pair: Spaces, monkeypatch: pytest.MonkeyPatch, readable: bool
) -> None:
    for address in LIVE:
        pair.ip(pair.far, "addr", "add", f"{address}/22", "dev", "far0")
    if not readable:  # as on a system whose table nobody reads
        monkeypatch.setattr(module, "neighbours", list)
    async with most_seen(pair) as seen:
        found = await sweep(NeighbourGuard(), ADDRESSES)
    answered = [address for address, outcome in zip(ADDRESSES, found, strict=True) if outcome is Outcome.REFUSED]
    assert answered == ["10.66.0.2", *LIVE]
    # A busy machine looks less often, and sweeps slower; the bound must hold all the same.
    assert len(seen) > 10
    assert 50 < max(seen) <= MOST_UNRESOLVED


async def test_without_the_guard_the_same_sweep_has_far_more(pair: Spaces) -> None:
    async with most_seen(pair) as seen:
        await sweep(None, ADDRESSES[:700])
    assert max(seen) > MOST_UNRESOLVED


async def test_an_address_that_failed_before_counts_again_when_it_is_touched_again(pair: Spaces) -> None:
    addresses = [f"10.66.1.{number}" for number in range(1, 61)]
    guard = NeighbourGuard(60)  # 30 and a margin
    async with most_seen(pair) as seen:
        await sweep(guard, addresses[:30])
        await asyncio.sleep(3.3)
        await sweep(guard, addresses[:30])
        await sweep(guard, addresses[30:])
    assert max(seen) <= 60
    assert max(seen) > 20


async def test_a_table_that_others_fill_is_waited_for(pair: Spaces) -> None:
    for number in range(1, 61):
        touch(f"10.66.3.{number}")
    await asyncio.sleep(0.1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await NeighbourGuard(60).ready("10.66.1.1")
    assert loop.time() - began > 1.5
