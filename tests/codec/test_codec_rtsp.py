"""RTSP: the two questions, where an answer ends, and what it tells. Answers as in RFC 2326 and published captures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import rtsp
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

URL = "rtsp://127.0.0.1:554/"
# The shape of Hikvision's answer: no Server header, LIVE555's date.
HIKVISION = (
    b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n"
    b"Public: OPTIONS, DESCRIBE, PLAY, PAUSE, SETUP, TEARDOWN, SET_PARAMETER, GET_PARAMETER\r\n"
    b"Date:  Thu, May 14 2020 16:45:35 GMT\r\n\r\n"
)
SDP = b'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=Session streamed by "preview"\r\ni=h264Preview_01_main\r\nt=0 0\r\n'
SDP += b"a=tool:LIVE555 Streaming Media v2013.04.08\r\nm=video 0 RTP/AVP 96\r\ni=not of the session\r\n"


def heard(received: bytes, question: str = "OPTIONS") -> list[tuple[str, str]]:
    exchange = Exchange(
        "1", Target("127.0.0.1"), Endpoint("127.0.0.1", 554), "rtsp", question, 0, 1, Outcome.ANSWERED, b"", received
    )
    return [(fact.field, fact.value) for fact in rtsp.read(exchange)]


def values(received: bytes, field: str, question: str = "OPTIONS") -> list[str]:
    return [value for name, value in heard(received, question) if name == field]


def fed(*parts: bytes) -> tuple[list[bool], bool]:
    framing = rtsp.ResponseFraming()
    return [framing.feed(part) for part in parts], framing.reusable


def test_options_and_describe_are_whole_requests_without_authorization() -> None:
    assert rtsp.options(URL, 1, "camscan") == (
        b"OPTIONS rtsp://127.0.0.1:554/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: camscan\r\n\r\n"
    )
    assert rtsp.describe(URL, 2, "camscan") == (
        b"DESCRIBE rtsp://127.0.0.1:554/ RTSP/1.0\r\nCSeq: 2\r\nUser-Agent: camscan\r\nAccept: application/sdp\r\n\r\n"
    )


@pytest.mark.parametrize(("url", "agent"), [("rtsp://a/\r\nSETUP", "x"), ("rtsp://a b/", "x"), (URL, "x\r\nPlay: 1")])
def test_a_line_end_cannot_be_smuggled_into_a_request(url: str, agent: str) -> None:
    with pytest.raises(ValueError, match="cannot be written into an RTSP request"):
        rtsp.options(url, 1, agent)


def test_an_answer_without_a_body_ends_with_its_head() -> None:
    assert fed(HIKVISION[:40], HIKVISION[40:-2], HIKVISION[-2:]) == ([False, False, True], True)


def test_a_body_is_as_long_as_its_content_length() -> None:
    head = b"RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\ncontent-length: 4\r\n\r\n"
    assert fed(head, b"v=0", b"\n") == ([False, False, True], True)


def test_bare_line_feeds_and_empty_lines_before_the_answer_are_understood() -> None:
    assert fed(b"\r\n\r\nRTSP/1.0 200 OK\nCSeq: 1\n", b"\n") == ([False, True], True)


def test_a_description_without_a_length_ends_with_a_line_after_a_medium_and_the_connection_with_it() -> None:
    head = b"RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\n\r\n"
    assert fed(head, b"v=0\r\n", b"m=video 0", b" RTP/AVP 96\r\n") == ([False, False, False, True], False)


@pytest.mark.parametrize(
    "received", [b"RTSP/1.0 401 Unauthorized\r\nConnection: Close\r\n\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"]
)
def test_no_second_question_follows_an_announced_end_or_another_protocol(received: bytes) -> None:
    assert fed(received) == ([True], False)


def test_nothing_is_reusable_before_the_answer_is_whole() -> None:
    assert fed(b"RTSP/1.0 200") == ([False], False)


def test_options_tells_status_methods_date_form_and_header_order() -> None:
    assert heard(HIKVISION) == [
        ("rtsp.status", "200"),
        ("rtsp.public", "OPTIONS, DESCRIBE, PLAY, PAUSE, SETUP, TEARDOWN, SET_PARAMETER, GET_PARAMETER"),
        ("rtsp.header_names", "CSeq, Public, Date"),
        ("rtsp.date_form", "month-day"),
        ("rtsp.header", "CSeq: 1"),
        ("rtsp.header", "Public: OPTIONS, DESCRIBE, PLAY, PAUSE, SETUP, TEARDOWN, SET_PARAMETER, GET_PARAMETER"),
        ("rtsp.header", "Date: Thu, May 14 2020 16:45:35 GMT"),
    ]


@pytest.mark.parametrize(
    ("date", "form"),
    [
        ("Thu, 14 May 2020 16:45:35 GMT", "rfc"),
        ("Thu, May 14 2020 16:45:35 GMT", "month-day"),
        ("Fri, May  1 2020 16:45:35 GMT", "month-day"),
        ("Sat, 8 May 2021 04:35:51 UTC", "other"),
        ("1970-01-01", "other"),
    ],
)
def test_the_form_of_a_date_is_named(date: str, form: str) -> None:
    assert values(f"RTSP/1.0 200 OK\r\nDate: {date}\r\n\r\n".encode(), "rtsp.date_form") == [form]


def test_describe_does_not_speak_for_options() -> None:
    fields = {field for field, _ in heard(HIKVISION, "DESCRIBE")}
    assert fields == {"rtsp.date_form", "rtsp.header"}


def test_a_refusal_tells_its_challenge_and_server() -> None:
    # Realm and Server as captures of Dahua's platform show them.
    received = (
        b"RTSP/1.0 401 Unauthorized\r\nServer: Rtsp Server/3.0\r\nCSeq: 2\r\n"
        b'WWW-Authenticate: Digest realm="Login to 4M0747EPAA1D284", nonce="0123456789abcdef0123456789abcdef"\r\n\r\n'
    )
    assert values(received, "rtsp.server", "DESCRIBE") == ["Rtsp Server/3.0"]
    assert values(received, "rtsp.challenge.realm", "DESCRIBE") == ["Login to 4M0747EPAA1D284"]


def test_a_session_description_tells_tool_session_and_information_of_the_session_only() -> None:
    received = b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(SDP), SDP)
    described = [(field, value) for field, value in heard(received, "DESCRIBE") if field.startswith("rtsp.sdp.")]
    assert described == [
        ("rtsp.sdp.session", 'Session streamed by "preview"'),
        ("rtsp.sdp.information", "h264Preview_01_main"),
        ("rtsp.sdp.tool", "LIVE555 Streaming Media v2013.04.08"),
    ]


# A camera of Dahua's platform, as the tests and comments of several RTSP clients keep it.
DAHUA_SDP = (
    b"v=0\r\no=- 2256453820 2256453820 IN IP4 0.0.0.0\r\ns=Media Server\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n"
    b"a=packetization-supported:DH\r\na=rtppayload-supported:DH\r\na=range:npt=now-\r\nm=video 0 RTP/AVP 96\r\n"
    b"a=control:trackID=0\r\na=framerate:10.000000\r\na=recvonly\r\n"
)


def described(body: bytes) -> list[tuple[str, str]]:
    received = b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    return [(field, value) for field, value in heard(received, "DESCRIBE") if field.startswith("rtsp.sdp.")]


def test_the_attributes_are_told_but_for_those_of_one_stream() -> None:
    assert described(DAHUA_SDP) == [
        ("rtsp.sdp.session", "Media Server"),
        ("rtsp.sdp.attribute", "packetization-supported:DH"),
        ("rtsp.sdp.attribute", "rtppayload-supported:DH"),
        ("rtsp.sdp.attribute", "framerate:10.000000"),
        ("rtsp.sdp.attribute", "recvonly"),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"a=recvonly", ["recvonly"]),
        (b"a= x-name : value ", ["x-name : value"]),
        (b"a=", []),
        (b"a=control", []),
        (b"a=Range:npt=0-", []),
        (b"a=tool", []),
        (b"A=recvonly", []),
        (b"a=" + b"x" * 300, ["x" * 256]),
    ],
)
def test_an_attribute_is_told_as_written(line: bytes, told: list[str]) -> None:
    for medium in (b"", b"m=video 0 RTP/AVP 96\r\n"):
        assert [value for _, value in described(b"v=0\r\n" + medium + line + b"\r\n")] == told


def test_media_tell_their_attributes_and_not_their_titles() -> None:
    body = (
        b"v=0\r\ns=Session\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\ni=a title\r\na=rtpmap:96 H264/90000\r\n"
        b"a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z01A\r\na=control:rtsp://192.0.2.7/media/video1/1\r\n"
        b"m=audio 0 RTP/AVP 8\r\na=control:trackID=2\r\na=rtpmap:96 H264/90000\r\n"
    )
    assert described(body) == [
        ("rtsp.sdp.session", "Session"),
        ("rtsp.sdp.attribute", "rtpmap:96 H264/90000"),
        ("rtsp.sdp.attribute", "control:rtsp://192.0.2.7/media/video1/1"),
    ]


def test_the_lines_of_a_description_are_bounded() -> None:
    lines = b"".join(b"a=x:%d\n" % number for number in range(5000))
    assert len(described(b"v=0\n" + lines)) == rtsp.MAX_HEADERS


def test_a_challenge_tells_its_domain_and_the_form_of_its_nonce() -> None:
    # Hikvision's challenge, as captures of its platform show it.
    received = (
        b'RTSP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm="4c1d7a5e1b2c", domain="::", '
        b'nonce="0123456789abcdef0123456789abcdef:1582098000000", stale="FALSE"\r\n\r\n'
    )
    found = [(field, value) for field, value in heard(received, "DESCRIBE") if field.startswith("rtsp.challenge.")]
    assert found == [
        ("rtsp.challenge.realm", "4c1d7a5e1b2c"),
        ("rtsp.challenge.domain", "::"),
        ("rtsp.challenge.parameters", "realm,domain,nonce,stale"),
        ("rtsp.challenge.nonce_form", "hex32-epoch-ms"),
    ]


def test_what_follows_the_body_is_not_read_as_body() -> None:
    assert values(b"RTSP/1.0 200 OK\r\nContent-Length: 0\r\n\r\nv=0\r\ns=x\r\n", "rtsp.sdp.session", "DESCRIBE") == []


def test_folded_and_broken_header_lines_are_forgiven() -> None:
    received = b"RTSP/1.0 200 OK\nServer: one\n two\nno colon\n: no name\nX :y\n\n"
    assert values(received, "rtsp.header") == ["Server: one two", "X: y"]
    assert values(b"RTSP/1.0 200 OK\n folded first\n\n", "rtsp.header") == []


def test_a_head_that_never_ends_is_read_as_far_as_it_came() -> None:
    assert heard(b"rtsp/1.0 200 OK\r\nServer: x") == [
        ("rtsp.status", "200"),
        ("rtsp.header_names", "Server"),
        ("rtsp.server", "x"),
        ("rtsp.header", "Server: x"),
    ]


@pytest.mark.parametrize("received", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0\x10", b"220 ready\r\n"])
def test_other_protocols_tell_nothing(received: bytes) -> None:
    assert heard(received) == []


def test_headers_are_bounded() -> None:
    received = b"RTSP/1.0 200 OK\r\n" + b"A: b\r\n" * 5000 + b"\r\n"
    assert len(values(received, "rtsp.header")) == rtsp.MAX_HEADERS


pieces = st.lists(
    st.sampled_from(
        [
            b"RTSP/1.0 200 OK",
            b"\r\n",
            b"\n",
            b": ",
            b"Date",
            b"Public",
            b"Content-Length: 5",
            b"WWW-Authenticate: Digest x=",
            b"Content-Type: application/sdp",
            b"v=0\r\ns=1",
            b"m=",
            b" ",
            b"\xff",
            b"\0",
            b'"',
            b"Connection: close",
        ]
    ),
    max_size=30,
).map(b"".join)


@given(st.binary(max_size=200) | pieces, st.sampled_from(["OPTIONS", "DESCRIBE", "?"]))
def test_no_bytes_make_it_raise_and_every_field_is_declared(received: bytes, question: str) -> None:
    assert {field for field, _ in heard(received, question)} <= FIELDS.keys()


@given(pieces, st.integers(1, 7))
def test_the_end_is_found_however_the_bytes_arrive(received: bytes, size: int) -> None:
    parts = [received[index : index + size] for index in range(0, len(received), size)]
    answers, _ = fed(*parts)
    if any(answers):
        assert fed(received)[0] == [True]
