"""The one way XML from devices is read: hardened against hostile text, tolerant of what firmware really writes."""

import codecs
import re
from itertools import islice

from lxml import etree

Element = etree._Element

MAX_BYTES = 262_144
MAX_ELEMENTS = 10_000
MAX_INLINE = 32
MAX_NAMESPACES = 128
MAX_TEXT = 256

# Entities stay references, nothing is fetched, libxml2's own depth and size guards stay on.
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    recover=True,
    remove_comments=True,
    remove_pis=True,
    encoding="utf-8",
)

# What XML 1.0 clause 2.2 does not allow as a character; libxml2 cuts a value short at the first of them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DOCTYPE = re.compile("<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,256}>", re.IGNORECASE)
_DECLARED_ENCODING = re.compile(rb"encoding\s{0,8}=\s{0,8}[\"']([A-Za-z0-9_.-]{1,32})[\"']")
_AMPERSAND = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#([0-9]{1,7});|#[xX]([0-9a-fA-F]{1,6});)?")
_NAMED = {"amp": "&#38;", "lt": "&#60;", "gt": "&#62;", "quot": "&#34;", "apos": "&#39;"}

# Declared encodings that are believed when the text is not UTF-8. Python's other codecs include slow and odd ones.
_BELIEVED = frozenset(
    {"iso-8859-1", "latin1", "windows-1250", "windows-1251", "windows-1252", "big5", "euc-kr", "shift_jis"}
)


def parse(data: bytes) -> Element | None:
    """Return the root element, or None for what holds no XML or brings a document type. Never raises.

    At most MAX_BYTES are looked at. A prefix that nobody declared stays in the tag: compare by local name.
    """
    text = decode(data[:MAX_BYTES])
    if _DOCTYPE.search(text):
        return None
    start = text.find("<")
    if start < 0:
        return None
    clean = _mend_ampersands(_DECLARATION.sub("", text[start:]))
    try:
        root = etree.fromstring(clean.encode(), _PARSER)
    except (etree.LxmlError, ValueError):
        return None
    # With recover=True lxml answers None where nothing could be saved; its stubs do not know that.
    return root if isinstance(root, Element) else None


def decode(data: bytes) -> str:
    """Return the text without forbidden characters: UTF-16 by its mark, else UTF-8, the declared encoding, GB 18030.

    An unfinished character at the end (a truncated answer) is dropped, so that it does not change the choice.
    """
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return allowed(data.decode("utf-16", "replace"))
    data = data.removeprefix(codecs.BOM_UTF8)
    for encoding in ("utf-8", *_believed_encoding(data), "gb18030"):
        try:
            return allowed(codecs.getincrementaldecoder(encoding)().decode(data))
        except UnicodeDecodeError:
            continue
    return allowed(data.decode("utf-8", "replace"))


def allowed(text: str) -> str:
    """Return the text without the characters that XML 1.0 forbids: control characters and lone surrogates."""
    return _FORBIDDEN.sub("", text)


def local_name(element: Element) -> str:
    """Return the tag without namespace or prefix."""
    return element.tag.rpartition("}")[2].rpartition(":")[2]


def elements(root: Element) -> list[Element]:
    """Return the element and its descendants in document order, at most MAX_ELEMENTS."""
    return list(islice(root.iter(etree.Element), MAX_ELEMENTS))


def find_all(root: Element, *names: str) -> list[Element]:
    """Return the elements, the root included, whose local name is one of these, in document order."""
    return [element for element in elements(root) if local_name(element) in names]


def find(root: Element, *path: str) -> Element | None:
    """Follow local names downwards, each anywhere below the one before; None where one is missing.

    The first name may be the root's own.
    """
    here, candidates = None, elements(root)
    for name in path:
        here = next((element for element in candidates if local_name(element) == name), None)
        if here is None:
            return None
        candidates = elements(here)[1:]
    return here


def children(element: Element) -> list[Element]:
    """Return the direct children that are elements, at most MAX_ELEMENTS."""
    return list(islice(element.iterchildren(etree.Element), MAX_ELEMENTS))


def text_of(element: Element | None, limit: int = MAX_TEXT) -> str:
    """Return all text inside, trimmed and cut at `limit` characters; empty for None.

    Of what holds more than MAX_INLINE elements only the text before the first is taken: that is no value.
    """
    if element is None:
        return ""
    inside = sum(1 for _ in islice(element.iterdescendants(etree.Element), MAX_INLINE + 1))
    parts = element.itertext(etree.Element) if inside <= MAX_INLINE else [element.text or ""]
    return "".join(str(part) for part in parts).strip()[:limit].rstrip()


def namespaces(root: Element) -> list[str]:
    """Return `prefix=uri` for each namespace declared on this element, in document order; a default one is `=uri`."""
    return [f"{prefix or ''}={uri}"[:MAX_TEXT] for prefix, uri in islice(root.nsmap.items(), MAX_NAMESPACES)]


def namespace_of(element: Element) -> str:
    """Return the namespace of an element's tag; empty where there is none or its prefix was never declared."""
    tag = element.tag
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _believed_encoding(data: bytes) -> list[str]:
    declared = _DECLARED_ENCODING.search(data[:256])
    name = declared[1].decode("ascii").lower() if declared else ""
    return [name] if name in _BELIEVED else []


def _mend_ampersands(text: str) -> str:
    """Escape bare ampersands outside CDATA and write the predefined entities as numbers.

    As numbers, because libxml2 drops `&amp;` and its kin without a word once it has met the first error in a document.
    """
    mended, position = [], 0
    while (opening := text.find("<![CDATA[", position)) >= 0:
        closing = text.find("]]>", opening)
        if closing < 0:
            break
        mended += [_AMPERSAND.sub(_reference, text[position:opening]), text[opening : closing + 3]]
        position = closing + 3
    return "".join([*mended, _AMPERSAND.sub(_reference, text[position:])])


def _reference(match: re.Match[str]) -> str:
    named, decimal, hexadecimal = match.groups()
    if named:
        return _NAMED[named]
    if not (decimal or hexadecimal):
        return "&#38;"
    code = int(decimal) if decimal else int(hexadecimal, 16)
    # A reference to a character that XML forbids goes, as the character itself does.
    return f"&#{code};" if code <= 0x10FFFF and code and not _FORBIDDEN.match(chr(code)) else ""
