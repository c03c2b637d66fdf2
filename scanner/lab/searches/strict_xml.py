"""XML as a device's own parser takes it: well formed, without a document type, or not at all."""

from xml.etree import ElementTree

CAP_BYTES = 8192


def parsed(data: bytes) -> ElementTree.Element | None:
    """Return the root of a well-formed document, or None; a document type, and so an entity, is never read."""
    if len(data) > CAP_BYTES or b"<!" in data:
        return None
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None


def local(tag: str) -> str:
    """Return a tag's name without its namespace."""
    return tag.rpartition("}")[2]


def text_of(root: ElementTree.Element, name: str) -> str:
    """Return the text of the first element of this local name, or an empty text."""
    return next(((each.text or "").strip() for each in root.iter() if local(each.tag) == name), "")
