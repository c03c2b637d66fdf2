"""The lab's RTSP server: OPTIONS and DESCRIBE as the unit's file says, everything else refused (RFC 2326)."""

from scanner.lab.device import Device
from scanner.lab.http import Request, read_request
from scanner.lab.line import Line
from scanner.lab.unit import Response, RtspAnswer


async def converse(line: Line) -> None:
    """Answer requests until the other side is done."""
    answer = line.device.unit.answers.rtsp
    while answer and not line.health.dead and (request := await read_request(line)):
        await line.think()
        await line.send(respond(line.device, request, answer))


def respond(device: Device, request: Request, answer: RtspAnswer) -> bytes:
    """Return the answer's bytes. `${cseq}` and `${url}` stand for the request's own."""
    response = _choose(request.method, answer)
    words = request.line.split(" ")
    known = {"cseq": request.header("cseq"), "url": words[1] if len(words) > 1 else ""}
    body = device.fill(response.body, known).encode()
    known["length"] = str(len(body))
    lines = [f"RTSP/1.0 {response.status}"]
    lines += [f"{name}: {device.fill(value, known)}" for name, value in response.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + body


def _choose(method: str, answer: RtspAnswer) -> Response:
    if method == "OPTIONS":
        return answer.options
    return answer.describe if method == "DESCRIBE" else answer.otherwise
