"""The document as JSON text: UTF-8 as it is, but nothing in it that a terminal obeys or a reader cannot see."""

import json
from collections.abc import Mapping
from typing import Any

from scanner.report.plain import is_unseen


def json_text(document: Mapping[str, Any]) -> str:
    """Write `camscan.inventory/1` with an indent of 2 and a newline at the end. Same document, same text."""
    return _visible(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def json_line(value: Mapping[str, Any]) -> str:
    """Write one object on one line, with a newline at the end."""
    return _visible(json.dumps(value, ensure_ascii=False)) + "\n"


def _visible(text: str) -> str:
    # json.dumps escapes the controls below U+0020 itself, so a newline here is the indent's. All other unseen
    # characters stand inside strings, where their escape means the same; a lone surrogate has no UTF-8 at all.
    return "\n".join(line if line.isprintable() else "".join(map(_escaped, line)) for line in text.split("\n"))


def _escaped(character: str) -> str:
    if not is_unseen(character):
        return character
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]
