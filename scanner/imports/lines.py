"""A record's text line by line: numbered as editors do, and none longer than it can honestly be."""

import re
from collections.abc import Iterator

LONGEST_LINE = 10_000
# Only what ends a line in every program. A device's name may hold U+2028 or a form feed, and must not begin a line.
_LINE = re.compile(r"([^\r\n]*+)(?:\r\n|\r|\n|\Z)")


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number, cut at LONGEST_LINE; an empty one may follow the last."""
    for number, match in enumerate(_LINE.finditer(text), 1):
        yield number, match[1][:LONGEST_LINE]
