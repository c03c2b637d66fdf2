import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.fingerprint.pasted import guessed, observed, read_pasted, readers

CODECS = Path(__file__).parent.parent.parent / "scanner" / "codec"
HTTP = b'HTTP/1.1 401 Unauthorized\r\nServer: acmed/2\r\nWWW-Authenticate: Digest realm="acme", nonce="0a"\r\n\r\n'
RTSP = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n"
SOAP = b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>%s</s:Body></s:Envelope>'
MATCH = SOAP % (
    b"<d:ProbeMatches xmlns:d='http://schemas.xmlsoap.org/ws/2005/04/discovery'><d:ProbeMatch><d:Scopes>"
    b"onvif://www.onvif.org/name/Acme</d:Scopes></d:ProbeMatch></d:ProbeMatches>"
)
INFORMATION = SOAP % (
    b"<GetDeviceInformationResponse><Manufacturer>Acme</Manufacturer><Model>AC-1</Model></GetDeviceInformationResponse>"
)
SSDP = b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:0::upnp:rootdevice\r\nSERVER: Acme/1 UPnP/1.0\r\n\r\n"
ICON = b"\x89PNG\r\n\x1a\n" + bytes(20)


def said(data, protocol=None, path=None):
    return {(item.field, item.value) for item in read_pasted(data, protocol, path).observations}


@pytest.mark.parametrize(
    ("answer", "protocol"),
    [
        (HTTP, "http"),
        (RTSP, "rtsp"),
        (INFORMATION, "onvif"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + INFORMATION, "onvif"),
        (MATCH, "wsdiscovery"),
        (b'<?xml version="1.0"?>\n' + MATCH, "wsdiscovery"),
        (SSDP, "ssdp"),
        (b"NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\n\r\n", "ssdp"),
        (b'<root xmlns="urn:schemas-upnp-org:device-1-0"/>', "upnp_description"),
        (b"<ProbeMatch><Types>inquiry</Types><DeviceDescription>x</DeviceDescription></ProbeMatch>", "sadp"),
        (b'\x20\0\0\0DHIP{"method":"client.notifyDevInfo","params":{"deviceInfo":{"Vendor":"x"}}}\n\0', "dhip"),
        (b'\x02\x00\x00\x01{"result":{"device_type":"SMART.IPCAMERA","device_model":"C100"}}', "tdp"),
        (b"\0\0\x84\0\0\0\0\x01\0\0\0\0\x04_axi\x04_tcp\x05local\0\0\x0c\0\x01\0\0\0\x09\0\x03\x01x\0", "mdns"),
        (b"MO_I\1\0\0" + bytes(8) + b"@" + bytes(7) + b"00626E4A72BF\0Virtual device" + bytes(50), "finder"),
        (b"<html><title>x</title></html>", "http"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + ICON, "favicon"),
        (ICON, "favicon"),
        (b"\x30\x82\x01\x00", "tls"),
        (b"220 AXIS 216FD Network Camera 4.47 ready.\n", "greeting"),
        (b"", "greeting"),
    ],
)
def test_the_protocol_is_guessed_from_how_the_bytes_begin(answer, protocol):
    assert guessed(answer) == protocol


def test_every_codec_that_reads_an_answer_can_be_named():
    names = {path.stem for path in CODECS.glob("*.py") if "\ndef read(" in path.read_text("utf-8")}
    assert set(readers()) == names
    assert {"http", "rtsp", "onvif", "wsdiscovery", "greeting", "favicon", "properties", "tls"} <= names


def test_a_plain_banner_line_is_what_a_port_said():
    found = said(b"220 AXIS 216FD Network Camera 4.47 ready.\n")
    assert ("ftp.banner", "220 AXIS 216FD Network Camera 4.47 ready.") in found
    assert ("tcp.banner", "220 AXIS 216FD Network Camera 4.47 ready.") in found


