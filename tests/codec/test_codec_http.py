"""HTTP answers from bytes: when they are whole, what they hold, and what their departures are called."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import observations_of
from scanner.codec.http import ResponseFraming, page_text, parse, read, request
from scanner.codec.http_content import MOST_UNPACKED_BYTES, text_of
from scanner.codec.http_message import ResponseReader
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

OK = b"HTTP/1.1 200 OK\r\n"


def exchange(received: bytes, question: str = "get /", truncated: bool = False, outcome=Outcome.ANSWERED) -> Exchange:
    place = Endpoint("127.0.0.1", 80)
    return Exchange(
        "1", Target("127.0.0.1"), place, "http", question, 0.0, 0.0, outcome, b"", received, truncated
    )  # fmt: skip


def facts(received: bytes, field: str, **more) -> list[str]:
    return [fact.value for fact in read(exchange(received, **more)) if fact.field == field]


def framed(*pieces: bytes) -> tuple[bool, bool]:
    """Return whether an answer was whole, and whether its connection may be used again."""
    framing = ResponseFraming()
    whole = [framing.feed(piece) for piece in pieces]
    return whole[-1], framing.reusable


# Bytes that look enough like HTTP to reach every corner.
LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK", b"HTTP/1.0 404", b"HTTP/1.1 100 Continue", b"ICY 200 OK", b"RTSP/1.0 200 OK",
        b"http/1.1 600",
        b"HTTP/1.1 204 No", b"Content-Length: 5", b"Content-Length: 3, 5", b"Content-Length: -1", b"Content-Length: 9x",
        b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", b"Connection: close", b"Content-Encoding: gzip",
        b"Content-Type: multipart/x-mixed-replace", b" folded", b"no colon", b": x", b"5", b"0", b"ff", b"zz", b"", b"",
        b"<html>", b"\xff\x00",
    ]
)  # fmt: skip
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r", b"\r\r\n", b""])
MESSAGES = st.lists(st.tuples(LINES, ENDS) | st.tuples(st.binary(max_size=8), ENDS), max_size=14).map(
    lambda parts: b"".join(line + end for line, end in parts)
)


@given(MESSAGES | st.binary(max_size=200), st.booleans())
def test_no_bytes_make_the_parser_raise(received, complete):
    answer = parse(received, complete)
    assert answer is None or answer.status >= 0


@given(MESSAGES, st.lists(st.integers(1, 40), max_size=12))
def test_an_answer_in_pieces_is_the_same_as_in_one(received, sizes):
    whole, reusable = framed(received)
    pieces, rest = [], received
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    assert framed(*pieces, rest) == (whole, reusable)
    assert framed(*(bytes([byte]) for byte in received), b"") == (whole, reusable)


@given(MESSAGES, st.booleans())
def test_a_body_is_the_same_byte_by_byte(received, complete):
    at_once, slowly = ResponseReader(), ResponseReader()
    at_once.feed(received)
    for byte in received:
        slowly.feed(bytes([byte]))
    assert at_once.finish(complete) == slowly.finish(complete)
    assert (at_once.head, set(at_once.anomalies)) == (slowly.head, set(slowly.anomalies))
    assert b"".join(at_once.body.parts) == b"".join(slowly.body.parts)
    assert set(at_once.body.anomalies) == set(slowly.body.anomalies)


@given(MESSAGES)
def test_every_fact_is_declared_in_the_vocabulary(received):
    assert {fact.field for fact in read(exchange(received))} <= FIELDS.keys()


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece",
    [b"X: y\r\n", b" fold\r\n", b"\r\n", b"HTTP/1.1 100 C\r\n\r\n", b"1\r\nx\r\n", b"0" * 8, b"\r", b"a,", b"0\r\n"],
)
@pytest.mark.parametrize("head", [b"", OK, OK + b"Transfer-Encoding: chunked\r\n\r\n", OK + b"Content-Length: "])
def test_a_third_of_a_megabyte_of_anything_is_read_in_linear_time(head, piece):
    received = head + piece * (333_000 // len(piece))
    framing = ResponseFraming()
    for start in range(0, len(received), 1_000):
        framing.feed(received[start : start + 1_000])
    parse(received, True)
    assert len(read(exchange(received))) < 1_000


def test_an_answer_is_read_whole():
    answer = parse(OK + b"Server: Cam/1.0\r\nx-B:  y \r\nContent-Length: 4\r\n\r\nbody", True)
    assert (answer.version, answer.status, answer.reason) == ("HTTP/1.1", 200, "OK")
    assert answer.headers == (("Server", "Cam/1.0"), ("x-B", "y"), ("Content-Length", "4"))
    assert (answer.body, answer.anomalies, answer.whole) == (b"body", (), True)
    assert (answer.value("x-b"), answer.value("etag"), answer.values("server")) == ("y", "", ["Cam/1.0"])


@pytest.mark.parametrize(
    ("head", "rest", "expected"),
    [
        (OK + b"Content-Length: 2\r\n\r\n", b"ok", (True, True)),
        (OK + b"Content-Length: 2\r\n\r\n", b"o", (False, False)),
        (OK + b"Content-Length: 2\r\n\r\n", b"ok!", (True, False)),
        (OK + b"Content-Length: 0\r\n\r\n", b"", (True, True)),
        (OK + b"Content-Length: 0\r\n\r\n", b"!", (True, False)),
        (OK + b"Content-Length: 2\r\nConnection: Close\r\n\r\n", b"ok", (True, False)),
        (OK + b"Content-Length: 2, 3\r\n\r\n", b"okk", (True, False)),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n", b"ok", (True, False)),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n", b"ok", (True, True)),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", b"", (True, True)),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"", (False, False)),
        (b"HTTP/1.1 100 Continue\r\n\r\n", OK + b"Content-Length: 1\r\n\r\nx", (True, True)),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"2;a=b\r\nok\r\n0\r\nTrailer: x\r\n\r\n", (True, True)),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"2\r\nok\r\n0\r\n", (False, False)),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0\r\n\r\nmore", (True, False)),
        (OK + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n", b"<html>", (True, False)),
        (OK + b"\r\n", b"until the end", (False, False)),
        (OK + b"Content-Type: video/mp4\r\n\r\n", b"", (True, False)),
        (b"RTSP/1.0 400 Bad Request\r\n\r\n", b"", (True, False)),
        (b"SSH-2.0-OpenSSH\r\n", b"", (False, False)),
        (b"HT", b"", (False, False)),
    ],
)
def test_the_end_of_an_answer_is_found(head, rest, expected):
    assert framed(head, rest) == expected


@pytest.mark.parametrize(
    ("received", "anomaly"),
    [
        (b"HTTP/1.1 OK\r\n\r\n", "no-status-code"),
        (b"HTTP/2.0 200 OK\r\n\r\n", "odd-version"),
        (b"HTTP 200 OK\r\n\r\n", "no-version"),
        (b"ICY 200 OK\r\n\r\n", "icy-status-line"),
        (b"http/1.1 200 OK\r\n\r\n", "lower-case-version"),
        (b"HTTP/1.1  200 OK\r\n\r\n", "odd-space-in-status-line"),
        (b"HTTP/1.1 200\r\n\r\n", "no-reason"),
        (OK + b"A : b\r\n\r\n", "space-before-colon"),
        (OK + b"A B: c\r\n\r\n", "space-in-name"),
        (OK + b"\xe9: c\r\n\r\n", "non-ascii-name"),
        (OK + b"A: \x00\r\n\r\n", "nul-in-head"),
        (OK + b"A: b\r\n\tc\r\n\r\n", "obs-fold"),
        (OK + b" A: b\r\n\r\n", "fold-before-header"),
        (OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "two-transfer-encodings"),
        (OK + b"Transfer-Encoding: identity\r\n\r\n", "transfer-encoding-identity"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n", "bare-lf-in-chunks"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", "no-end-after-last-chunk"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nx", "chunk-cut-short"),
        (OK + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", "repeated-content-length"),
        (OK + b"Content-Length: 1 byte\r\n\r\nx", "suffixed-content-length"),
        (OK + b"Content-Length: -1\r\n\r\nx", "negative-content-length"),
        (OK + b"Content-Length: 0x1\r\n\r\nx", "bad-content-length"),
        (b"HTTP/1.1 99 OK\r\n\r\n", "status-out-of-range"),
        (b"HTTP/1.1 200 O\x01K\r\n\r\n", "control-character"),
        (b"  HTTP/1.1 200 OK\r\n\r\n", "leading-blank-line"),
        (OK + b"Transfer-Encoding:\r\n\r\n", "empty-transfer-encoding"),
        (OK + b"Transfer-Encoding: magic\r\n\r\n", "unknown-transfer-encoding"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nokXX", "broken-chunk"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nmore", "bytes-after-last-chunk"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 1_500 + b"\r\n", "chunked-but-plain"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 1_500, "chunked-but-plain"),
        (OK + b"Content-Length: 1,\r\n\r\nx", "empty-content-length"),
        (OK + b"Content-Encoding: br\r\n\r\nx", "unknown-content-encoding"),
        (OK + b"Content-Encoding: gzip, gzip\r\n\r\nx", "unknown-content-encoding"),
        (OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8bno", "broken-gzip"),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x", mtime=0), "unasked-content-encoding"),
    ],
)
def test_a_departure_has_a_name(received, anomaly):
    assert anomaly in parse(received, True).anomalies
    assert anomaly in facts(received, "http.anomaly")


@pytest.mark.parametrize(
    ("received", "missing"),
    [
        (OK + b"Content-Length: 9\r\n\r\nx", {"body-shorter-than-length"}),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", {"missing-last-chunk"}),
        (OK + b"Server: cam", {"no-empty-line"}),
    ],
)
def test_what_our_own_cap_cut_off_is_not_held_against_the_device(received, missing):
    assert set(parse(received, True).anomalies) == missing
    assert parse(received, False).anomalies == ()
    assert facts(received, "http.anomaly", truncated=True) == []
    assert facts(received, "http.anomaly", outcome=Outcome.TOO_BIG) == []


def test_a_header_that_our_cap_cut_in_two_is_left_out():
    assert parse(OK + b"A: 1\r\nServer: ca", False).headers == (("A", "1"),)
    assert parse(OK + b"A: 1\r\nServer: ca", True).headers == (("A", "1"), ("Server", "ca"))


@pytest.mark.parametrize(
    "received", [b"", b"H", b"SSH-2.0-x\r\n", b"220 ready\r\n", b"\x15\x03\x01\0\x02", b"hello <b>"]
)
def test_what_is_no_http_is_nothing(received):
    assert parse(received, True) is None
    assert read(exchange(received)) == []


@pytest.mark.parametrize("received", [b"<html>x", b"\xef\xbb\xbf<html>", b"\r\n <x>", b"<a>"])
def test_markup_without_a_head_is_http_0_9_and_has_no_status(received):
    answer = parse(received, True)
    assert (answer.version, answer.status, answer.headers, answer.anomalies) == ("HTTP/0.9", 0, (), ("http-0.9",))
    assert {fact.field for fact in read(exchange(received))} == {"http.anomaly", "http.body"}


def test_an_answer_of_interim_heads_alone_is_the_last_of_them():
    answer = parse(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\nA: b\r\n\r\n", True)
    assert (answer.status, answer.headers, answer.anomalies) == (102, (("A", "b"),), ("interim-answer",))


def test_interim_heads_without_end_are_no_end_of_work():
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    answer = parse(interim * 20, True)
    assert (answer.status, answer.body) == (100, interim * 11)
    assert framed(interim * 20) == (False, False)


def test_a_page_behind_an_interim_head_is_its_body():
    answer = parse(b"HTTP/1.1 100 Continue\r\n\r\n<html>", True)
    assert (answer.status, answer.body) == (100, b"<html>")


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "GZIP"])
def test_a_packed_body_is_unpacked(coding):
    packed = gzip.compress(b"<html>", mtime=0) if "gzip" in coding.lower() else zlib.compress(b"<html>")
    answer = parse(OK + b"Content-Encoding: " + coding.encode() + b"\r\n\r\n" + packed, True)
    assert (answer.body, answer.whole) == (b"<html>", True)


def test_deflate_without_its_wrapping_is_unpacked_too():
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(b"<html>") + packer.flush()
    assert parse(OK + b"Content-Encoding: deflate\r\n\r\n" + packed, True).body == b"<html>"


def test_a_packed_transfer_is_unpacked_and_an_empty_body_is_no_fault():
    packed = gzip.compress(b"<html>", mtime=0)
    chunks = b"%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    assert parse(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + chunks, True).body == b"<html>"
    assert parse(OK + b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", True).anomalies == ()


def test_a_packed_body_cut_short_is_not_whole_and_a_bomb_stops_at_the_bound():
    packed = gzip.compress(bytes(range(256)) * 40)
    cut = parse(OK + b"Content-Encoding: gzip\r\n\r\n" + packed[:-20], True)
    assert cut.body != b""
    assert not cut.whole
    bomb = parse(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(5_000_000), mtime=0), True)
    assert (len(bomb.body), bomb.whole, "unpacks-too-big" in bomb.anomalies) == (MOST_UNPACKED_BYTES, False, True)


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("Kamera é".encode(), "", "Kamera é"),
        ("Kamera é".encode()[:-1], "", "Kamera "),
        ("摄像机".encode("gb18030"), "", "摄像机"),
        ("摄像机".encode("gb18030")[:-1], "text/html; charset=gb2312", "摄像"),
        ("Caméra réseau".encode("latin-1"), "text/html; charset=ISO-8859-1", "Caméra réseau"),
        ("카메라".encode("euc-kr"), 'text/html; charset="euc-kr"', "카메라"),
        (b"<meta charset=big5>" + "網路".encode("big5"), "", "<meta charset=big5>網路"),
        (b"\xff\xff", "text/html; charset=rot13", "ÿÿ"),
        (b"\xef\xbb\xbf<!doctype html>", "", "\ufeff<!doctype html>"),
    ],
)
def test_text_is_decoded_as_it_was_written(body, kind, text):
    assert text_of(body, kind) == text


@given(st.binary(max_size=100), st.text(max_size=20))
def test_any_bytes_are_some_text(body, kind):
    assert isinstance(text_of(body, f"charset={kind}"), str)


def test_a_page_gives_its_facts():
    received = (
        b"HTTP/1.1 302 Found\r\nServer: App-webs/\r\nLocation: /doc/page/login.asp\r\n"
        b"Set-Cookie: WebSession=abc; path=/\r\nset-cookie: WebSession=d\r\nSet-Cookie:\r\n"
        b"Content-Type: text/html\r\n\r\n"
        b'<title>Web &amp; Cam</title><script src="/a.js"></script>'
    )
    assert [(fact.field.removeprefix("http."), fact.value) for fact in read(exchange(received))] == [
        ("server", "App-webs/"),
        ("status", "302"),
        ("header", "Server: App-webs/"),
        ("header", "Location: /doc/page/login.asp"),
        ("header", "Set-Cookie: WebSession=abc; path=/"),
        ("header", "set-cookie: WebSession=d"),
        ("header", "Set-Cookie: "),
        ("header", "Content-Type: text/html"),
        ("header_names", "Server, Location, Set-Cookie, set-cookie, Set-Cookie, Content-Type"),
        ("missing_header", "Date"),
        ("cookie", "WebSession"),
        ("redirect", "/doc/page/login.asp"),
        ("title", "Web & Cam"),
        ("asset", "/a.js"),
        ("body", '<title>Web &amp; Cam</title><script src="/a.js"></script>'),
    ]


def test_the_head_of_another_page_than_the_root_is_not_the_roots():
    received = b"HTTP/1.1 404 Not Found\r\nServer: c\r\n\r\n<title>t</title>"
    further = {fact.field for fact in read(exchange(received, question="get /doc/page/login.asp"))}
    assert further == {"http.server", "http.title", "http.body"}
    assert facts(received, "http.status", question="GET /") == ["404"]


def test_a_challenge_gives_its_facts():
    received = b'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="Cam 1"\r\nWWW-Authenticate: Digest realm="D"\r\n\r\n'
    assert facts(received, "http.challenge.realm") == ["Cam 1", "D"]
    assert facts(received, "http.challenge") == ['Basic realm="Cam 1"', 'Digest realm="D"']


def test_lines_without_a_name_are_headers_as_written_and_have_none():
    received = OK + b"Bonjour\r\n: x\r\nA: b\r\n\r\n"
    assert facts(received, "http.header") == ["Bonjour", "x", "A: b"]
    assert facts(received, "http.header_names") == ["A"]


@pytest.mark.parametrize("kind", [b"image/jpeg", b"text/html\r\nX: y"])
def test_a_body_that_is_no_text_is_left_out(kind):
    assert facts(OK + b"Content-Type: " + kind + b"\r\n\r\n\xff\xd8\0\0", "http.body") == []


def test_a_long_page_is_cut():
    assert len(page_text(parse(OK + b"\r\n" + b"x" * 100_000, True))) == 65_536


def test_the_codec_is_found_by_the_name_of_its_protocol():
    seen = observations_of(exchange(OK + b"Server: c\r\n\r\n"))
    assert ("http.server", "c", "1") in {(item.field, item.value, item.exchange) for item in seen}


def test_a_request_is_written_as_documented():
    written = request("POST", "/a?b=%2f", "192.0.2.1:8080", [("User-Agent", "camscan/1")], b"{}")
    assert written == (
        b"POST /a?b=%2f HTTP/1.1\r\nHost: 192.0.2.1:8080\r\nUser-Agent: camscan/1\r\nAccept: */*\r\n"
        b"Accept-Encoding: identity\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}"
    )


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_text_can_add_a_line_to_a_request(path, host, agent):
    head, _, body = request("GET", path, host, [("User-Agent", agent)]).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert (len(lines), body) == (6, b"")
    assert (lines[0].count(b" "), b"\n" in head.replace(b"\r\n", b"")) == (2, False)


@pytest.mark.parametrize(
    ("location", "redirect"),
    [
        ("http://192.0.2.7/doc/page/login.asp?x=1", "/doc/page/login.asp?x=1"),
        ("http://192.0.2.7", "/"),
        ("http://192.0.2.7:8080/", "http://192.0.2.7:8080/"),
        ("https://192.0.2.7/a", "https://192.0.2.7/a"),
        ("http://203.0.113.9/doc/page/login.asp", "http://203.0.113.9/doc/page/login.asp"),
        ("http://[bad/", "http://[bad/"),
        ("/login", "/login"),
    ],
)
def test_a_redirect_to_the_device_itself_is_a_path_and_one_elsewhere_stays_whole(location: str, redirect: str) -> None:
    received = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    endpoint = Endpoint("192.0.2.7", 80)
    asked = Exchange("x1", Target("192.0.2.7"), endpoint, "http", "get /", 0, 0, Outcome.ANSWERED, b"", received)
    assert [fact.value for fact in read(asked) if fact.field == "http.redirect"] == [redirect]
