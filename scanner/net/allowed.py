"""The allow-list: the only messages that may leave. What is not here cannot be sent, whatever a probe or a file says.

It judges the bytes that would go out, not a probe's word about them. docs/method.md lists the same for people.
"""

import re
from collections.abc import Mapping

from scanner.codec import axis_basicdeviceinfo, hanwha_status, onvif
from scanner.codec.searches import SEARCHES
from scanner.model.endpoint import Endpoint

EVERYBODY = "255.255.255.255"

# Documented reads without a login, beside a front page and its icon. Sources stand in the codecs.
# Documented as public, or answered by many without a login. Each is asked only of a device that already looks like
# its maker's, by that vendor's `follow_up`, where its source stands; a 401 ends it.
_GET = frozenset(
    {
        hanwha_status.PATH,
        "/SDK/activateStatus",  # Hikvision ISAPI guide: needs no authentication
        "/ISAPI/System/deviceInfo",  # Hikvision: the challenge alone tells the platform
        "/upnpdevicedesc.xml",  # Hikvision: its UPnP description
        "/doc/script/config/system/channelDigital.js",  # Hikvision: a script that only its web interface has
        "/axis-cgi/prod_brand_info/getbrand.cgi",  # Axis before 8.40: brand and model
        "/axis-release/releaseinfo",  # Axis: version
        "/api/system/info",  # 2N HTTP API manual: always public
        "/common/info.cgi",  # D-Link DCS
        "/cgi-bin/authLogin.cgi",  # QNAP: without parameters it sends no user and only describes the device
        "/js/client.config.js",  # Reolink: version of the web interface
        "/-wvhttp-01-/info.cgi",  # Canon WebView
        "/command/inquiry.cgi?inqjs=sysinfo",  # Sony SNC
        "/cgi-bin/anonymous/getparam.cgi?system_info",  # Vivotek URL commands, access level anonymous
        "/get?model",  # Arecont Vision
        "/get?model=fullname",
        "/get_status.cgi",  # Netwave and early Foscam
        "/lg/ENU.xml",  # Foscam: the words of its web interface
        "/about.html",  # Basler
        "/profile",  # Zavio's platform: TP-Link NC, Beward, Pearl
        "/English.js",  # Xiongmai: the words of its web interface
        "/custom_lang/English.txt",  # Amcrest: likewise
        "/user_lang.js",  # Vivotek recorders: likewise
        "/LAPI/V1.0/System/DeviceBasicInfo",  # Uniview
        "/SDCAPI/V1.0/MiscIaas/System",  # Huawei SDC: that the path is there tells the platform
        "/gui/title.shtml",  # Dedicated Micros
        "/webapi/query.cgi?api=SYNO.API.Info&version=1&method=query",  # Synology API guide: before any login
    }
)
_POST = {
    axis_basicdeviceinfo.PATH: frozenset({axis_basicdeviceinfo.REQUEST_BODY}),
    "/cgi-bin/api.cgi": frozenset({b""}),  # Reolink: an empty call is answered by an error in the platform's words
}
_SOAP = frozenset(onvif.envelope(operation) for operation in onvif.OPERATIONS)

# A page that a device redirects to: a folder or a file with an ending that pages have, and no query.
_PAGE_PATH = re.compile(r"/(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?/){0,4}(?:[A-Za-z0-9_-]+\.(?:html?|asp|shtml))?")
# Where UPnP devices put their description: an XML file that says so by its name, in a folder or two.
_DESCRIPTION_PATH = re.compile(
    r"/(?:[A-Za-z0-9_-]+/){0,3}[A-Za-z0-9_.-]{0,40}(?:desc|upnp)[A-Za-z0-9_.-]{0,40}\.xml",
    re.IGNORECASE | re.ASCII,
)
_ICON_PATH = re.compile(r"/(?:[A-Za-z0-9_-]+/){0,6}favicon(?:[_-][0-9x]{1,9})?\.(?:ico|png)")
_ONVIF_PATH = re.compile(r"/onvif(?:/[A-Za-z0-9_-]{1,40}){0,3}", re.IGNORECASE | re.ASCII)
_LONGEST_PATH = 128
# A printer prints whatever comes (9100 and its neighbours), a controller takes it for an order (502 Modbus, 102 S7,
# 2404 IEC 104, 20000 DNP3, 44818 CIP). A device may name any port, in a redirect or as its service address.
_NEVER_PORTS = frozenset({102, 502, 515, 2404, 20000, 44818, *range(9100, 9108)})
_LOW_DESCRIPTION_PORTS = frozenset(range(80, 91))
# Words of paths that carry pictures, logins, commands or known bugs. A redirect to one of these is not followed.
_NEVER = re.compile(
    r"snap|jpe?g|mjpe?g|image|img|stream|video|live|record|playback|config|user|passw|auth|rpc|reboot|reset"
    r"|upgrade|update|factory|restore|backup|shell|exec|command|debug|handle|mtd|nobody|param|webcaps|secur"
    r"|cgi|isapi|/sdk|artemis|actuator|operator|admin|file",
    re.IGNORECASE,
)
# Front doors without an ending, or with such a word in their name, that are pages all the same.
_DOORS = frozenset({"/login", "/index", "/home", "/ui", "/web", "/portal", "/camera/index.html"})

