"""HTTP over the lenient transport: malformed replies, hostile bodies, and what our requests carry and do not."""

import asyncio
import gzip

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_server import is_survived, serving, serving_malformed
from malformed import CASES, Malformed
from malformed_against_httpx import stock_survivors
from stream_asker import StreamAsker

from scanner import __version__
from scanner.codec.http import parse
from scanner.codec.http_content import MOST_UNPACKED_BYTES
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.net.http import HttpClient, LenientTransport, NoAnswer

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
ENDPOINT = Endpoint("127.0.0.1", 80)
READABLE = [case for case in CASES if case.status is not None]
UNREADABLE = [case for case in CASES if case.status is None]


class Scripted:
    """An asker that hears the same bytes whatever is asked."""

    def __init__(self, received: bytes, outcome: Outcome = Outcome.ANSWERED) -> None:
        self.target, self.received, self.outcome = Target("127.0.0.1"), received, outcome
        self.questions = []

    async def ask(self, question):
        self.questions.append(question)
        return Exchange(
            "1", self.target, question.endpoint, question.protocol, question.name, 0.0, 0.0, self.outcome,
            question.payload, self.received,
        )  # fmt: skip


async def fetched(place: Endpoint, case: Malformed) -> httpx.Response:
    async with httpx.AsyncClient(transport=LenientTransport(), trust_env=False) as client:
        extensions = {"asker": StreamAsker(), "cap_bytes": 262_144, "deadline_s": 3.0}
        return await client.get(f"http://127.0.0.1:{place.port}/{case.name}", extensions=extensions)


def test_there_are_65_cases_with_names_of_their_own():
    assert len({case.name for case in CASES}) == 65


@pytest.mark.parametrize("case", READABLE, ids=lambda case: case.name)
async def test_a_malformed_reply_is_read(case):
    async with serving_malformed() as place:
        answer = await fetched(place, case)
    assert is_survived(case, answer.status_code, answer.headers, answer.content), (answer.headers, answer.content)
    assert case.anomaly is None or case.anomaly in answer.extensions["anomalies"]


@pytest.mark.parametrize("case", UNREADABLE, ids=lambda case: case.name)
async def test_what_is_no_answer_is_an_outcome_and_no_exception(case):
    client, asker = HttpClient(), StreamAsker()
    async with serving_malformed() as place:
        exchange = await client.get(asker, place, f"/{case.name}")
        with pytest.raises(NoAnswer) as none:
            await fetched(place, case)
    await client.aclose()
    assert exchange.outcome is (Outcome.ANSWERED if case.reply else Outcome.CLOSED)
    assert (none.value.exchange.received, parse(exchange.received, True)) == (case.reply, None)


async def test_more_is_survived_than_with_httpx_alone(record_property):
    stock = sum(not problem for problem in (await stock_survivors()).values())
    record_property("survived_by_httpx", stock)
    assert len(READABLE) >= 62
    assert stock < len(READABLE)


async def test_a_head_beyond_the_cap_still_gives_its_status_and_first_headers():
    case = next(case for case in CASES if case.name == "120-kb-of-headers")
    client, asker = HttpClient(), StreamAsker()
    async with serving_malformed() as place:
        exchange = await client.get(asker, place, f"/{case.name}")
    answer = parse(exchange.received, False)
    assert (exchange.outcome, exchange.truncated, len(exchange.received)) == (Outcome.TOO_BIG, True, 65_536)
    assert (answer.status, answer.headers[0][0], len(answer.headers)) == (200, "X-0", 10)


async def forever(writer: asyncio.StreamWriter, piece: bytes, pause_s: float = 0.0) -> None:
    for _ in range(20_000):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(pause_s)


