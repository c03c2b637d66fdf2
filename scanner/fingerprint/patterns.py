"""Regular expressions as fingerprints use them: RE2's, linear in the text whatever the pattern."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

from scanner.fingerprint.model import VendorFile
from scanner.yamlfile import Location

# Memory that a set's automaton may take. It grows only when matching needs it; too little makes RE2 refuse a set.
_MAX_MEMORY_BYTES = 256 << 20


def re2_options() -> Any:
    """Return RE2's options as used everywhere: quiet, UTF-8."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY_BYTES
    return options


@cache
def regex(pattern: str) -> Any:
    """Compile one pattern. Raises re2.error for what RE2 refuses, such as look-around and back references."""
    return re2.compile(pattern, re2_options())


def regex_problem(error: Exception) -> str:
    """Say in words why RE2 refused a pattern."""
    detail = error.args[0] if error.args else error
    text = detail.decode(errors="replace") if isinstance(detail, bytes) else str(detail)
    return f"RE2 refuses this pattern: {text} (it has no look-around and no back references)"


def safe_text(text: str) -> str:
    """Return the text without lone surrogates, which have no UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def refused_patterns(content: VendorFile) -> Iterator[tuple[Location, str]]:
    """Return where a file has a pattern that RE2 refuses, and why."""
    for where, pattern in patterns_of(content):
        try:
            regex(pattern)
        except re2.error as error:
            yield where, regex_problem(error)


def patterns_of(content: VendorFile) -> Iterator[tuple[Location, str]]:
    """Return every pattern of a vendor's file with its place: of fingerprints, firmware, models and lineage."""
    for place, fingerprint in enumerate(content.fingerprints):
        for step, condition in enumerate(fingerprint.conditions):
            if condition.regex is not None:
                yield ("fingerprints", place, "all" if fingerprint.all else "any", step, "regex"), condition.regex
    for i, scheme in enumerate(content.firmware):
        yield ("firmware", i, "regex"), scheme.regex
    for i, rule in enumerate(content.models):
        yield ("models", i, "regex"), rule.regex
    for i, record in enumerate(content.vendor.lineage):
        for j, pattern in enumerate(record.models):
            yield ("vendor", "lineage", i, "models", j), pattern
