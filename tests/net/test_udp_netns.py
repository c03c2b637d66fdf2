"""Sockets on real links: bursts heard to the last, losses counted, links and groups kept apart, no room to send."""

import asyncio
import errno
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest

from net_spaces import NEEDS_ROOT, Spaces, spaces
from scanner.model.coverage import LocalLimit
from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net import udp, udp_socket
from scanner.net.drain import drain_of
from scanner.net.limits import DROPPED, Limits
from scanner.net.udp import Binding, UdpEndpoint, open_endpoint

pytestmark = NEEDS_ROOT

# What a user without privilege gets: net.core.rmem_max as most systems set it.
USUAL_BUFFER = 212_992

BLAST = """
import socket, sys, time
address, port, count, size, span = sys.argv[1], *map(float, sys.argv[2:])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
began = time.monotonic()
for number in range(int(count)):
    while time.monotonic() < began + span * number / count:
        time.sleep(0.0005)
    s.sendto(b"%06d" % number + bytes(int(size) - 6), (address, int(port)))
"""

SAY = """
import socket, sys
for word in sys.argv[1:]:
    way, source, address, port = word.split("/")
    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, way.encode())
    if ":" not in address:
        s.bind((source, 0))
        s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(source))
    target = (address, int(port), 0, socket.if_nametoindex(way)) if ":" in address else (address, int(port))
    s.sendto(f"{way} {address}".encode(), target)
"""

HEAR = """
import socket, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, sys.argv[1].encode())
s.bind(("::", int(sys.argv[2])))
s.settimeout(5)
for group in sys.argv[4:]:
    index = socket.if_nametoindex(sys.argv[1]).to_bytes(4, sys.byteorder)
    if ":" in group:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, socket.inet_pton(socket.AF_INET6, group) + index)
    else:
        joined = socket.inet_aton(group) + bytes(4) + index
        s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, joined)
print("ready", flush=True)
for _ in range(int(sys.argv[3])):
    print(s.recv(65536).decode(), flush=True)
"""


@pytest.fixture
def pair() -> Iterator[Spaces]:
    with spaces(cables=2) as made:
        yield made


@pytest.fixture
def usual_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_socket, "BUFFER_BYTES", USUAL_BUFFER)


class Ear:
    """What a socket heard."""

    def __init__(self) -> None:
        self.said: list[tuple[str, bytes]] = []

    def __call__(self, source: Endpoint, data: bytes) -> None:
        self.said.append((source.address, data))

    @property
    def words(self) -> list[str]:
        return sorted(data.decode() for _, data in self.said)

    async def has(self, count: int, wait_s: float = 5.0) -> None:
        """Wait until so many have come, or no more do."""
        end = time.monotonic() + wait_s
        while len(self.said) < count and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def blast(pair: Spaces, port: int, count: int, size: int, span_s: float) -> None:
    command = pair.command(BLAST, "10.66.0.1", *(str(item) for item in (port, count, size, span_s)))
    process = await asyncio.create_subprocess_exec(*command)
    assert await process.wait() == 0


@pytest.mark.usefixtures("usual_buffer")
async def test_nine_hundred_answers_within_half_a_second_are_all_heard_without_privilege(pair: Spaces) -> None:
    ear, limits = Ear(), Limits()
    endpoint = await open_endpoint(Binding(pair.interface()), ear, limits)

    async def work() -> None:
        while True:  # as recording what was heard keeps the loop busy, for longer than any turn should last
            end = time.monotonic() + 0.25
            while time.monotonic() < end:
                pass
            await asyncio.sleep(0.001)

    worker = asyncio.create_task(work())
    await blast(pair, endpoint.local_port, 900, 2_000, 0.5)
    await ear.has(900)
    worker.cancel()
    endpoint.close()
    assert sorted(int(data[:6]) for _, data in ear.said) == list(range(900))
    assert {(source, len(data)) for source, data in ear.said} == {("10.66.0.2", 2_000)}
    assert (endpoint.dropped, limits.coverage()) == (0, ())


async def test_a_privileged_socket_stands_nine_hundred_answers_with_the_loop_asleep(pair: Spaces) -> None:
    ear = Ear()
    endpoint = await open_endpoint(Binding(pair.interface()), ear, Limits())
    command = pair.command(BLAST, "10.66.0.1", str(endpoint.local_port), "900", "3000", "0")
    subprocess.run(command, check=True, timeout=30)  # noqa: ASYNC221
    endpoint.close()
    assert (len(ear.said), endpoint.dropped) == (900, 0)