def test_pasted_text_gets_the_carriage_returns_of_its_head_back_and_no_anomaly_for_their_loss():
    pasted = HTTP.replace(b"\r", b"").replace(b"\n\n", b"\nContent-Length: 99\n\n") + b"<title>x</title>\n"
    found = said(pasted)
    assert ("http.header_names", "Server, WWW-Authenticate, Content-Length") in found
    assert {value for field, value in found if field == "http.anomaly"} == set()
    assert ("http.anomaly", "body-shorter-than-length") in said(pasted, "http")


def test_the_marks_and_the_question_of_curl_are_taken_off():
    shown = (
        b"* Connected to 10.1.2.40\n> GET / HTTP/1.1\n> Host: 10.1.2.40\n>\n< HTTP/1.1 200 OK\n< Server: acmed/2\n<\n"
        b"{ [40 bytes data]\n<html><title>Acme</title></html>\n"
    )
    found = said(shown)
    assert ("http.server", "acmed/2") in found
    assert ("http.title", "Acme") in found
    assert ("http.header_names", "Server") in found


def test_a_question_saved_with_its_answer_says_what_was_asked():
    assert ("http.status", "401") not in said(b"GET /status.xml HTTP/1.1\r\nHost: x\r\n\r\n" + HTTP)
    assert ("http.status", "401") in said(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + HTTP)
    assert ("rtsp.status", "200") not in said(b"DESCRIBE rtsp://x/ RTSP/1.0\r\nCSeq: 1\r\n\r\n" + RTSP)


def test_an_rtsp_answer_is_to_options_if_it_lists_methods_and_to_describe_if_it_asks_for_a_login():
    assert ("rtsp.public", "OPTIONS, DESCRIBE") in said(RTSP)
    describe = b'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="acme", nonce="0a"\r\n\r\n'
    assert ("rtsp.challenge.realm", "acme") in said(describe)
    assert "rtsp.status" not in {field for field, _ in said(describe)}


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n\r\n"])
def test_soap_is_read_with_and_without_its_head(head):
    assert ("onvif.device.manufacturer", "Acme") in said(head + INFORMATION)


def test_discovery_answers_are_read():
    assert ("wsd.scope.name", "Acme") in said(MATCH)


def test_an_icon_alone_gives_its_hashes():
    assert {field for field, _ in said(ICON)} == {f"http.favicon.{name}" for name in ("mmh3", "md5", "sha256")}


def test_a_certificate_as_text_is_read_as_its_bytes():
    text = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(b"\x30\x82ab") + b"-----END CERTIFICATE-----\n"
    assert said(text) == said(b"\x30\x82ab") != set()
    assert said(b"-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----") == set()


def test_a_read_of_named_values_carries_the_path_that_was_asked():
    assert ("http.property", "/common/info.cgi model=AC-1") in said(b"model=AC-1\n", "properties", "/common/info.cgi")


def test_a_challenge_given_as_a_value_also_gives_its_parts():
    found = {(item.field, item.value) for item in observed("http.challenge", 'Digest realm="acme", nonce="0a"')}
    assert ("http.challenge.realm", "acme") in found
    assert ("http.challenge", 'Digest realm="acme", nonce="0a"') in found
    assert [item.value for item in observed("http.server", "x")] == ["x"]


def test_a_protocol_that_no_codec_reads_observes_nothing():
    assert said(HTTP, "gopher") == set()


@given(st.binary(max_size=300), st.sampled_from([None, "http", "rtsp", "onvif", "tls", "greeting", "properties"]))
def test_no_bytes_raise(data, protocol):
    for begin in (b"", b"HTTP/1.1 200 OK\n", b"* x\n< HTTP/1.1 200 OK\n<\n", b"RTSP/1.0 200 OK\n", b"<"):
        assert read_pasted(begin + data, protocol).protocol in (protocol, guessed(data), *PROTOCOLS)


PROTOCOLS = {"http", "rtsp", "ssdp", "onvif", "wsdiscovery", "sadp", "upnp_description", "favicon", "greeting"}
