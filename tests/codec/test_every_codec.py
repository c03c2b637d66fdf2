"""What holds for each codec, also for one that is written tomorrow: any bytes, declared fields, one answer."""

import pkgutil
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scanner.codec
from scanner.codec import observations_of
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

MODULES = [found.name for found in pkgutil.iter_modules(scanner.codec.__path__)]
CODECS = [name for name in MODULES if hasattr(import_module(f"scanner.codec.{name}"), "read")]
# Pieces of what devices say, so that the bytes come further than the first check.
SOUP = [
    *(b"HTTP/1.1 200 OK\r\n", b"RTSP/1.0 401 Unauthorized\r\n", b"WWW-Authenticate: Digest realm=", b"Server: "),
    *(b"\r\n", b"\r\n\r\n", b"Content-Length: 7\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n"),
    *(b"<?xml version='1.0'?>", b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'>", b"<", b"/>"),
    *(b"onvif://www.onvif.org/name/", b"&#0;", b"{", b'"data":', b"}"),
    *(b"\x1f\x8b\x08", b"\x30\x82", b"\0"),
    *(b"NOTIFY * HTTP/1.1\r\n", b"NT: ", b"<root><device>", b"<ProbeMatch>", b"<MAC>", b'{"method":"client.notify"'),
    *(b"\0\0\x84\0\0\0\0\1\0\0\0\0", b"\x05_http\x04_tcp\x05local\0\0\x0c\0\1\0\0\0\1\0\2\xc0\x0c", b"\2J]\x8f\x1c"),
]  # fmt: skip
QUESTIONS = ["get /", "get /favicon.ico", "options", "describe", "GetServices", "nvt", "certificate", ""]


def test_the_codecs_that_are_watched_are_all_there_are():
    assert CODECS == [
        "arecont",
        "arp",
        "axis_basicdeviceinfo",
        "bosch_rcp",
        "dhcp",
        "dhip",
        "dlink",
        "dvrip",
        "easy_ip",
        "favicon",
        "finder",
        "foscam",
        "greeting",
        "hanwha_installer",
        "hanwha_status",
        "http",
        "mdns",
        "neighbour_table",
        "onvif",
        "properties",
        "qnap",
        "record",
        "reolink",
        "rtsp",
        "sadp",
        "sony_snc",
        "ssdp",
        "synology",
        "tcp",
        "tdp",
        "tls",
        "ubiquiti",
        "uniview",
        "upnp_description",
        "vision360",
        "vivotek_wizard",
        "vstarcam",
        "wsdiscovery",
        "xiongmai",
    ]


@pytest.mark.parametrize("codec", CODECS)
@given(
    received=st.binary(max_size=400)
    | st.lists(st.sampled_from(SOUP) | st.binary(max_size=8), max_size=20).map(b"".join),
    question=st.sampled_from(QUESTIONS),
    outcome=st.sampled_from(Outcome),
    truncated=st.booleans(),
)
def test_any_bytes_become_texts_of_declared_fields(codec, received, question, outcome, truncated):
    target, endpoint = Target("10.1.2.3"), Endpoint("10.1.2.3", 80)
    asked = Exchange("x1", target, endpoint, codec, question, 0.0, 1.0, outcome, b"", received, truncated)
    seen = observations_of(asked)
    assert {item.field for item in seen} <= set(FIELDS)
    assert {(item.endpoint, item.exchange) for item in seen} <= {(endpoint, "x1")}
    assert {type(item.value) for item in seen} <= {str}
    assert observations_of(asked) == seen


def test_an_exchange_of_a_protocol_that_is_not_known_says_nothing():
    target, endpoint = Target("10.1.2.3"), Endpoint("10.1.2.3", 80)
    asked = Exchange("x1", target, endpoint, "telepathy", "hm", 0.0, 1.0, Outcome.ANSWERED, b"", b"HTTP/1.1 200 OK")
    assert observations_of(asked) == []