@pytest.fixture
def tiny_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_socket, "BUFFER_BYTES", 8_192)


def blast_while_nobody_reads(pair: Spaces, port: int, count: int, size: int) -> None:
    command = pair.command(BLAST, "10.66.0.1", str(port), str(count), str(size), "0")
    with drain_of(asyncio.get_running_loop()).lock:
        subprocess.run(command, check=True, timeout=30)


@pytest.mark.usefixtures("tiny_buffer")
async def test_what_a_tiny_buffer_had_no_room_for_is_counted_to_the_last(pair: Spaces) -> None:
    ear, limits = Ear(), Limits()
    endpoint = await open_endpoint(Binding(pair.interface()), ear, limits)
    blast_while_nobody_reads(pair, endpoint.local_port, 300, 600)
    # No datagram came after the last that was lost, to tell of it.
    assert endpoint.dropped > 200
    await ear.has(300, wait_s=0.3)
    endpoint.close()
    lost = 300 - len(ear.said)
    assert 0 < len(ear.said) < 100
    assert endpoint.dropped == lost
    assert [(item.what, item.outcome, item.count) for item in limits.coverage()] == [(DROPPED, "not_heard", lost)]


@pytest.mark.usefixtures("tiny_buffer")
async def test_closing_twice_reports_a_loss_once(pair: Spaces) -> None:
    limits = Limits()
    endpoint = await open_endpoint(Binding(pair.interface()), Ear(), limits)
    blast_while_nobody_reads(pair, endpoint.local_port, 100, 600)
    endpoint.close()
    endpoint.close()
    assert [item.count for item in limits.coverage()] == [endpoint.dropped]


async def test_a_flood_does_not_fill_the_memory_of_a_busy_loop_and_is_counted(
    pair: Spaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(udp, "MOST_WAITING_BYTES", 100_000)
    ear, limits = Ear(), Limits()
    endpoint = await open_endpoint(Binding(pair.interface()), ear, limits)
    command = pair.command(BLAST, "10.66.0.1", str(endpoint.local_port), "300", "1000", "0")
    subprocess.run(command, check=True, timeout=30)  # noqa: ASYNC221 - the loop is blocked on purpose
    time.sleep(0.1)  # noqa: ASYNC251
    assert endpoint.dropped == 199
    endpoint.close()
    assert [int(data[:6]) for _, data in ear.said] == list(range(101))
    assert [item.count for item in limits.coverage()] == [199]


async def test_what_goes_wrong_with_one_datagram_does_not_make_the_socket_deaf(pair: Spaces) -> None:
    heard: list[bytes] = []

    def hear(_: Endpoint, data: bytes) -> None:
        heard.append(data)
        if len(heard) == 1:
            raise ValueError("no codec")

    faults: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: faults.append(str(context["exception"])))
    endpoint = await open_endpoint(Binding(pair.interface()), hear, Limits())
    await blast(pair, endpoint.local_port, 5, 10, 0.05)
    end = loop.time() + 5
    while len(heard) < 5 and loop.time() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    endpoint.close()
    assert (len(heard), faults) == (5, ["no codec"])


async def test_the_reading_thread_ends_with_the_last_socket(pair: Spaces) -> None:
    def drains() -> int:
        return sum(thread.name == "camscan-drain" for thread in threading.enumerate())

    first = await open_endpoint(Binding(pair.interface()), Ear(), Limits())
    second = await open_endpoint(Binding(pair.interface()), Ear(), Limits())
    counts = [drains()]
    for endpoint in (first, second):
        endpoint.close()
        counts.append(drains())
    assert counts == [1, 1, 0]


