"""Device text made safe to show: no control characters, no text that runs backwards, no endless lines.

Every string of a device is an attacker's. What cannot be seen is written as an escape, so that it can be.
"""

import unicodedata

# Control, format (bidirectional overrides, zero-width, tags), surrogate, private, unassigned, line and paragraph ends.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str) -> str:
    r"""Write what has no visible form as `\x1b`, `\u202e` or `\U000e0041`; leave the rest as it is."""
    if text.isprintable():
        return text
    return "".join(_escape(character) if is_unseen(character) else character for character in text)


def is_unseen(character: str) -> bool:
    """Whether a character has no visible form of its own."""
    return unicodedata.category(character) in _UNSEEN


def shortened(text: str, length: int) -> str:
    """Return printable text of at most `length` characters; `…` stands for what was cut."""
    shown = printable(text[: length + 1])
    return shown if len(shown) <= length else shown[: length - 1] + "…"


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
