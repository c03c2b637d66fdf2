"""The content of an HTTP body: unpacked within bounds, and as text in the charset that it is written in."""

import codecs
import re
import zlib
from collections.abc import Sequence

# No page needs more; a bomb of any size costs this much and stops.
MOST_UNPACKED_BYTES = 262_144

_GZIP_MAGIC = b"\x1f\x8b"
_AUTO, _RAW_DEFLATE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS
_UNPACKABLE = ("gzip", "x-gzip", "deflate")
_DECLARED = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?([A-Za-z0-9_.:-]{1,32})", re.IGNORECASE)
_DECLARED_WITHIN = 2_048
# Declared charsets that are believed where the text is not UTF-8. Python has more: some are slow, some no charsets.
_BELIEVED = {
    "big5": "big5",
    "euc-kr": "cp949",
    "euc-jp": "euc-jp",
    "shift_jis": "cp932",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "iso-8859-1": "latin-1",
    "iso-8859-2": "iso-8859-2",
    "iso-8859-15": "iso-8859-15",
    "koi8-r": "koi8-r",
}


def unpacked(body: bytes, codings: Sequence[str], anomalies: dict[str, None]) -> tuple[bytes, bool]:
    """Undo a content coding, to at most MOST_UNPACKED_BYTES. Returns the bytes and whether they are all there are.

    No coding was asked for, so each that comes is an anomaly. A body that is not what its header claims stays as it is.
    """
    claimed = [coding for coding in codings if coding not in ("", "identity", "chunked")]
    if not claimed:
        return body, True
    if len(claimed) > 1 or claimed[0] not in _UNPACKABLE:
        anomalies["unknown-content-encoding"] = None
        return body, False
    if not body:
        return body, True
    for bits in (_AUTO,) if claimed[0] != "deflate" else (_AUTO, _RAW_DEFLATE):
        if (result := _inflate(body, bits)) is not None:
            content, whole = result
            anomalies["unasked-content-encoding"] = None
            if len(content) >= MOST_UNPACKED_BYTES and not whole:
                anomalies["unpacks-too-big"] = None
            return content, whole
    anomalies["claimed-gzip-is-plain" if not body.startswith(_GZIP_MAGIC) else "broken-gzip"] = None
    return body, not body.startswith(_GZIP_MAGIC)


def _inflate(body: bytes, bits: int) -> tuple[bytes, bool] | None:
    unpacker = zlib.decompressobj(bits)
    try:
        content = unpacker.decompress(body, MOST_UNPACKED_BYTES)
    except zlib.error:
        return None
    return (content, unpacker.eof) if content or unpacker.eof else None


def text_of(body: bytes, content_type: str = "") -> str:
    """Decode a page: UTF-8 if it is that, else the declared charset if believed, else GB 18030, else Latin-1.

    A character cut in two at the end is left out. A byte order mark stays: which firmware writes one tells something.
    """
    for name in ("utf-8", _declared(body, content_type), "gb18030"):
        text = _decoded(body, name) if name else None
        if text is not None:
            return text
    return body.decode("latin-1")


def _declared(body: bytes, content_type: str) -> str | None:
    for text in (content_type, body[:_DECLARED_WITHIN].decode("latin-1")):
        if match := _DECLARED.search(text):
            return _BELIEVED.get(match[1].lower())
    return None


def _decoded(body: bytes, name: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(name)().decode(body)
    except UnicodeDecodeError:
        return None