@pytest.mark.parametrize("device", [True, False], ids=["device", "pktinfo"])
async def test_one_port_on_two_interfaces_hears_each_link_alone_beside_another_program(
    pair: Spaces, monkeypatch: pytest.MonkeyPatch, device: bool
) -> None:
    if not device:  # as on a kernel that wants a privilege for it
        monkeypatch.setattr(udp_socket, "_bind_to_device", lambda *_: False)
    group = "239.255.255.250"
    ears = Ear(), Ear()
    with udp_socket.bound_socket(Binding(None, 3702)):  # another program at the same port
        endpoints = [
            await open_endpoint(Binding(pair.interface(number), 3702, 4, (group,)), ear, Limits())
            for number, ear in enumerate(ears)
        ]
        words = [
            f"far{number}/10.66.{number * 4}.2/{address}/3702"
            for number in (0, 1)
            for address in (group, "255.255.255.255")
        ]
        await asyncio.to_thread(pair.in_far, SAY, *words)
        await asyncio.gather(*(ear.has(2) for ear in ears))
        await asyncio.sleep(0.1)
        for endpoint in endpoints:
            endpoint.close()
    assert [ear.words for ear in ears] == [
        ["far0 239.255.255.250", "far0 255.255.255.255"],
        ["far1 239.255.255.250", "far1 255.255.255.255"],
    ]


@pytest.mark.parametrize("device", [True, False], ids=["device", "pktinfo"])
async def test_a_group_that_was_not_joined_is_not_heard_though_another_socket_joined_it(
    pair: Spaces, monkeypatch: pytest.MonkeyPatch, device: bool
) -> None:
    if not device:
        monkeypatch.setattr(udp_socket, "_bind_to_device", lambda *_: False)
    joined, other = Ear(), Ear()
    first = await open_endpoint(Binding(pair.interface(), 1900, 4, ("239.255.255.250",)), joined, Limits())
    second = await open_endpoint(Binding(pair.interface(), 1900, 4, ("239.255.255.251",)), other, Limits())
    await asyncio.to_thread(pair.in_far, SAY, "far0/10.66.0.2/239.255.255.250/1900")
    await joined.has(1)
    first.close()
    second.close()
    assert (joined.words, other.words) == (["far0 239.255.255.250"], [])


@pytest.mark.parametrize("device", [True, False], ids=["device", "pktinfo"])
@pytest.mark.parametrize("group", ["ff02::c", "ff02::fb"])
async def test_groups_of_version_6_are_joined_on_their_interface(
    pair: Spaces, monkeypatch: pytest.MonkeyPatch, group: str, device: bool
) -> None:
    if not device:
        monkeypatch.setattr(udp_socket, "_bind_to_device", lambda *_: False)
    pair.settle()
    ears = Ear(), Ear()
    endpoints = [
        await open_endpoint(Binding(pair.interface(number), 5353, 6, (group,)), ear, Limits())
        for number, ear in enumerate(ears)
    ]
    await asyncio.to_thread(pair.in_far, SAY, f"far0/-/{group}/5353", f"far1/-/{group}/5353")
    await asyncio.gather(*(ear.has(1) for ear in ears))
    for endpoint in endpoints:
        endpoint.close()
    assert [ear.words for ear in ears] == [[f"far0 {group}"], [f"far1 {group}"]]
    # Without the zone: text of an address and nothing else.
    assert {source[:6] for ear in ears for source, _ in ear.said} == {"fe80::"}
    assert {"%" in source for ear in ears for source, _ in ear.said} == {False}


@pytest.mark.parametrize("device", [True, False], ids=["device", "pktinfo"])
async def test_groups_everybody_and_link_local_addresses_are_sent_to_by_the_bindings_interface(
    pair: Spaces, monkeypatch: pytest.MonkeyPatch, device: bool
) -> None:
    if not device:
        monkeypatch.setattr(udp_socket, "_bind_to_device", lambda *_: False)
    pair.settle()
    # The second cable, while the first is where the system would send what names no interface.
    pair.ip(pair.near, "route", "add", "default", "via", "10.66.0.2")
    hearing = pair.command(HEAR, "far1", "4000", "4", "239.255.255.250", "ff02::c")
    with subprocess.Popen(hearing, stdout=subprocess.PIPE, text=True) as far:  # noqa: ASYNC220
        assert far.stdout is not None
        assert far.stdout.readline() == "ready\n"
        link_local = pair.link_local(pair.far, "far1")
        outcomes = []
        for version, addresses in ((4, ("239.255.255.250", "255.255.255.255")), (6, ("ff02::c", link_local))):
            endpoint = await open_endpoint(Binding(pair.interface(1), 0, version), Ear(), Limits())
            for address in addresses:
                outcomes.append(endpoint.send(Endpoint(address, 4000, "udp"), address.encode()))
            endpoint.close()
        said, _ = far.communicate(timeout=10)
    assert said.splitlines() == ["239.255.255.250", "255.255.255.255", "ff02::c", link_local]
    assert outcomes == [Outcome.ANSWERED] * 4


