"""What the lab's devices say, byte by byte, against what the cited sources show."""

import base64
import random
import re

import pytest

from scanner.lab import estate_of, unit
from scanner.lab.device import Device, Place
from scanner.lab.http import Request, parse_head, respond
from scanner.lab.rtsp import respond as respond_rtsp
from scanner.lab.values import FRESH, from_pattern


def device_of(identity: str) -> Device:
    (device,) = estate_of([unit(identity)], seed=7).devices
    device.place = Place("192.0.2.7", {80: 80, 554: 554, 443: 443, 8899: 8899}, {3702: 3702}, "192.0.2.7")
    return device


def get(identity: str, path: str) -> list[str]:
    device = device_of(identity)
    asked = parse_head(f"GET {path} HTTP/1.1\r\nHost: 192.0.2.7\r\n\r\n".encode())
    data, _ = respond(device, asked, device.unit.answers.http, None)
    return data.decode("latin-1").split("\r\n")


def rtsp(identity: str, method: str) -> list[str]:
    device = device_of(identity)
    answer = device.unit.answers.rtsp
    assert answer is not None
    asked = parse_head(f"{method} rtsp://192.0.2.7:554/ RTSP/1.0\r\nCSeq: 41\r\n\r\n".encode())
    return respond_rtsp(device, asked, answer).decode("latin-1").split("\r\n")


def without_values(lines: list[str], *names: str) -> list[str]:
    return [line.split(": ")[0] + ":" if line.split(":")[0] in names else line for line in lines]


# maciej-or/hikvision_next issue 50, the captured 401 of an ERI-K104-P4: order, case and values as pasted there.
def test_recorder_challenge_has_the_headers_of_hikvision_next_issue_50_in_order() -> None:
    lines = get("hikvision-eri-k104-p4", "/ISAPI/System/deviceInfo")
    assert without_values(lines[:9], "Date", "Content-Length", "WWW-Authenticate") == [
        "HTTP/1.1 401 Unauthorized",
        "Date:",
        "Server: DNVRS-Webs",
        "Cache-Control: no-cache",
        "Content-Length:",
        'Content-Type: application/xml; charset="UTF-8"',
        "Connection: keep-alive",
        "Keep-Alive: timeout=60, max=99",
        "WWW-Authenticate:",
    ]
    challenge = (
        r'WWW-Authenticate: Digest realm="[0-9a-f]{24}", domain="::", qop="auth", '
        r'nonce="[0-9a-f]{32}:\d{13}", opaque="", algorithm="MD5", stale="FALSE"'
    )
    assert re.fullmatch(challenge, lines[8])


# That capture also gives the length of its body: 138 bytes with these four elements.
def test_recorder_challenge_has_the_body_length_of_hikvision_next_issue_50() -> None:
    lines = get("hikvision-eri-k104-p4", "/ISAPI/System/deviceInfo")
    assert "Content-Length: 138" in lines


# blog.csdn.net unix2linux 141184629 and coreui.cn/news/234624: a nonce of hex digits that hides a base64 text.
def test_camera_nonce_decodes_to_two_groups_of_hex_digits() -> None:
    lines = get("hikvision-ds-2cd2143g0-i", "/ISAPI/System/deviceInfo")
    challenge = next(line for line in lines if line.startswith("WWW-Authenticate"))
    found = re.fullmatch(
        r'WWW-Authenticate: Digest qop="auth", realm="IP Camera\([A-Z]{2}\d{3}\)", nonce="([0-9a-f]+)", stale="FALSE"',
        challenge,
    )
    assert found
    hidden = base64.b64decode(bytes.fromhex(found[1])).decode()
    assert re.fullmatch("[0-9a-f]{8}:[0-9a-f]{8}", hidden)


