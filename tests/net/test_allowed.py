"""The allow-list of requests: what may leave is listed, and everything of the never-sent list is stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.codec import axis_basicdeviceinfo, hanwha_status, http, onvif, rtsp
from scanner.net.allowed import is_description_path, is_icon_path, is_page_path, refusal

HOST = [("User-Agent", "camscan/0")]


def get(path: str, *headers: tuple[str, str]) -> bytes:
    return http.request("GET", path, "10.0.0.1", [*HOST, *headers])


def post(path: str, body: bytes) -> bytes:
    return http.request("POST", path, "10.0.0.1", HOST, body)


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/doc/page/login.asp", "/index.html", "/web/index.htm", "/ui/"])
def test_front_pages_and_icons_may_be_asked_for(path: str) -> None:
    assert refusal("tcp", get(path)) is None


@pytest.mark.parametrize("path", [hanwha_status.PATH, "/SDK/activateStatus"])
def test_documented_anonymous_reads_may_be_asked_for(path: str) -> None:
    assert refusal("tcp", get(path)) is None


def test_the_axis_question_may_be_sent_with_its_own_body_only() -> None:
    assert refusal("tcp", post(axis_basicdeviceinfo.PATH, axis_basicdeviceinfo.REQUEST_BODY)) is None
    all_properties = b'{"apiVersion":"1.0","method":"getAllProperties"}'
    assert refusal("tcp", post(axis_basicdeviceinfo.PATH, all_properties)) is not None


@pytest.mark.parametrize("operation", onvif.OPERATIONS)
def test_the_anonymous_calls_of_onvif_may_be_sent(operation: str) -> None:
    assert refusal("tcp", post("/onvif/device_service", onvif.envelope(operation))) is None


@pytest.mark.parametrize(
    "change", [b"SystemReboot", b"GetUsers", b"CreateUsers", b"SetSystemFactoryDefault", b"GetSnapshotUri"]
)
def test_no_other_call_of_onvif_can_be_sent(change: bytes) -> None:
    envelope = onvif.envelope("GetHostname").replace(b"GetHostname", change)
    assert refusal("tcp", post("/onvif/device_service", envelope)) is not None


def test_an_onvif_call_goes_to_an_onvif_path_only() -> None:
    assert refusal("tcp", post("/cgi-bin/upgrade", onvif.envelope("GetHostname"))) is not None


def test_options_and_describe_of_the_root_may_be_asked() -> None:
    url = "rtsp://10.0.0.1:554/"
    assert refusal("tcp", rtsp.options(url, 1, "camscan/0")) is None
    assert refusal("tcp", rtsp.describe(url, 2, "camscan/0")) is None


@pytest.mark.parametrize(
    "method", ["SETUP", "PLAY", "RECORD", "ANNOUNCE", "PAUSE", "TEARDOWN", "SET_PARAMETER", "GET_PARAMETER"]
)
def test_no_method_that_starts_or_steers_a_stream_can_be_sent(method: str) -> None:
    asked = rtsp.options("rtsp://10.0.0.1:554/", 1, "x").replace(b"OPTIONS", method.encode(), 1)
    assert refusal("tcp", asked) is not None


@pytest.mark.parametrize(
    "url", ["rtsp://10.0.0.1:554/Streaming/Channels/101", "rtsp://admin:12345@10.0.0.1:554/", "rtsp://10.0.0.1:554/?x"]
)
def test_no_stream_path_and_no_login_in_a_url_can_be_asked_of_rtsp(url: str) -> None:
    asked = rtsp.options("rtsp://10.0.0.1:554/", 1, "x").replace(b"rtsp://10.0.0.1:554/", url.encode(), 1)
    assert refusal("tcp", asked) is not None


@pytest.mark.parametrize(
    "name", ["Authorization", "Proxy-Authorization", "Cookie", "X-Forwarded-For", "Range", "Upgrade"]
)
def test_no_header_that_logs_in_or_tricks_can_be_sent(name: str) -> None:
    assert refusal("tcp", get("/").replace(b"Accept:", name.encode() + b":", 1)) == (
        f"the header `{name.lower()}` is never sent"
    )


# The never-sent list: paths that answer only because of a bug, carry pictures, log in or change something. Named by
# their CVE records and the makers' guides; see docs/method.md.
NEVER = [
    "/Security/users?auth=YWRtaW46MTEK",
    "/System/configurationFile?auth=YWRtaW46MTEK",
    "/onvif-http/snapshot?auth=YWRtaW46MTEK",
    "/?auth=YWRtaW46MTEK",
    "/config/user.xml",
    "/artemis/env",
    "/artemis/actuator/env",
    "/web_caps/webCapsConfig",
    "/current_config/passwd",
    "/current_config/Account1",
    "/../mtd/Config/Account1",
    "/RPC2_Login",
    "/RPC2",
    "/cap.js",
    "/cgi-bin/check.cgi?file=../../etc/passwd",
    "/cgi-bin/admin/getparamjs.cgi",
    "/upgrade_handle.php?cmd=getcurrentinfo",
    "/upgrade_handle.php",
    "/handle_config.php?log=1",
    "/__debugging_center_utils___.php",
    "/vb.htm?checkpassword=admin&page=logs",
    "/config/getuser?index=0",
    "/editBlackAndWhiteList",
    "/device.rsp?opt=user&cmd=list",
    "/cgi-bin/nobody/Machine.cgi",
    "/cgi-bin/user/Config.cgi",
    "/cgi-bin/main-cgi?json={}",
    "/cgi-bin/operator/fileread",
    "/cgi-bin/snapshot.cgi",
    "/snapshot.jpg",
    "/jpg/image.jpg",
    "/axis-cgi/jpg/image.cgi",
    "/axis-cgi/mjpg/video.cgi",
    "/ISAPI/Streaming/channels/101/picture",
    "/ISAPI/Security/sessionLogin/capabilities",
    "/cgi-bin/magicBox.cgi?action=reboot",
    "/cgi-bin/configManager.cgi?action=getConfig",
    "/init-cgi/pw_init.cgi?msubmenu=setinitpassword&action=set",
    "/cgi-bin/authLogin.cgi?user=admin&pwd=admin",
    "/tmpfs/auto.jpg",
    "/videostream.cgi",
    "/get_status.cgi?user=admin",
    "/SDK/webLanguage",
]


@pytest.mark.parametrize("path", NEVER)
def test_a_path_of_the_never_sent_list_cannot_be_asked_for(path: str) -> None:
    assert refusal("tcp", get(path)) is not None
    assert not is_page_path(path)
    assert not is_icon_path(path)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "HEAD"])
def test_no_other_http_method_can_be_sent(method: str) -> None:
    assert refusal("tcp", get("/").replace(b"GET", method.encode(), 1)) is not None


def test_a_second_request_cannot_hide_behind_the_first() -> None:
    assert refusal("tcp", get("/") + get("/config/user.xml")) is not None
    assert refusal("tcp", get("/").replace(b"\r\n\r\n", b"\r\nAuthorization: Basic eA==\r\n\r\n")) is not None


@pytest.mark.parametrize(
    "path", ["/snapshot/favicon.ico/../1.jpg", "/favicon.jpg", "/a.ico", "/img/favicon.ico?x", "/favicon.cgi"]
)
def test_an_icon_has_the_name_of_one(path: str) -> None:
    assert not is_icon_path(path)


@given(st.binary(min_size=1, max_size=200))
def test_arbitrary_bytes_cannot_be_sent(payload: bytes) -> None:
    assert refusal("tcp", payload) is not None


@given(st.text(alphabet="abcpw/.?=&%<>\"' ", min_size=1, max_size=60))
def test_a_redirect_path_with_a_query_or_an_escape_is_no_page(path: str) -> None:
    if any(mark in path for mark in "?=&%<>\"' ") or ".." in path or "//" in path:
        assert not is_page_path("/" + path)


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_a_bare_line_end_cannot_smuggle_a_header(end: bytes) -> None:
    assert refusal("tcp", b"GET / HTTP/1.1\r\nHost: 10.1.2.3" + end + b"Authorization: Basic YTpi\r\n\r\n")


@pytest.mark.parametrize("path", ["/de\u017fc.xml", "/\u212a/desc.xml"])
def test_letters_that_only_fold_into_ascii_are_no_description(path: str) -> None:
    assert not is_description_path(path)
