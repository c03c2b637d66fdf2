"""Writes the tables of docs/method.md that say what may be sent, from the code that sends it.

    python tools/method_table.py            writes them between their marks
    python tools/method_table.py --check    says whether they are up to date

A line `<!-- packets -->` begins what is written, and `<!-- /packets -->` ends it; likewise `first-look`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from scanner.codec import onvif
from scanner.codec.searches import SEARCHES, Search
from scanner.config import DEFAULT_PORTS, FIRST_LOOK, Config
from scanner.engine.plan import searches_of
from scanner.net import allowed

PAGE = Path(__file__).parents[1] / "docs" / "method.md"
_SHOWN_OCTETS = 40
_PROFILES = ("gentle", "normal", "thorough")


def packets() -> Iterator[str]:
    """Yield the table of every datagram that can be sent, in the order in which they are asked."""
    yield "| search | to | answers come to | on in | bytes | what it costs the device |"
    yield "|---|---|---|---|---|---|"
    for search in SEARCHES:
        for name, payload in search.questions(bytes(16)):
            profiles = ", ".join(profile for profile in _PROFILES if profile in search.profiles) or "none"
            yield (
                f"| `{search.protocol}` {name}: {search.maker} | {_places(search)} | {_answers(search)} | {profiles} "
                f"| {_bytes(payload)} | {search.cost} |"
            )


def reasons() -> Iterator[str]:
    """Yield the table of the searches with the reason why each is asked, or not, in `normal`."""
    yield "| search | in `normal` | why |"
    yield "|---|---|---|"
    on = {search.protocol for search in searches_of(Config())}
    for search in SEARCHES:
        yield f"| `{search.protocol}` | {'on' if search.protocol in on else 'off'} | {search.why} |"


def first_look() -> Iterator[str]:
    """Yield what the first look is, and the full list."""
    yield f"`first_ports` is `{FIRST_LOOK}`, `ports` is `{DEFAULT_PORTS}`."


def requests() -> Iterator[str]:
    """Yield the table of everything that can be sent by TCP and below IP: what is not here is refused by the gate."""
    yield "| what | bytes | to | costs the device |"
    yield "|---|---|---|---|"
    yield "| ARP question | 42 octets: who has the address | attached links | one frame read, one written |"
    yield "| connect | a TCP handshake, given up after 0.9 s | each port of the list | one connection |"
    yield "| TLS handshake | OpenSSL's ClientHello, no server name | ports that speak TLS | one handshake |"
    head = "Host, User-Agent, Accept, `Accept-Encoding: identity`, `Connection: keep-alive`"
    yield f"| front page | `GET /`, {head} | each web port | one request |"
    yield "| a page that it redirects to | the same, for a folder or a page without a query | once | one request |"
    yield "| icon | the same, for a path named `favicon` | once | one request |"
    yield "| UPnP description | the same, for an XML file that is named as one | once | one request |"
    for path in sorted(allowed.documented_reads()):
        yield f"| documented read | the same, for `{path}` | devices that look like its maker's | one request |"
    for path, bodies in sorted(allowed.documented_posts().items()):
        for body in sorted(bodies):
            written = f"`{body.decode()}`" if body else "an empty body"
            asked = "devices that look like its maker's"
            yield f"| documented call | `POST {path}` with {written} | {asked} | one request |"
    for operation in onvif.OPERATIONS:
        size = len(onvif.envelope(operation))
        yield f"| ONVIF {operation} | `POST` of an envelope of {size} octets | ONVIF's device service | one request |"
    for method in ("OPTIONS", "DESCRIBE"):
        yield f"| RTSP {method} | `{method}` of the root, CSeq, User-Agent, Accept | RTSP ports | one request |"


TABLES = {"packets": packets, "searches": reasons, "first-look": first_look, "requests": requests}


def written(text: str) -> str:
    """Return the page with its tables made anew. Raises ValueError where a mark is missing."""
    for name, lines in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, mark, rest = text.partition(begin)
        _, closing, after = rest.partition(end)
        if not mark or not closing:
            raise ValueError(f"docs/method.md: the marks of `{name}` are missing")
        text = before + begin + "".join(f"{line}\n" for line in lines()) + end + after
    return text


def _places(search: Search) -> str:
    places = [*search.groups, *(["everybody (255.255.255.255)"] if search.broadcast else [])]
    places += ["one device"] if search.unicast else []
    return f"{', '.join(places)}; port {search.port}"


def _answers(search: Search) -> str:
    places = ["the port that asked"] if search.reply_port is None else [f"port {search.reply_port}"]
    return ", ".join([*places, *([f"port {search.port}"] if search.joins else [])])


def _bytes(payload: bytes) -> str:
    if payload.isascii() and all(octet >= 0x20 or octet in b"\r\n" for octet in payload):
        text = payload.decode().replace("\r", "\\r").replace("\n", "\\n").replace("|", "\\|")
        return f"`{text}`"
    shown = payload[:_SHOWN_OCTETS].hex(" ", -4)
    more = f" … ({len(payload)} octets)" if len(payload) > _SHOWN_OCTETS else ""
    return f"`{shown}`{more}"


def main() -> int:
    """Write or check, and return the exit code."""
    page = PAGE.read_text("utf-8")
    made = written(page)
    if "--check" in sys.argv:
        if made != page:
            print("docs/method.md is not what the code sends: run python tools/method_table.py")
            return 1
        return 0
    PAGE.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
