"""The icon of a web interface as three hashes: the forms in which icons are published."""

import base64
import hashlib
import re

import mmh3

from scanner.codec.http import is_complete, parse
from scanner.model.exchange import Exchange
from scanner.model.observation import Fact

_OK = 200
_MAGIC = (b"\x00\x00\x01\x00", b"\x00\x00\x02\x00", b"\x89PNG\r\n\x1a\n", b"GIF8", b"\xff\xd8\xff", b"BM")
_SVG = re.compile(rb"\s{0,64}(?:<\?xml[^>]{0,200}>\s{0,64})?<svg[\s>]", re.IGNORECASE)


def read(exchange: Exchange) -> list[Fact]:
    """Read an icon. A page instead of one, or an icon that was cut short, gives nothing: its hash would be nobody's."""
    answer = parse(exchange.received, is_complete(exchange))
    if answer is None or answer.status != _OK or not answer.whole or not is_complete(exchange):
        return []
    if not _is_image(answer.body):
        return []
    return [
        Fact("http.favicon.mmh3", str(mmh3.hash(base64.encodebytes(answer.body)))),
        Fact("http.favicon.md5", hashlib.md5(answer.body, usedforsecurity=False).hexdigest()),
        Fact("http.favicon.sha256", hashlib.sha256(answer.body).hexdigest()),
    ]


def _is_image(body: bytes) -> bool:
    webp = body.startswith(b"RIFF") and body[8:12] == b"WEBP"
    return body.startswith(_MAGIC) or webp or bool(_SVG.match(body))