async def test_datagrams_to_a_group_die_at_the_first_router(pair: Spaces) -> None:
    endpoint = await open_endpoint(Binding(pair.interface()), Ear(), Limits())
    hops = endpoint._socket.getsockopt(0, 33)  # IP_MULTICAST_TTL
    six = await open_endpoint(Binding(pair.interface(), 0, 6), Ear(), Limits())
    hops_6 = six._socket.getsockopt(41, 18)  # IPV6_MULTICAST_HOPS
    endpoint.close()
    six.close()
    assert (hops, hops_6) == (1, 1)


async def fill(endpoint: UdpEndpoint, first: int = 10, most: int = 240) -> int:
    """Send to addresses that nobody has until there is no room; return how many were taken."""
    for number in range(first, first + most):
        if endpoint.send(Endpoint(f"10.66.0.{number}", 9, "udp"), bytes(1_000)) is not Outcome.ANSWERED:
            return number - first
    return most


async def test_no_room_to_send_is_our_failure_and_says_why(pair: Spaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_socket, "BUFFER_BYTES", 16_384)
    limits = Limits()
    endpoint = await open_endpoint(Binding(pair.interface()), Ear(), limits)
    taken = await fill(endpoint)
    endpoint.close()
    assert 0 < taken < 240
    assert dict(endpoint.unsent) == {"EAGAIN": 1}
    told = limits.coverage()
    assert [(item.what, item.outcome, item.count) for item in told] == [("a send buffer stayed full", "not_sent", 1)]


async def test_sends_that_wait_for_room_all_leave_when_the_kernel_gives_up_on_silent_neighbours(
    pair: Spaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(udp_socket, "BUFFER_BYTES", 16_384)
    heard = pair.command(HEAR, "far0", "4000", "3")
    with subprocess.Popen(heard, stdout=subprocess.PIPE, text=True) as far:  # noqa: ASYNC220
        assert far.stdout is not None
        assert far.stdout.readline() == "ready\n"
        endpoint = await open_endpoint(Binding(pair.interface()), Ear(), Limits())
        await fill(endpoint)
        sends = (endpoint.send_soon(Endpoint("10.66.0.2", 4000, "udp"), word) for word in (b"one", b"two", b"three"))
        outcomes = await asyncio.gather(*sends)
        endpoint.close()
        said, _ = far.communicate(timeout=10)
    assert outcomes == [Outcome.ANSWERED] * 3
    assert sorted(said.split()) == ["one", "three", "two"]
    assert dict(endpoint.unsent) == {"EAGAIN": 1}  # the one that `fill` ended with


async def test_a_send_that_waits_in_vain_says_so(pair: Spaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp_socket, "BUFFER_BYTES", 16_384)
    monkeypatch.setattr(udp, "SEND_WAIT_S", 0.2)
    limits = Limits()
    endpoint = await open_endpoint(Binding(pair.interface()), Ear(), limits)
    await fill(endpoint)
    outcome = await endpoint.send_soon(Endpoint("10.66.0.2", 4000, "udp"), b"late")
    endpoint.close()
    assert outcome is Outcome.NOT_SENT
    assert dict(endpoint.unsent) == {"EAGAIN": 2}
    assert [item.count for item in limits.coverage()] == [2]


async def test_a_network_without_a_route_is_named(pair: Spaces) -> None:
    limits = Limits()
    endpoint = await open_endpoint(Binding(None), Ear(), limits)
    outcomes = {endpoint.send(Endpoint(f"10.99.{number}.1", 9, "udp"), b"?") for number in (0, 1)}
    outcomes.add(await endpoint.send_soon(Endpoint("10.99.1.2", 9, "udp"), b"?"))
    endpoint.close()
    assert outcomes == {Outcome.UNREACHABLE}
    assert dict(endpoint.unsent) == {errno.errorcode[errno.ENETUNREACH]: 3}
    advice = "add a route, or scan from a machine that has one"
    assert limits.coverage() == (LocalLimit("this machine has no route to 10.99.0.0/23", "not_sent", 3, advice),)
