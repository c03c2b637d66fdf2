"""Connects by the thousand: open, refused and silent told apart, on the fast way and on the portable one."""

import asyncio
import errno
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from scan_bench import http_answers, served

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome
from scanner.net import tcp
from scanner.net.limits import Limits
from scanner.net.tcp import Connector, EpollConnector, PortableConnector, connect, outcome_of_error, outcome_of_start

WAYS = [pytest.param(EpollConnector, id="epoll"), pytest.param(PortableConnector, id="portable")]


@pytest.fixture
def full_backlog() -> Iterator[Endpoint]:
    """A port whose backlog is full: the kernel drops further SYNs, which is what silence looks like."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(0)
    endpoint = Endpoint("127.0.0.1", listening.getsockname()[1])
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex((endpoint.address, endpoint.port))
        fillers.append(filler)
    yield endpoint
    for made in (*fillers, listening):
        made.close()


def closed_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@pytest.mark.parametrize("way", WAYS)
async def test_an_open_port_gives_its_connected_socket(way: Callable[[], Connector]) -> None:
    async with served(http_answers(b"x")) as server:
        using = way()
        outcome, made = await connect(using, server.endpoint)
        using.close()
        assert outcome is Outcome.ANSWERED
        assert made is not None
        assert made.getpeername() == (server.endpoint.address, server.endpoint.port)
        made.close()


@pytest.mark.parametrize("way", WAYS)
async def test_a_closed_port_is_refused(way: Callable[[], Connector]) -> None:
    using = way()
    outcome, made = await connect(using, Endpoint("127.0.0.1", closed_port()))
    using.close()
    assert (outcome, made) == (Outcome.REFUSED, None)


@pytest.mark.parametrize("way", WAYS)
async def test_silence_times_out_before_the_kernel_would_send_again(
    way: Callable[[], Connector], full_backlog: Endpoint
) -> None:
    using = way()
    loop = asyncio.get_running_loop()
    began = loop.time()
    outcome, made = await connect(using, full_backlog)
    using.close()
    assert (outcome, made) == (Outcome.TIMED_OUT, None)
    assert loop.time() - began >= tcp.CONNECT_TIMEOUT_S - 0.01
    assert tcp.CONNECT_TIMEOUT_S < 1.0


async def test_many_connects_at_once_each_end_once() -> None:
    async with served(http_answers(b"x")) as server:
        using = EpollConnector()
        closed = Endpoint("127.0.0.1", closed_port())
        ended: list[Outcome] = []
        everything = asyncio.Event()

        def done(_: Endpoint, outcome: Outcome, made: socket.socket | None) -> None:
            ended.append(outcome)
            if made:
                made.close()
            if len(ended) == 450:
                everything.set()

        for number in range(450):
            # Fewer to the open port than its backlog holds, whose overflow would be silence.
            using.connect(server.endpoint if number % 9 == 0 else closed, done)
        async with asyncio.timeout(10):
            await everything.wait()
        using.close()
        assert (ended.count(Outcome.ANSWERED), ended.count(Outcome.REFUSED)) == (50, 400)


@pytest.mark.parametrize("way", WAYS)
async def test_no_descriptor_left_is_our_failure_and_not_the_devices_silence(
    way: Callable[[Limits], Connector], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: Endpoint) -> socket.socket:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(tcp, "_socket_for", none_left)
    limits = Limits()
    using = way(limits)
    outcome, made = await connect(using, Endpoint("127.0.0.1", 9))
    using.close()
    assert (outcome, made) == (Outcome.NOT_SENT, None)
    assert [(limit.what, limit.count) for limit in limits.coverage()] == [("no descriptor was free", 1)]


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (0, Outcome.ANSWERED),
        (errno.ECONNREFUSED, Outcome.REFUSED),
        (errno.EHOSTUNREACH, Outcome.UNREACHABLE),
        (errno.ENETUNREACH, Outcome.UNREACHABLE),
        (errno.EPERM, Outcome.NOT_SENT),
        (errno.ENOBUFS, Outcome.NOT_SENT),
        (errno.EADDRNOTAVAIL, Outcome.NOT_SENT),
        (errno.ETIMEDOUT, Outcome.TIMED_OUT),
        (errno.ECONNRESET, Outcome.RESET),
    ],
)
def test_an_error_number_says_whose_doing_it_was(number: int, outcome: Outcome) -> None:
    assert outcome_of_error(number) is outcome


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (errno.ECONNREFUSED, Outcome.REFUSED),  # of an address of this machine's own
        (errno.ENETUNREACH, Outcome.UNREACHABLE),
        (errno.EHOSTUNREACH, Outcome.UNREACHABLE),
        (errno.EINVAL, Outcome.UNREACHABLE),
        (errno.EACCES, Outcome.NOT_SENT),
        (errno.EAFNOSUPPORT, Outcome.NOT_SENT),
        (errno.EMSGSIZE, Outcome.NOT_SENT),
    ],
)
def test_an_error_at_once_is_never_taken_for_a_devices_answer(number: int, outcome: Outcome) -> None:
    assert outcome_of_start(number) is outcome


async def test_closing_gives_up_what_is_pending(full_backlog: Endpoint) -> None:
    using = EpollConnector()
    ended: list[Outcome] = []
    using.connect(full_backlog, lambda _, outcome, __: ended.append(outcome))
    using.close()
    await asyncio.sleep(1.0)
    assert ended == []


@pytest.mark.parametrize(("hard", "at_once"), [(8_192, 4_000), (2_000, 900), (1_000, 64)])
def test_a_low_limit_of_open_files_is_raised_as_far_as_it_may_be_and_bounds_the_sweep(hard: int, at_once: int) -> None:
    script = (
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, (256, {hard}))\n"
        "from scanner.net.tcp import connects_at_once\n"
        "print(connects_at_once(4_000), resource.getrlimit(resource.RLIMIT_NOFILE)[0])\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.split() == [str(at_once), str(min(hard, 5_100))]
