"""Words that half the world shows: a trait that says nothing else is nobody's."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = _words(
    """
    access admin administrator allegro android apache appweb area auth authentication authorization authorized base
    basic boa body bootstrap busybox button cam camera cameras cctv channel cherokee city client common company control
    copyright custom darwin debian default denied device devices digest digital document domain dome dvr embedded
    embedthis enter error ffmpeg firmware footer forbidden found function functions gateway global goahead group
    gsoap gstreamer happytime header helix hello home html http httpd https hvr icon image images index internet
    ipcam ipcamera iptv jetty jquery language layout lighttpd linux live loading local localhost location login logo
    main management media menu micro microsoft mini model mongoose netcam netcamera network networkcamera nginx none
    null object onvif openssl organization page password php please portable position product protected ptz realm
    recorder remote required restricted rompager root router rtsp rtspd rtspserver script scripts secure security
    server servers service services session sign signin smart some state stream streamed streamer streaming style
    styles surveillance system test thttpd tomcat type ubuntu uhttpd unauthorized unix unknown untitled upnp user
    username version video view viewer visual web webclient webs webserver webservice welcome widgits window windows
    wireless with xvr your
    """
)
_SHORTEST = 4  # fewer letters are an abbreviation that anybody may use
# How LIVE555 and GStreamer list their methods: half of all cameras are built on one of these.
_METHOD_LISTS = frozenset(
    {
        "OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY, PAUSE",
        "OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER",
        "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN",
        "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN",
        "OPTIONS, DESCRIBE, ANNOUNCE, GET_PARAMETER, PAUSE, PLAY, RECORD, SETUP, SET_PARAMETER, TEARDOWN",
    }
)
# Headers as RFC 9110 and habit spell them.
_HEADERS = _words(
    """
    Accept-Ranges Access-Control-Allow-Origin Age Allow Cache-Control Connection Content-Encoding Content-Language
    Content-Length Content-Location Content-Type CSeq Date ETag Expires Keep-Alive Last-Modified Location MIME-Version
    Pragma Public Refresh Server Set-Cookie Strict-Transport-Security Transfer-Encoding Upgrade Vary Via
    WWW-Authenticate X-Content-Type-Options X-Frame-Options X-XSS-Protection
    """
)
_COOKIES = _words(
    """
    asp.net_sessionid cookie id jsessionid lang language phpsessid session sessionid session_id sid sessid token
    user username userid uid webclient theme page
    """
)
# Beginnings of model names that many makers share.
_MODEL_LINES = _words("cam dvr hd hvr ip ipc ipcam ipcamera model network nvr nvs nvt ptz std xvr")
# Hosts whose XML namespaces are standards.
_STANDARD_HOSTS = re.compile(
    r"(?:^|=)(?:https?://(?:[\w-]+\.)*(?:w3\.org|onvif\.org|xmlsoap\.org|oasis-open\.org|genivia\.com|microsoft\.com)|urn:)"
)


def is_common(text: str) -> bool:
    """Whether a text holds no word but those that half the world shows."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return not any(len(word) >= _SHORTEST and word not in _WORDS for word in words)


def is_common_cookie(name: str) -> bool:
    """Whether a cookie's name is that of a framework or a habit."""
    return len(name) < _SHORTEST or name.lower() in _COOKIES


def is_common_line(model: str) -> bool:
    """Whether a model's name begins as models of many makers do, or has no letters in front."""
    start = re.match(r"[A-Za-z]{2,}", model)
    return start is None or start[0].lower() in _MODEL_LINES


def is_standard_namespace(value: str) -> bool:
    """Whether an XML namespace, alone or as `prefix=uri`, is a published standard's."""
    return bool(_STANDARD_HOSTS.search(value))


def is_common_header_list(names: str) -> bool:
    """Whether all of a list's headers are usual ones in their usual spelling."""
    return all(name in _HEADERS for name in names.split(", "))


def is_common_method_list(methods: str) -> bool:
    """Whether a list of RTSP methods is that of a library which many build on."""
    return methods in _METHOD_LISTS
