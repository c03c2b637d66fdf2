"""Devices that behave badly, and devices that fall over."""

import asyncio

import pytest
from lab_client import ask_tcp, ask_udp, probe, soap

from scanner.lab import Running, estate_of, own_network, serving, unit
from scanner.lab.health import Health
from scanner.lab.unit import Frailty

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def alone(identity: str):
    return serving(estate_of([unit(identity)], think_ms=(0, 0)), network=own_network())


@pytest.mark.parametrize(
    ("identity", "port", "start"),
    [
        ("hostile-endless", 10_080, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"),
        ("hostile-endless", 18_080, b"HTTP/1.1 200 OK\r\nX-More-0: more\r\n"),
        ("hostile-drip", 10_080, b"HTTP/1.1 200 OK\r\nX-Slow: z"),
        ("hostile-http09", 10_080, b"<html><title>bare"),
        ("hostile-http09", 18_080, b"HTTP/9.x nine"),
        ("hostile-headers", 10_080, b"HTTP/1.1 200 OK\r\nThis header has no colon"),
        ("hostile-lengths", 18_080, b"HTTP/1.1 200 OK\r\nContent-Length: -1"),
        ("hostile-chunks", 18_899, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue"),
        ("hostile-redirect", 10_080, b"HTTP/1.1 302 Found\r\nLocation: http://203.0.113.9/"),
    ],
)
async def test_bad_answers_begin_as_meant(identity: str, port: int, start: bytes) -> None:
    async with alone(identity) as running:
        got = await ask_tcp(running.targets[0], port, GET, wait_s=0.4, cap=300_000)
    assert got.startswith(start)


async def test_an_endless_body_goes_on() -> None:
    async with alone("hostile-endless") as running:
        got = await ask_tcp(running.targets[0], 10_080, GET, cap=2_000_000)
    assert len(got) >= 2_000_000


async def test_a_gzip_bomb_is_small_and_unpacks_to_64_mebibytes() -> None:
    import zlib

    async with alone("hostile-gzip-bomb") as running:
        got = await ask_tcp(running.targets[0], 10_080, GET, wait_s=5.0, cap=1_000_000)
    body = got.partition(b"\r\n\r\n")[2]
    assert len(body) < 100_000
    unpacked = zlib.decompressobj(31)
    total = 0
    while body:
        total += len(unpacked.decompress(body, 1 << 20))
        body = unpacked.unconsumed_tail
    assert total == 64 * 1024 * 1024


async def test_a_tarpit_takes_everything_and_says_nothing() -> None:
    async with alone("hostile-tarpit") as running:
        assert await ask_tcp(running.targets[0], 10_080, GET, wait_s=0.3) == b""
        assert [record["body"] for record in running.log.events("bytes")] == [GET.decode()]


async def test_service_addresses_lie_out_of_scope() -> None:
    async with alone("hostile-xaddr") as running:
        answer = await ask_udp(running.targets[0], 3702, probe(""))
    assert answer is not None
    assert b"http://203.0.113.9/onvif/device_service" in answer


def deaths(running: Running) -> list[str]:
    return [record["why"] for record in running.log.events("died")]


async def hold(running: Running, count: int) -> list[asyncio.StreamWriter]:
    made = [await asyncio.open_connection(running.targets[0], 10_080) for _ in range(count)]
    await asyncio.sleep(0.05)
    return [writer for _, writer in made]


@pytest.mark.parametrize(("count", "expected"), [(4, []), (5, ["more than 4 open connections"])])
async def test_a_frail_device_falls_over_above_four_connections(count: int, expected: list[str]) -> None:
    async with alone("frail-open-connections") as running:
        for writer in await hold(running, count):
            writer.close()
        assert deaths(running) == expected


@pytest.mark.parametrize(("count", "expected"), [(9, []), (10, ["10 connections within a second"])])
async def test_a_frail_device_falls_over_at_ten_connections_in_a_second(count: int, expected: list[str]) -> None:
    async with alone("frail-connects-per-second") as running:
        for _ in range(count):
            for writer in await hold(running, 1):
                writer.close()
        assert deaths(running) == expected


async def test_a_dead_device_takes_connections_and_never_speaks_again() -> None:
    async with alone("frail-favicon") as running:
        (target,) = running.targets
        assert (await ask_tcp(target, 10_080, GET)).startswith(b"HTTP/1.1 200 OK")
        assert await ask_tcp(target, 10_080, b"GET /favicon.ico HTTP/1.1\r\n\r\n", wait_s=0.3) == b""
        assert deaths(running) == ["favicon_requests reached 1"]
        assert await ask_udp(target, 3702, probe(""), wait_s=0.2) is None
        waiting = await hold(running, 2)
        assert await ask_tcp(target, 10_080, GET, wait_s=0.2) == b""
        for writer in waiting:
            writer.close()


async def test_the_third_onvif_call_is_the_last() -> None:
    asked = soap("GetSystemDateAndTime")
    question = b"POST /onvif/device_service HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(asked) + asked
    async with alone("frail-onvif") as running:
        answers = [await ask_tcp(running.targets[0], 10_080, question, wait_s=0.3) for _ in range(3)]
    assert [answer[:15] for answer in answers] == [b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK", b""]


async def test_a_tls_hello_kills_and_a_plain_connection_does_not() -> None:
    import ssl

    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with alone("frail-tls") as running:
        assert (await ask_tcp(running.targets[0], 10_080, GET)).startswith(b"HTTP/1.1 200 OK")
        assert deaths(running) == []
        with pytest.raises(OSError):  # noqa: PT011 - an alert or a reset, as the race falls
            await asyncio.open_connection(running.targets[0], 10_443, ssl=context)
        assert deaths(running) == ["tls_hellos reached 1"]


async def test_a_datagram_kills() -> None:
    async with alone("frail-datagram") as running:
        assert await ask_udp(running.targets[0], 3702, probe(""), wait_s=0.2) is None
        assert deaths(running) == ["datagrams reached 1"]


def test_connections_of_an_older_second_do_not_count() -> None:
    moments = iter([float(number) * 0.25 for number in range(40)])
    died: list[str] = []
    health = Health(Frailty(connects_per_second=5), died.append, lambda: next(moments))
    for _ in range(40):
        health.connected()
        health.disconnected()
    assert died == []


def test_death_is_told_once() -> None:
    died: list[str] = []
    health = Health(Frailty(datagrams=2), died.append)
    for _ in range(5):
        health.counted("datagrams")
    assert died == ["datagrams reached 2"]
    assert health.dead