# Where other searches are heard, and where addresses are set, files served or P2P sessions begun: a question that may
# go anywhere does not go there.
_TAKEN_PORTS = frozenset(search.port for search in SEARCHES) | {69, 1759, 1760, 2015, 2018, 6005, 8600, 32108}

_HEADERS = frozenset(
    ("host", "user-agent", "accept", "accept-encoding", "connection", "content-type", "content-length", "cseq")
)
_REQUEST_LINE = re.compile(rb"(?P<method>[A-Z]+) (?P<path>\S+) (?P<version>HTTP/1\.1|RTSP/1\.0)\r\n")
_RTSP_URL = re.compile(r"rtsp://[0-9A-Fa-f.:\[\]]+:\d{1,5}/")


def refusal(transport: str, payload: bytes, port: int = 0) -> str | None:
    """Say why a payload may not be sent to a port, or None. An empty TCP payload is a connection, or listening on one.

    For a datagram the port counts: one protocol's harmless question may be another's order.
    """
    if transport == "udp":
        return _datagram_refusal(payload, port)
    if not payload:
        return None
    if port in _NEVER_PORTS:
        return f"TCP port {port} prints or obeys whatever comes: nothing is sent there"
    head, end, body = payload.partition(b"\r\n\r\n")
    match = _REQUEST_LINE.match(head + b"\r\n")
    if not match or not end:
        return "not a request that is known to be harmless"
    if reason := _header_refusal(head[match.end() :]):
        return reason
    method, path = match["method"].decode(), match["path"].decode("latin-1")
    if match["version"] == b"RTSP/1.0":
        return _rtsp_refusal(method, path, body)
    return _http_refusal(method, path, body)


def documented_reads() -> frozenset[str]:
    """Return the paths that may be read beside pages, icons and descriptions: for the page that lists them."""
    return _GET


def documented_posts() -> Mapping[str, frozenset[bytes]]:
    """Return the bodies that may be posted to each path, beside ONVIF's."""
    return _POST


def is_page_path(path: str) -> bool:
    """Whether a path looks like a page that a browser would be sent to, and like nothing else."""
    if path in _DOORS:
        return True
    return len(path) <= _LONGEST_PATH and bool(_PAGE_PATH.fullmatch(path)) and not _NEVER.search(path)


def is_description_path(path: str) -> bool:
    """Whether a path names a UPnP description, and nothing that carries a picture, a login or a command."""
    return len(path) <= _LONGEST_PATH and bool(_DESCRIPTION_PATH.fullmatch(path)) and not _NEVER.search(path)


def is_description_port(port: int) -> bool:
    """Whether a description may be fetched from a port that a device named."""
    return port in _LOW_DESCRIPTION_PORTS or (1024 <= port <= 65_535 and port not in _NEVER_PORTS)


def group_refusal(payload: bytes, group: Endpoint) -> str | None:
    """Say why a payload may not go to a group, or to everybody, or None: each search has its own groups."""
    for search in SEARCHES:
        theirs = group.address in search.groups or (search.broadcast and group.address == EVERYBODY)
        if theirs and search.port == group.port and search.is_question(payload):
            return None
    return "not a discovery message of this group"


def is_icon_path(path: str) -> bool:
    """Whether a path names a page's icon. Only names that say so: by another name it could be a camera's view."""
    return len(path) <= _LONGEST_PATH and bool(_ICON_PATH.fullmatch(path))


def _http_refusal(method: str, path: str, body: bytes) -> str | None:
    if method == "GET":
        if body:
            return "a GET carries no body"
        if path in _GET or is_icon_path(path) or is_page_path(path) or is_description_path(path):
            return None
        return f"GET {path[:_LONGEST_PATH]} is not on the allow-list"
    if method == "POST":
        if body in _POST.get(path, ()):
            return None
        if _ONVIF_PATH.fullmatch(path) and body in _SOAP:
            return None
        return f"POST {path[:_LONGEST_PATH]} with this body is not on the allow-list"
    return f"the method {method} is never sent"


def _rtsp_refusal(method: str, url: str, body: bytes) -> str | None:
    if method not in ("OPTIONS", "DESCRIBE"):
        return f"the RTSP method {method} is never sent"
    if body or not _RTSP_URL.fullmatch(url):
        return "only the root of an RTSP server is asked about, and without a body"
    return None


def _header_refusal(lines: bytes) -> str | None:
    for line in lines.split(b"\r\n"):
        name = line.partition(b":")[0].decode("latin-1").lower()
        if b"\r" in line or b"\n" in line:
            return "a bare line end would begin a header of its own"
        if line and name not in _HEADERS:
            return f"the header `{name[:40]}` is never sent"
    return None


def _datagram_refusal(payload: bytes, port: int) -> str | None:
    for search in SEARCHES:
        at_home = search.port == port or (search.anywhere and port not in _TAKEN_PORTS)
        if at_home and search.is_question(payload):
            return None
    return "not a discovery message that is known to be harmless at this port"
