"""HTTP/1.1 (RFC 9112): the requests we write, and what a page that a device serves tells of it."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit, urlunsplit

from scanner.codec.challenge import challenge_facts
from scanner.codec.html import Page, page_of
from scanner.codec.http_content import text_of
from scanner.codec.http_message import HttpResponse, ResponseFraming, parse
from scanner.model.endpoint import Endpoint
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact
from scanner.model.outcome import Outcome

__all__ = ["HttpResponse", "ResponseFraming", "is_complete", "page_text", "parse", "read", "request"]

MAX_BODY_CHARACTERS = 65_536
MAX_HEADERS = 100
MAX_VALUE = 1_024
MAX_NAMES = 4_096

# What most servers send, so that its absence says something.
_EXPECTED = ("Server", "Date")
# Written as they are in a request line: everything of RFC 3986, `%` included, so that a path stays as given.
_KEPT = "!#$%&'()*+,/:;=?@[]~-._|^`{}\"<>\\"
_NOT_TEXT = ("image/", "video/", "audio/", "multipart/", "application/octet-stream")
_BINARY_WITHIN = 512


def request(method: str, path: str, host: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> bytes:
    """Write a request. `host` is the Host header's value; `headers` follow it, before our fixed ones.

    Characters that cannot stand in a request line are percent-encoded, control characters in headers left out: a path
    or a host may be a device's own word.
    """
    lines = [f"{_word(method)} {_word(path) or '/'} HTTP/1.1", f"Host: {_word(host)}"]
    lines += [f"{_line(name)}: {_line(value)}" for name, value in headers]
    lines += ["Accept: */*", "Accept-Encoding: identity", "Connection: keep-alive"]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def read(exchange: Exchange) -> list[Fact]:
    """Read a page. Facts of the root page's head come only from an exchange that asked for `/`."""
    answer = parse(exchange.received, is_complete(exchange))
    if answer is None:
        return []
    facts = [Fact("http.anomaly", word) for word in answer.anomalies]
    facts += [Fact("http.server", value[:MAX_VALUE]) for value in answer.values("server") if value]
    if _asked_for_root(exchange.question):
        facts += _head_facts(answer)
    for value in answer.values("www-authenticate"):
        facts += challenge_facts(value, "http")
    facts += [Fact("http.cookie", name) for name in _cookie_names(answer)]
    text = page_text(answer)
    page = page_of(text)
    facts += [Fact("http.redirect", place) for place in _redirects(answer, page, exchange.endpoint)]
    return facts + _page_facts(page, text)


def is_complete(exchange: Exchange) -> bool:
    """Whether the device ended its answer: neither our cap nor our deadline cut it."""
    return not exchange.truncated and exchange.outcome in (Outcome.ANSWERED, Outcome.NEEDS_LOGIN)


def page_text(answer: HttpResponse) -> str:
    """Return the body as text, at most MAX_BODY_CHARACTERS; nothing where it is no text."""
    kind = answer.value("content-type")
    if kind.lower().startswith(_NOT_TEXT) or b"\0" in answer.body[:_BINARY_WITHIN]:
        return ""
    return text_of(answer.body, kind)[:MAX_BODY_CHARACTERS]


def _asked_for_root(question: str) -> bool:
    _, _, path = question.partition(" ")
    return path in ("", "/")


def _head_facts(answer: HttpResponse) -> Iterator[Fact]:
    if answer.status:
        yield Fact("http.status", str(answer.status))
    headers = answer.headers[:MAX_HEADERS]
    for name, value in headers:
        yield Fact("http.header", (f"{name}: {value}" if name else value)[:MAX_VALUE])
    if headers:
        yield Fact("http.header_names", ", ".join(name for name, _ in headers if name)[:MAX_NAMES])
    for name in _EXPECTED:
        if answer.status and not answer.values(name.lower()):
            yield Fact("http.missing_header", name)


def _cookie_names(answer: HttpResponse) -> list[str]:
    names = (value.partition("=")[0].strip()[:MAX_VALUE] for value in answer.values("set-cookie")[:MAX_HEADERS])
    return list(dict.fromkeys(name for name in names if name))


def _redirects(answer: HttpResponse, page: Page, asked: Endpoint) -> list[str]:
    """Return where the page leads: a path on the same port of the device, the whole URL elsewhere."""
    places = [*(value[:MAX_VALUE] for value in answer.values("location") if value), *page.redirects]
    return list(dict.fromkeys(_own_path(place, asked) for place in places))


def _own_path(place: str, asked: Endpoint) -> str:
    try:
        parts = urlsplit(place)
        own = parts.scheme == "http" and (parts.hostname, parts.port or 80) == (asked.address, asked.port)
    except ValueError:
        return place
    return urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment)) if own else place


def _page_facts(page: Page, text: str) -> list[Fact]:
    facts = [Fact("http.title", page.title)] if page.title else []
    facts += [Fact("http.asset", path) for path in page.assets]
    return [*facts, Fact("http.body", text)] if text else facts


def _word(text: str) -> str:
    return quote(text, safe=_KEPT, errors="replace")


def _line(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
