"""A device's session: gentle by its limits, thrifty with connections, and unmoved by whatever the device does."""

import asyncio
import socket
from pathlib import Path

import pytest
from scan_bench import Bench, bench, http_answers, served

from scanner.codec.framing import Greeting
from scanner.codec.http import ResponseFraming
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.net.budget import HostLimits
from scanner.net.http import HttpClient
from scanner.net.question import Question
from scanner.net.session import HostSession
from scanner.transcript.read import replay

HERE = Target("127.0.0.1")
QUICK = HostLimits(connection_gap_s=0.0, events_per_s=1_000)


def session_of(scan: Bench, limits: HostLimits = QUICK) -> HostSession:
    return scan.session(HERE, limits)


async def get(session: HostSession, endpoint: Endpoint, deadline_s: float = 2.0, cap_bytes: int = 65_536) -> Exchange:
    client = HttpClient()
    try:
        return await client.get(session, endpoint, "/", deadline_s=deadline_s, cap_bytes=cap_bytes)
    finally:
        await client.aclose()


async def test_an_answer_is_recorded_whole_with_what_was_sent(tmp_path: Path) -> None:
    async with served(http_answers(b"hello")) as server, bench(tmp_path) as scan:
        session = session_of(scan)
        answer = await get(session, server.endpoint)
        assert answer.outcome is Outcome.ANSWERED
        assert answer.received == b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        assert answer.sent == server.received[0]
        assert replay(scan.path).exchanges[0][0] == answer


async def test_a_connection_is_used_again_for_the_next_question(tmp_path: Path) -> None:
    async with served(http_answers(b"one", b"two")) as server, bench(tmp_path) as scan:
        session = session_of(scan)
        answers = [await get(session, server.endpoint) for _ in range(3)]
        assert [answer.received[-3:] for answer in answers] == [b"one", b"two", b"two"]
        assert len(server.connected) == 1


async def test_a_server_that_closes_after_each_answer_gets_a_new_connection(tmp_path: Path) -> None:
    async with served(http_answers(b"one", close=True)) as server, bench(tmp_path) as scan:
        session = session_of(scan)
        answers = [await get(session, server.endpoint) for _ in range(2)]
        assert [answer.outcome for answer in answers] == [Outcome.ANSWERED] * 2
        assert len(server.connected) == 2


async def test_a_kept_connection_that_died_meanwhile_is_replaced_once(tmp_path: Path) -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
        await writer.drain()

    async with served(once) as server, bench(tmp_path) as scan:
        session = session_of(scan)
        first = await get(session, server.endpoint)
        await asyncio.sleep(0.05)
        second = await get(session, server.endpoint)
        assert [first.outcome, second.outcome] == [Outcome.ANSWERED] * 2
        assert len(server.connected) == 2


async def test_a_connection_of_the_sweep_is_spoken_on(tmp_path: Path) -> None:
    async with served(http_answers(b"x")) as server, bench(tmp_path) as scan:
        loop = asyncio.get_running_loop()
        made = socket.socket()
        made.setblocking(False)
        await loop.sock_connect(made, (server.endpoint.address, server.endpoint.port))
        session = session_of(scan)
        session.keep(server.endpoint, made, loop.time())
        assert (await get(session, server.endpoint)).outcome is Outcome.ANSWERED
        assert len(server.connected) == 1


async def test_connections_keep_their_gap(tmp_path: Path) -> None:
    async with served(http_answers(b"x", close=True)) as server, bench(tmp_path) as scan:
        session = session_of(scan, HostLimits(connection_gap_s=0.15, events_per_s=1_000))
        for _ in range(3):
            await get(session, server.endpoint)
        gaps = [after - before for before, after in zip(server.connected, server.connected[1:], strict=False)]
        assert min(gaps) >= 0.14


async def test_no_second_holds_more_than_eight_events(tmp_path: Path) -> None:
    async with served(http_answers(b"x", close=True)) as server, bench(tmp_path) as scan:
        session = session_of(scan, HostLimits(connection_gap_s=0.0, events_per_s=8))
        for _ in range(6):  # twelve events: a connection and a request each
            await get(session, server.endpoint)
        # Two connections and requests an answer: the fifth connection is the ninth event.
        assert server.connected[4] - server.connected[0] >= 1.0


async def test_never_more_than_two_connections_are_open(tmp_path: Path) -> None:
    async with (
        served(http_answers(b"x")) as first,
        served(http_answers(b"x")) as second,
        served(http_answers(b"x")) as third,
        bench(tmp_path) as scan,
    ):
        session = session_of(scan)
        for server in (first, second, third, first):
            await get(session, server.endpoint)
            await asyncio.sleep(0.02)
            assert first.open_now + second.open_now + third.open_now <= 2


async def test_a_budget_ends_the_questions_and_says_so(tmp_path: Path) -> None:
    async with served(http_answers(b"x")) as server, bench(tmp_path) as scan:
        session = session_of(scan, HostLimits(connection_gap_s=0.0, events_per_s=1_000, requests=2))
        answers = [await get(session, server.endpoint) for _ in range(3)]
        assert [answer.outcome for answer in answers] == [Outcome.ANSWERED, Outcome.ANSWERED, Outcome.NOT_SENT]
        assert answers[2].details["reason"] == "its budget of 2 requests is spent"
        assert len(server.received) == 2