INTERIM = b"HTTP/1.1 100 Continue\r\nServer: c\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nServer: c\r\n"
HOSTILE = {
    "endless-body": (HEAD + b"\r\n", b"x" * 8_192),
    "endless-length": (HEAD + b"Content-Length: 99999999999\r\n\r\n", b"x" * 8_192),
    "endless-chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\nxxxx\r\n"),
    "endless-headers": (HEAD, b"X-More: y\r\n"),
    "endless-interim": (INTERIM, INTERIM),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_an_endless_answer_ends_at_the_cap(name):
    head, piece = HOSTILE[name]

    async def babble(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        await forever(writer, piece)

    client, asker = HttpClient(), StreamAsker()
    async with serving(babble) as place:
        exchange = await client.get(asker, place, "/", cap_bytes=32_768)
    assert (exchange.outcome, len(exchange.received)) == (Outcome.TOO_BIG, 32_768)
    answer = parse(exchange.received, False)
    assert (answer.status, answer.value("server")) == (100 if name == "endless-interim" else 200, "c")
    assert not answer.whole or name == "endless-interim"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nServer: c\r\n\r\n"], ids=["head", "body"])
async def test_a_slow_drip_ends_at_the_deadline(head):
    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        await forever(writer, b"H", 0.02)

    client, asker = HttpClient(), StreamAsker()
    async with serving(drip) as place:
        exchange = await client.get(asker, place, "/", deadline_s=0.3)
    assert (exchange.outcome, exchange.truncated) == (Outcome.ANSWERED, True)
    assert len(exchange.received) < 200
    assert (parse(exchange.received, False) is None) is (not head)


async def test_silence_is_a_time_out():
    async def say_nothing(_: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    client, asker = HttpClient(), StreamAsker()
    async with serving(say_nothing) as place:
        exchange = await client.get(asker, place, "/", deadline_s=0.1)
    assert (exchange.outcome, exchange.received) == (Outcome.TIMED_OUT, b"")


async def test_a_gzip_bomb_unpacks_to_its_bound_and_no_further():
    packed = gzip.compress(bytes(30_000_000), mtime=0)

    async def bomb(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)

    async with serving(bomb) as place:
        answer = await fetched(place, CASES[0])
    assert len(answer.content) == MOST_UNPACKED_BYTES
    assert "unpacks-too-big" in answer.extensions["anomalies"]


async def test_a_stream_of_pictures_is_left_at_its_head():
    async def motion_jpeg(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n")
        await forever(writer, b"--b\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff", 0.05)

    client, asker = HttpClient(), StreamAsker()
    async with serving(motion_jpeg) as place:
        exchange = await client.get(asker, place, "/", deadline_s=3.0)
    answer = parse(exchange.received, True)
    assert (exchange.outcome, answer.status, answer.body) == (Outcome.ANSWERED, 200, b"")
    assert exchange.ended - exchange.started < 3.0


async def test_a_request_carries_our_headers_in_our_order_and_no_others():
    asker = Scripted(PAGE)
    await HttpClient().get(asker, Endpoint("127.0.0.1", 8080), "/Doc/%7e?A=%2F")
    assert asker.questions[0].payload == (
        b"GET /Doc/%7e?A=%2F HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: camscan/" + __version__.encode() + b"\r\n"
        b"Accept: */*\r\nAccept-Encoding: identity\r\nConnection: keep-alive\r\n\r\n"
    )


async def test_a_post_carries_its_type_and_its_length():
    asker = Scripted(PAGE)
    await HttpClient("ict@council.example").post(
        asker, Endpoint("::1", 443), "/onvif", b"<x/>", content_type="text/xml", tls=True, question="GetHostname"
    )
    question = asker.questions[0]
    head, _, body = question.payload.partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[:4] == [
        b"POST /onvif HTTP/1.1",
        b"Host: [::1]",
        f"User-Agent: camscan/{__version__} (+ict@council.example)".encode(),
        b"Content-Type: text/xml",
    ]
    assert (head.split(b"\r\n")[-1], body) == (b"Content-Length: 4", b"<x/>")
    assert (question.name, question.tls, question.protocol) == ("GetHostname", True, "http")


async def test_a_question_is_named_after_its_method_and_path_and_takes_its_bounds():
    asker = Scripted(PAGE)
    await HttpClient().get(asker, ENDPOINT, "/favicon.ico", protocol="favicon", deadline_s=1.5, cap_bytes=99)
    question = asker.questions[0]
    assert (question.name, question.protocol) == ("get /favicon.ico", "favicon")
    assert (question.deadline_s, question.cap_bytes, question.tls) == (1.5, 99, False)


async def test_credentials_and_cookies_never_leave():
    asker = Scripted(PAGE)
    async with httpx.AsyncClient(transport=LenientTransport(), trust_env=False) as client:
        headers = {"Authorization": "Basic YTpi", "Cookie": "a=b", "Accept-Encoding": "gzip"}
        await client.get("http://admin:12345@127.0.0.1/", headers=headers, extensions={"asker": asker})
    sent = asker.questions[0].payload.lower()
    assert b"Accept-Encoding: identity".lower() in sent
    assert not any(word in sent for word in (b"authorization", b"cookie", b"gzip", b"admin", b"12345"))


async def test_a_cookie_is_seen_and_not_sent_back():
    asker = Scripted(b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=1; path=/\r\nContent-Length: 0\r\n\r\n")
    async with httpx.AsyncClient(transport=LenientTransport(), trust_env=False) as client:
        for _ in range(2):
            answer = await client.get("http://127.0.0.1/", extensions={"asker": asker})
    assert ("Set-Cookie", "sid=1; path=/") in answer.extensions["raw_headers"]
    assert (list(client.cookies), b"cookie" in asker.questions[1].payload.lower()) == ([], False)


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:3128")
    monkeypatch.setenv("ALL_PROXY", "http://192.0.2.1:3128")
    asker = Scripted(PAGE)
    exchange = await HttpClient().get(asker, ENDPOINT, "/")
    assert (exchange.received, asker.questions[0].endpoint) == (PAGE, ENDPOINT)


async def test_a_redirect_is_not_followed():
    asker = Scripted(b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.9/x\r\nContent-Length: 0\r\n\r\n")
    await HttpClient().get(asker, ENDPOINT, "/")
    assert len(asker.questions) == 1


async def test_headers_keep_their_order_and_case_and_a_bad_location_is_kept_aside():
    asker = Scripted(b"HTTP/1.1 301 Moved\r\nX-b: 1\r\nlocation: http://[::1/\r\nX-A: 2\r\nContent-Length: 0\r\n\r\n")
    async with httpx.AsyncClient(transport=LenientTransport(), trust_env=False) as client:
        answer = await client.get("http://127.0.0.1/", extensions={"asker": asker})
    assert answer.headers.raw == [(b"X-b", b"1"), (b"X-A", b"2")]
    assert answer.extensions["bad_location"] == "http://[::1/"
    assert [name for name, _ in answer.extensions["raw_headers"]] == ["X-b", "location", "X-A", "Content-Length"]
    assert (answer.http_version, answer.reason_phrase) == ("HTTP/1.1", "Moved")


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.OUT_OF_SCOPE, Outcome.NOT_SENT, Outcome.TLS_FAILED])
async def test_an_exchange_without_an_answer_comes_back_as_it_is(outcome):
    exchange = await HttpClient().get(Scripted(b"", outcome), ENDPOINT, "/")
    assert exchange.outcome is outcome


async def test_a_device_that_redirects_to_nonsense_cannot_make_us_fail():
    asker = Scripted(PAGE)
    client = HttpClient()
    for address, path in (("a b\r\nX", "/p q\r\nAuthorization: z"), ("bücher.example", "/ü"), ("", "")):
        await client.get(asker, Endpoint(address, 80), path)
    first = asker.questions[0].payload.split(b"\r\n")
    assert first[:2] == [b"GET /p%20q%0D%0AAuthorization:%20z HTTP/1.1", b"Host: a%20b%0D%0AX"]
    assert [question.payload.split(b" ")[1] for question in asker.questions[1:]] == [b"/%C3%BC", b"/"]


@settings(deadline=None)
@given(
    received=st.binary(max_size=300)
    | st.binary(max_size=80).map(lambda place: b"HTTP/1.1 302 F\r\nLocation: " + place + b"\r\n\r\n")
    | st.text(max_size=80).map(lambda place: f"HTTP/1.1 302 F\r\nLocation: http:{place}\r\n\r\n".encode())
)
def test_no_answer_makes_the_client_raise(received):
    async def run() -> bytes:
        return (await HttpClient().get(Scripted(received), ENDPOINT, "/")).received

    assert asyncio.run(run()) == received