# google/ExoPlayer issue 9800.
def test_hikvision_options_has_the_methods_and_date_form_of_exoplayer_issue_9800() -> None:
    lines = rtsp("hikvision-ds-2cd2t32-i3", "OPTIONS")
    assert lines[:3] == [
        "RTSP/1.0 200 OK",
        "CSeq: 41",
        "Public: OPTIONS, DESCRIBE, PLAY, PAUSE, SETUP, TEARDOWN, SET_PARAMETER, GET_PARAMETER",
    ]
    assert re.fullmatch(r"Date:  [A-Z][a-z]{2}, [A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d GMT", lines[3])


def test_hikvision_describe_offers_digest_then_basic_as_in_exoplayer_issue_9800() -> None:
    challenges = [line for line in rtsp("hikvision-ds-2cd2t32-i3", "DESCRIBE") if line.startswith("WWW-")]
    assert [line.split(" ")[1] for line in challenges] == ["Digest", "Basic"]
    assert re.fullmatch(
        r'WWW-Authenticate: Digest realm="IP Camera\([A-Z]\d{4}\)", nonce="[0-9a-f]{32}", stale="FALSE"', challenges[0]
    )


# rroller/dahua issue 101, headers of a curl -v; the cookie line, which belongs to a login, is left out.
def test_dahua_web_server_has_the_headers_of_rroller_issue_101_and_no_server_header() -> None:
    lines = get("dahua-nvr2108-4ks3", "/")
    names = [line.split(":")[0] for line in lines[1 : lines.index("")]]
    assert names == [
        "X-XSS-Protection",
        "X-Frame-Options",
        "Content-Security-Policy",
        "Strict-Transport-Security",
        "Content-type",
        "CONNECTION",
        "CONTENT-LENGTH",
    ]


# scottlamb/retina src/client/testdata/dahua_options.txt.
def test_dahua_options_is_that_of_retina() -> None:
    assert rtsp("dahua-nvr2108-4ks3", "OPTIONS")[:4] == [
        "RTSP/1.0 200 OK",
        "CSeq: 41",
        "Server: Rtsp Server/3.0",
        "Public: OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, PAUSE, TEARDOWN, SET_PARAMETER, GET_PARAMETER",
    ]


# blog.csdn.net BeanGuohui 121969076: OPTIONS is refused too, and the server has no name before a login.
def test_dahua_refuses_options_without_a_server_header_as_captured() -> None:
    lines = rtsp("dahua-ipc-hfw2431s", "OPTIONS")
    assert lines[:2] == ["RTSP/1.0 401 Unauthorized", "CSeq: 41"]
    assert re.fullmatch(r'WWW-Authenticate: Digest realm="Login to [0-9a-f]{32}", nonce="[0-9a-f]{32}"', lines[2])
    assert lines[3:] == ["", ""]


# D4-project/Plum-Island issue 204: header names of a Dahua recorder's page, in order and case.
def test_dahua_page_has_the_headers_of_plum_island_issue_204() -> None:
    lines = get("dahua-nvr-plum", "/")
    assert ", ".join(line.split(":")[0] for line in lines[1 : lines.index("")]) == (
        "CONNECTION, Date, Last-Modified, Etag, CONTENT-LENGTH, CACHE-CONTROL, Content-Security-Policy, P3P, "
        "Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options, X-XSS-Protection, CONTENT-TYPE"
    )


# blog.csdn.net blwinner 51096875: the realm is the camera's MAC.
def test_an_older_hikvision_realm_is_the_mac() -> None:
    device = device_of("hikvision-ds-2cd2012-i")
    digest, basic = [line for line in rtsp("hikvision-ds-2cd2012-i", "DESCRIBE") if line.startswith("WWW-")]
    assert device.facts["mac_plain"].startswith("c056e3")
    assert re.fullmatch(
        r'WWW-Authenticate: Digest realm="c056e3[0-9a-f]{6}", nonce="[0-9a-f]{32}", stale="FALSE"', digest
    )
    assert basic == f'WWW-Authenticate: Basic realm="{device.facts["mac_plain"]}"'


