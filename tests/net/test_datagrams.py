"""Questions by UDP: answers find their question by where they come from."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from scan_bench import bench

from scanner.codec import wsdiscovery
from scanner.model.endpoint import Endpoint, Target
from scanner.model.outcome import Outcome
from scanner.net.budget import HostLimits
from scanner.net.limits import Limits
from scanner.net.udp import Binding, open_endpoint

PROBE = wsdiscovery.probe(wsdiscovery.DIALECTS[0], f"urn:uuid:{uuid.UUID(int=7, version=4)}")
QUICK = HostLimits(connection_gap_s=0.0, events_per_s=1_000)


class _Peer(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self.answer, self.received = answer, []
        self.asked = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.received.append(data)
        self.asked.set()
        if reply := self.answer(data):
            self.transport.sendto(reply, addr)  # type: ignore[attr-defined]


@asynccontextmanager
async def peer(
    answer: Callable[[bytes], bytes | None], address: str = "127.0.0.1"
) -> AsyncIterator[tuple[Endpoint, _Peer]]:
    loop = asyncio.get_running_loop()
    transport, made = await loop.create_datagram_endpoint(lambda: _Peer(answer), local_addr=(address, 0))
    try:
        yield Endpoint(address, transport.get_extra_info("sockname")[1], "udp"), made
    finally:
        transport.close()


async def test_an_answer_is_recorded_with_what_was_sent(tmp_path: Path) -> None:
    async with peer(lambda _: b"<answer/>") as (endpoint, device), bench(tmp_path) as scan:
        session = scan.session(Target("127.0.0.1"), QUICK)
        heard = await scan.network.datagrams.ask(session, endpoint, "wsdiscovery", "nvt", PROBE, 1.0)
        assert (heard.outcome, heard.received, heard.sent) == (Outcome.ANSWERED, b"<answer/>", PROBE)
        assert device.received == [PROBE]


async def test_silence_times_out(tmp_path: Path) -> None:
    async with peer(lambda _: None) as (endpoint, _), bench(tmp_path) as scan:
        session = scan.session(Target("127.0.0.1"), QUICK)
        heard = await scan.network.datagrams.ask(session, endpoint, "wsdiscovery", "nvt", PROBE, 0.1)
        assert (heard.outcome, heard.received) == (Outcome.TIMED_OUT, b"")


async def test_two_devices_get_their_own_answers_though_both_wait(tmp_path: Path) -> None:
    async with (
        peer(lambda _: b"one", "127.0.0.1") as (first, _),
        peer(lambda _: b"two", "127.0.0.2") as (second, _),
        bench(tmp_path, "127.0.0.1-127.0.0.2") as scan,
    ):
        ask = scan.network.datagrams.ask
        answers = await asyncio.gather(
            *(
                ask(scan.session(Target(endpoint.address), QUICK), endpoint, "wsdiscovery", "nvt", PROBE, 1.0)
                for endpoint in (first, second)
            )
        )
        assert [answer.received for answer in answers] == [b"one", b"two"]


async def test_an_answer_from_another_port_of_the_device_counts(tmp_path: Path) -> None:
    async with peer(lambda _: None) as (asked, device), peer(lambda _: None) as (_, other), bench(tmp_path) as scan:
        session = scan.session(Target("127.0.0.1"), QUICK)
        waiting = asyncio.create_task(scan.network.datagrams.ask(session, asked, "wsdiscovery", "nvt", PROBE, 1.0))
        await device.asked.wait()
        ours = scan.network.datagrams.local_port
        other.transport.sendto(b"late", ("127.0.0.1", ours))  # type: ignore[attr-defined]
        assert (await waiting).received == b"late"


async def test_a_datagram_that_nobody_asked_for_is_dropped(tmp_path: Path) -> None:
    async with peer(lambda _: None, "127.0.0.3") as (_, stranger), bench(tmp_path) as scan:
        ours = scan.network.datagrams.local_port
        stranger.transport.sendto(b"buy", ("127.0.0.1", ours))  # type: ignore[attr-defined]
        await asyncio.sleep(0.05)
        assert scan.exchanges == []


async def test_the_socket_has_room_for_a_burst_of_answers() -> None:
    heard: list[bytes] = []
    everything = asyncio.Event()

    def hear(_: Endpoint, data: bytes) -> None:
        heard.append(data)
        if len(heard) == 500:
            everything.set()

    endpoint = await open_endpoint(Binding(None), hear, Limits())
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    for number in range(500):
        transport.sendto(b"%03d" % number + bytes(600), ("127.0.0.1", endpoint.local_port))
    async with asyncio.timeout(5):
        await everything.wait()
    transport.close()
    endpoint.close()
    assert len(heard) == 500
