"""Firmware text -> its parts, by a platform's own way to write versions."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.fingerprint.model import FirmwareScheme
from scanner.fingerprint.patterns import regex, safe_text


@dataclass(frozen=True, slots=True)
class FirmwareParts:
    """What a scheme reads: the version, the build as written, and its date as RFC 3339. Absent parts are None."""

    version: str | None
    build: str | None
    date: str | None
    scheme: FirmwareScheme


def read_firmware(text: str, schemes: Iterable[FirmwareScheme]) -> FirmwareParts | None:
    """Read the text by the first scheme that matches; None if none does."""
    for scheme in schemes:
        found = regex(scheme.regex).search(safe_text(text))
        if found:
            parts = {name: value for name, value in found.groupdict().items() if value}
            date = iso_date(parts.get("date", ""))
            return FirmwareParts(parts.get("version"), parts.get("build"), date, scheme)
    return None


def iso_date(text: str) -> str | None:
    """Read yymmdd, yyyymmdd or yyyy-mm-dd as an RFC 3339 date; None if it is none of these. yy is 20yy."""
    digits = re.sub(r"[-./]", "", text)
    digits = f"20{digits}" if len(digits) == 6 else digits
    if len(digits) != 8 or not digits.isascii() or not digits.isdigit():
        return None
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return None