# Quedale/OnvifDeviceManager issue 19: the nonce there is the base64 of "onvif-digest:" and 11 digits.
def test_dahua_onvif_refusal_is_that_of_onvifdevicemanager_issue_19() -> None:
    device = device_of("honeywell-h4w2per3")
    asked = Request("", "POST", "/onvif/device_service", (), b"<s:Body><tds:GetDeviceInformation/>")
    data, _ = respond(device, asked, device.unit.answers.http, device.unit.answers.onvif)
    lines = data.decode().split("\r\n")
    assert [line.split(":")[0] for line in lines[:5]] == [
        "HTTP/1.1 401 Unauthorized",
        "Content-Type",
        "Connection",
        "WWW-Authenticate",
        "Content-Length",
    ]
    found = re.fullmatch(
        r'WWW-Authenticate: Digest realm="Login to [0-9a-f]{32}",qop="auth",nonce="(\w+=*)", opaque="", stale="false"',
        lines[3],
    )
    assert found
    assert re.fullmatch(rb"onvif-digest:\d{11}", base64.b64decode(found[1]))


# GuilhermeC18/node-onvif issue 40: realm AXIS_WS_ and MAC; nonce of 12 base64 characters and 40 hex digits.
def test_axis_challenge_is_that_of_node_onvif_issue_40() -> None:
    lines = get("axis-m2036-le", "/axis-cgi/param.cgi")
    challenge = next(line for line in lines if line.startswith("WWW-Authenticate"))
    assert re.fullmatch(
        r'WWW-Authenticate: Digest realm="AXIS_WS_E82725[0-9A-F]{6}", '
        r'nonce="[A-Za-z0-9+/]{11}=[0-9a-f]{40}", algorithm=MD5, qop="auth"',
        challenge,
    )


# Ullaakut/cameradar issue 199: the iPOLiS camera's answer.
def test_hanwha_describe_is_that_of_cameradar_issue_199() -> None:
    lines = rtsp("hanwha-xnp-6550rh", "DESCRIBE")
    assert [line.split(":")[0] for line in lines[:6]] == [
        "RTSP/1.0 401 Unauthorized",
        "CSeq",
        "Date",
        "Expires",
        "Cache-Control",
        "WWW-Authenticate",
    ]
    assert re.fullmatch(r'WWW-Authenticate: Digest realm="iPOLiS", nonce="[0-9A-F]{32}"', lines[5])


@pytest.mark.parametrize("identity", ["amcrest-ip2m-841b"])
def test_amcrest_answers_options_with_a_challenge_as_in_motion_issue_121(identity: str) -> None:
    lines = rtsp(identity, "OPTIONS")
    assert lines[0] == "RTSP/1.0 401 Unauthorized"
    assert re.fullmatch(
        r'WWW-Authenticate: Digest realm="Login to AMC\d{4}RVY5EQ6DV\d\d", nonce="[0-9a-f]{32}"', lines[2]
    )


def test_head_gets_the_head_alone() -> None:
    device = device_of("nginx-default")
    asked = parse_head(b"HEAD / HTTP/1.1\r\n\r\n")
    data, keep = respond(device, asked, device.unit.answers.http, None)
    assert data.endswith(b"Connection: keep-alive\r\n\r\n")
    assert keep


def test_connection_ends_where_no_length_is_told() -> None:
    device = device_of("room-alert-32ew")
    _, keep = respond(device, parse_head(b"GET / HTTP/1.1\r\n\r\n"), device.unit.answers.http, None)
    assert not keep


def test_every_text_of_every_unit_can_be_filled() -> None:
    from scanner.lab import units

    for each in units():
        device = device_of(each.id)
        told = {"cseq": "1", "url": "rtsp://x/", "path": "/", "host": "x", "length": "0", "relates_to": "uuid:1"}
        filled = device.fill(each.answers.model_dump_json(), told)
        assert "${" not in filled, each.id


def test_pattern_keeps_what_is_no_pattern() -> None:
    assert re.fullmatch(r"DS-\d{2}[A-Z][0-9a-f]x", from_pattern("DS-##@~x", random.Random(3)))


def test_date_has_the_form_of_rfc_9110() -> None:
    written = FRESH["date_http"](random.Random(1))
    assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", written)