async def test_a_device_that_stops_answering_is_left_alone(tmp_path: Path) -> None:
    async with served(http_answers(b"x", close=True)) as server:
        endpoint = server.endpoint
        async with bench(tmp_path) as scan:
            session = session_of(scan, HostLimits(connection_gap_s=0.0, events_per_s=1_000, failures=2))
            assert (await get(session, endpoint)).outcome is Outcome.ANSWERED
            server.stop()
            answers = [await get(session, endpoint) for _ in range(3)]
            outcomes = [answer.outcome for answer in answers]
            assert outcomes == [Outcome.REFUSED, Outcome.REFUSED, Outcome.NOT_SENT]
            assert answers[2].details["reason"] == "it stopped answering and is left alone"


@pytest.mark.parametrize(
    ("said", "waits", "outcome"),
    [
        (b"", False, Outcome.CLOSED),
        (b"", True, Outcome.TIMED_OUT),
        (b"HTTP/1.1 200 OK\r\nContent-Le", True, Outcome.ANSWERED),
        (b"HTTP/1.1 200 OK\r\nContent-Le", False, Outcome.ANSWERED),
        (b"\x00\xff babble", False, Outcome.ANSWERED),
    ],
)
async def test_whatever_a_device_says_or_leaves_unsaid_is_an_outcome(
    tmp_path: Path, said: bytes, waits: bool, outcome: Outcome
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()
        if waits:
            await asyncio.sleep(30)

    async with served(answer) as server, bench(tmp_path) as scan:
        heard = await get(session_of(scan), server.endpoint, deadline_s=0.3)
        assert (heard.outcome, heard.received) == (outcome, said)


async def test_an_endless_answer_is_cut_at_the_cap(tmp_path: Path) -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"A" * 10_000)
            await writer.drain()

    async with served(endless) as server, bench(tmp_path) as scan:
        heard = await get(session_of(scan), server.endpoint, cap_bytes=20_000)
        assert (heard.outcome, len(heard.received), heard.truncated) == (Outcome.TOO_BIG, 20_000, True)


async def test_a_slow_drip_ends_at_the_deadline_and_keeps_what_came(tmp_path: Path) -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while True:
            writer.write(b"H")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with served(drip) as server, bench(tmp_path) as scan:
        heard = await get(session_of(scan), server.endpoint, deadline_s=0.4)
        assert heard.outcome is Outcome.ANSWERED
        assert heard.truncated
        assert set(heard.received) == {ord("H")}


async def test_a_closed_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        endpoint = Endpoint("127.0.0.1", unused.getsockname()[1])
        async with bench(tmp_path) as scan:
            session = session_of(scan)
            assert (await session.try_port(endpoint)).outcome is Outcome.REFUSED
            assert (await get(session, endpoint)).outcome is Outcome.REFUSED


async def test_plain_text_on_a_tls_question_fails_as_tls(tmp_path: Path) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with served(plain) as server, bench(tmp_path) as scan:
        client = HttpClient()
        heard = await client.get(session_of(scan), server.endpoint, "/", tls=True)
        await client.aclose()
        assert heard.outcome is Outcome.TLS_FAILED
        handshake = next(exchange for exchange in scan.exchanges if exchange.protocol == "tls")
        assert handshake.outcome is Outcome.TLS_FAILED


async def test_a_silent_port_is_listened_to_and_then_asked_on_the_same_connection(tmp_path: Path) -> None:
    async with served(http_answers(b"x")) as server, bench(tmp_path) as scan:
        session = session_of(scan)
        silence = await session.ask(Question("greeting", "listen", server.endpoint, b"", Greeting, deadline_s=0.1))
        answer = await session.ask(
            Question("http", "get /", server.endpoint, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", ResponseFraming)
        )
        assert (silence.outcome, answer.outcome) == (Outcome.TIMED_OUT, Outcome.ANSWERED)
        assert len(server.connected) == 1


async def test_a_greeting_is_heard_without_a_word_of_ours(tmp_path: Path) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes.fromhex("000000100000001e0000001e00000000"))
        await writer.drain()
        await reader.read(10)

    async with served(greet) as server, bench(tmp_path) as scan:
        session = session_of(scan)
        heard = await session.ask(Question("greeting", "listen", server.endpoint, b"", Greeting, deadline_s=1.0))
        assert heard.received.hex() == "000000100000001e0000001e00000000"
        await session.close()
        await asyncio.sleep(0.02)
        assert server.received == [b""]


async def test_our_own_waiting_is_never_the_silence_of_the_device(tmp_path: Path) -> None:
    async with served(http_answers(b"x", close=True)) as server, bench(tmp_path, rate_per_s=4) as scan:
        session = session_of(scan)
        answers = [await get(session, server.endpoint, deadline_s=0.2) for _ in range(3)]
        assert [answer.outcome for answer in answers] == [Outcome.ANSWERED] * 3


@pytest.mark.parametrize("kind", [b"image/jpeg", b"multipart/x-mixed-replace; boundary=x", b"video/mp4"])
async def test_a_picture_that_comes_unasked_is_not_kept(tmp_path: Path, kind: bytes) -> None:
    head = b"HTTP/1.0 200 OK\r\nContent-Type: " + kind + b"\r\n\r\n"

    async def shows(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head + b"\xff\xd8\xff\xe0 a view of the square")
        await writer.drain()

    async with served(shows) as server, bench(tmp_path) as scan:
        assert (await get(session_of(scan), server.endpoint)).received == head


async def test_an_icon_is_kept(tmp_path: Path) -> None:
    async def icon(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: image/x-icon\r\nContent-Length: 4\r\n\r\n\x00\x00\x01\x00")
        await writer.drain()

    async with served(icon) as server, bench(tmp_path) as scan:
        client = HttpClient()
        answer = await client.get(session_of(scan), server.endpoint, "/favicon.ico", protocol="favicon")
        await client.aclose()
        assert answer.received.endswith(b"\r\n\r\n\x00\x00\x01\x00")
