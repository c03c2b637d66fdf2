"""The lab's web server: reads requests leniently, answers exactly what the unit's file says (RFC 9112 framing)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from scanner.lab import icon, onvif
from scanner.lab.device import Device
from scanner.lab.journal import shown
from scanner.lab.line import Line
from scanner.lab.searches import ssdp
from scanner.lab.unit import HttpAnswer, OnvifAnswer, Response
from scanner.lab.written import Pair

_NOT_FOUND = Response(status="404 Not Found", headers=(("Content-Length", "${length}"),))


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: the request line's parts, headers in order, and the body."""

    line: str
    method: str
    path: str
    headers: tuple[Pair, ...]
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return the first header of this name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")


async def read_request(line: Line) -> Request | None:
    """Read one request, and note it. None when there is none, or nothing like one."""
    head = await line.head()
    if not head:
        return None
    request = parse_head(head)
    length = request.header("content-length")
    body = await line.body(int(length)) if length.isascii() and length.isdigit() else b""
    line.note("request", line=request.line, headers=[list(pair) for pair in request.headers], body=shown(body))
    return Request(request.line, request.method, request.path, request.headers, body)


def parse_head(head: bytes) -> Request:
    """Split a request's head; whatever is missing is empty."""
    first, *rest = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    words = first.split(" ")
    target = words[1] if len(words) > 1 else ""
    headers = tuple((name, value.strip()) for name, _, value in (each.partition(":") for each in rest if each))
    return Request(first, words[0], _path(target), headers)


def _path(target: str) -> str:
    try:
        return urlsplit(target).path or "/"
    except ValueError:
        return "/"


async def converse(line: Line) -> None:
    """Answer requests until either side is done."""
    answers = line.device.unit.answers
    keep = True
    while keep and (request := await read_request(line)):
        _count(line, request)
        if line.health.dead:
            return
        await line.think()
        service = answers.onvif if answers.onvif and answers.onvif.port == line.port else None
        data, keep = respond(line.device, request, _web(line), service)
        await line.send(data)


def _web(line: Line) -> HttpAnswer | None:
    """Return the web server of this port: the device's own, or the one that serves its UPnP description."""
    answers = line.device.unit.answers
    announced = answers.searches.ssdp
    own = answers.http and line.port in answers.http.ports
    return ssdp.description(announced) if announced and announced.port == line.port and not own else answers.http


def _count(line: Line, request: Request) -> None:
    if request.path == "/favicon.ico":
        line.health.counted("favicon_requests")
    service = line.device.unit.answers.onvif
    if service and request.method == "POST" and request.path == service.path:
        line.health.counted("onvif_posts")


def respond(
    device: Device, request: Request, web: HttpAnswer | None, service: OnvifAnswer | None
) -> tuple[bytes, bool]:
    """Return the answer's bytes, and whether the connection stays open after it."""
    if service and request.path == service.path and request.method == "POST":
        answer, text = onvif.answer(service, device, request.body.decode("utf-8", "replace"))
        return _finish(device, request, answer, text.encode(), keep=True)
    if web is None:
        return _finish(device, request, _NOT_FOUND, b"", keep=True)
    if web.favicon and request.path == "/favicon.ico":
        drawing = icon.draw(web.favicon)
        headers = (*_plain(web.otherwise.headers), ("Content-Type", "image/x-icon"), ("Content-Length", "${length}"))
        return _finish(device, request, Response(headers=headers), drawing, web.keep_alive)
    answer = next((route for route in web.routes if route.path == request.path), web.otherwise)
    body = device.fill(answer.body, _about(request)).encode()
    return _finish(device, request, answer, body, web.keep_alive)


def _plain(headers: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """Return the headers that name the server or the time: what every answer of it carries."""
    return tuple((name, value) for name, value in headers if name.lower() in ("server", "date"))


def _about(request: Request) -> dict[str, str]:
    return {"path": request.path, "host": request.header("host")}


def _finish(device: Device, request: Request, answer: Response, body: bytes, keep: bool) -> tuple[bytes, bool]:
    known = {**_about(request), "length": str(len(body))}
    lines = [f"HTTP/1.1 {answer.status}"]
    lines += [f"{name}: {device.fill(value, known)}" for name, value in answer.headers]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
    keep = keep and _framed(answer) and not _says_close(answer.headers) and not _says_close(request.headers)
    return (head if request.method == "HEAD" else head + body), keep


def _framed(answer: Response) -> bool:
    return any(name.lower() == "content-length" for name, _ in answer.headers) or answer.status[:3] in ("204", "304")


def _says_close(headers: tuple[Pair, ...]) -> bool:
    return any(name.lower() == "connection" and "close" in value.lower() for name, value in headers)
