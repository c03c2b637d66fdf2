"""What a page of HTML names: its title, its parts, and where it sends the browser.

A scanner of our own instead of lxml: it needs no tree, keeps the page's hostile bytes away from a parser in C, and does
what browsers do with the two things that matter, raw text of scripts and quotes around attributes. Every pattern is
linear: no two parts of one that can match the same character stand side by side without a bound.
"""

import re
from dataclasses import dataclass, field
from html import unescape

MAX_ASSETS = 64
MAX_REFERENCE = 200
MAX_REDIRECTS = 8
MAX_TITLE = 200
_TITLE_WITHIN = 2_000
_MOST_ATTRIBUTES = 64

_TAG = re.compile(r"<(!--|[A-Za-z][A-Za-z0-9]{0,15}(?![A-Za-z0-9]))")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?:(>)|([^\s=>/\"'][^\s=>/]{0,63}|[\"'=])(?:\s{0,16}=\s{0,16}(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*))?)?)"
)
_REFERENCES = {"script": "src", "link": "href", "img": "src", "frame": "src", "iframe": "src"}
_RAW_TEXT_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in ("script", "style")}
_TITLE_END = re.compile("</title", re.IGNORECASE | re.ASCII)
_ANY_TAG = re.compile("<")
_REFRESH = re.compile(r"url\s{0,8}=\s{0,8}[\"']?([^\"']{1,400})", re.IGNORECASE | re.ASCII)
# `location = "…"`, `window.location.href='…'`, `top.location.replace("…")`. Of a sum of strings, which cameras write to
# get past a browser's cache, the path counts if a query begins in its first part.
_LOCATION = re.compile(
    r"\blocation(?:\.href)?\s{0,8}(?:=|\.\s{0,8}(?:replace|assign)\s{0,8}\()\s{0,8}[\"']([^\"'\s]{1,200})[\"']\s{0,8}(\+?)"
)


@dataclass(frozen=True, slots=True)
class Page:
    """`assets` and `redirects` as written, entities decoded, each once and in order; `title` with blanks folded."""

    title: str = ""
    assets: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    title: str | None = None
    assets: dict[str, None] = field(default_factory=dict)
    redirects: dict[str, None] = field(default_factory=dict)


def page_of(text: str) -> Page:
    """Scan a page. Text that is no HTML gives an empty page. Never raises; linear in the length of the text."""
    seen = _Seen()
    position = 0
    while match := _TAG.search(text, position):
        name = match[1].lower()
        position = _after(text, "-->", match.end()) if name == "!--" else _tag(text, name, match.end(), seen)
    assets, redirects = list(seen.assets)[:MAX_ASSETS], list(seen.redirects)[:MAX_REDIRECTS]
    return Page(seen.title or "", tuple(assets), tuple(redirects))


def _tag(text: str, name: str, position: int, seen: _Seen) -> int:
    attributes, position = _attributes(text, position)
    if reference := attributes.get(_REFERENCES.get(name, "")):
        _note(seen.assets, reference, MAX_ASSETS)
    if name == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
        _note_refresh(seen, attributes.get("content", ""))
    if "onload" in attributes:
        _note_locations(seen, attributes["onload"])
    if name == "title" and seen.title is None:
        seen.title = _title(text, position)
    elif name in _RAW_TEXT_ENDS:
        # Raw text: nothing inside is a tag. Without an end it goes on to the end of the page.
        ending = _RAW_TEXT_ENDS[name].search(text, position)
        end = ending.start() if ending else len(text)
        if name == "script":
            _note_locations(seen, text[position:end])
        return end
    return position


def _attributes(text: str, position: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while match := _ATTRIBUTE.match(text, position):
        position = match.end()
        if match[1]:
            break
        value = match[3] or match[4] or match[5] or ""
        if len(found) < _MOST_ATTRIBUTES:
            found.setdefault(match[2].lower(), value)
    return found, position


def _title(text: str, position: int) -> str:
    within = position + _TITLE_WITHIN
    ending = _TITLE_END.search(text, position, within) or _ANY_TAG.search(text, position, within)
    raw = text[position : ending.start() if ending else within]
    return " ".join(unescape(raw).split())[:MAX_TITLE]


def _note_refresh(seen: _Seen, content: str) -> None:
    if match := _REFRESH.search(content[: MAX_REFERENCE * 4]):
        _note(seen.redirects, match[1], MAX_REDIRECTS)


def _note_locations(seen: _Seen, script: str) -> None:
    for match in _LOCATION.finditer(script):
        path, query, _ = match[1].partition("?")
        if not match[2] or query:
            _note(seen.redirects, path if match[2] else match[1], MAX_REDIRECTS)


def _note(into: dict[str, None], reference: str, most: int) -> None:
    clean = unescape(reference[: MAX_REFERENCE * 4]).strip()[:MAX_REFERENCE]
    if clean and len(into) < most and not clean.lower().startswith(("data:", "javascript:", "about:")):
        into[clean] = None


def _after(text: str, mark: str, position: int) -> int:
    end = text.find(mark, position)
    return len(text) if end < 0 else end + len(mark)
