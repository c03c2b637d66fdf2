"""Firmware text -> its parts, and which of two is older, by a platform's own way to write versions."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from scanner.fingerprint.model import FirmwareScheme
from scanner.fingerprint.patterns import regex, safe_text

_LONGEST = 256
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(r"(?P<month>[A-Za-z]{3}) {1,2}(?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})\b")
_WORD = re.compile(r"[0-9]+|[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class FirmwareParts:
    """What a scheme reads: the version, the build as written, and its date as RFC 3339. Absent parts are None.

    `branch` is what a customer or a platform wrote into the text: of two branches neither is older.
    """

    version: str | None
    build: str | None
    date: str | None
    branch: str | None
    scheme: FirmwareScheme

    def part(self, name: str) -> str | None:
        """Return a part by the name that `order` gives it."""
        return {"version": self.version, "build": self.build, "date": self.date}[name]


class Order(StrEnum):
    """How one firmware stands to another of the same maker."""

    OLDER = "older"
    SAME = "same"
    NEWER = "newer"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Firmware:
    """A text as a device told it, and of which model of which maker."""

    manufacturer: str | None
    model: str | None
    raw: str


def read_firmware(text: str, schemes: Iterable[FirmwareScheme]) -> FirmwareParts | None:
    """Read the text by the first scheme that matches; None if none does."""
    for scheme in schemes:
        found = regex(scheme.regex).search(safe_text(text[:_LONGEST]))
        if found:
            parts = {name: value for name, value in found.groupdict().items() if value}
            date = iso_date(parts.get("date", ""))
            return FirmwareParts(parts.get("version"), parts.get("build"), date, parts.get("branch"), scheme)
    return None


def compare(one: Firmware, other: Firmware, schemes: Iterable[FirmwareScheme]) -> Order:
    """Say how `one` stands to `other` by their maker's schemes.

    `cannot tell` wherever two texts are not of one line of releases: two makers, two schemes, two branches, or two
    models where the scheme is within a model.
    """
    if one.manufacturer is None or one.manufacturer != other.manufacturer:
        return Order.CANNOT_TELL
    known = tuple(schemes)
    first, second = read_firmware(one.raw, known), read_firmware(other.raw, known)
    if first is None or second is None or not _is_one_line(first, second, one.model, other.model):
        return Order.CANNOT_TELL
    for name in first.scheme.order:
        order = _order_of(first.part(name), second.part(name))
        if order is not Order.SAME:
            return order
    return Order.SAME if _is_one_build(first, second) else Order.CANNOT_TELL


def _is_one_build(first: FirmwareParts, second: FirmwareParts) -> bool:
    """Return whether nothing that the order leaves out tells two texts apart: a hash has no order, but says another."""
    if first.date or second.date:
        return first.date == second.date
    return first.build == second.build


def _is_one_line(first: FirmwareParts, second: FirmwareParts, model: str | None, other: str | None) -> bool:
    same_model = model is not None and other is not None and model.casefold() == other.casefold()
    return (
        first.scheme == second.scheme
        and first.branch == second.branch
        and (same_model or first.scheme.within != "model")
    )


def _order_of(one: str | None, other: str | None) -> Order:
    """Compare two spellings of one part: numbers as numbers, words only when they are equal."""
    if one is None or other is None:
        return Order.SAME if one == other else Order.CANNOT_TELL
    for mine, theirs in zip_longest(_WORD.findall(one), _WORD.findall(other), fillvalue="0"):
        if mine.isdigit() and theirs.isdigit():
            if int(mine) != int(theirs):
                return Order.OLDER if int(mine) < int(theirs) else Order.NEWER
        elif mine.casefold() != theirs.casefold():
            return Order.CANNOT_TELL
    return Order.SAME


def iso_date(text: str) -> str | None:
    """Read yymmdd, yyyymmdd, yyyy-mm-dd or `Apr 18 2024` as an RFC 3339 date; None if it is none of these.

    yy is 20yy.
    """
    if named := _NAMED_MONTH.match(text):
        month = _MONTHS.index(named["month"].lower()) + 1 if named["month"].lower() in _MONTHS else 0
        digits = f"{named['year']}{month:02}{int(named['day']):02}"
    else:
        digits = re.sub(r"[-./]", "", text)
    digits = f"20{digits}" if len(digits) == 6 else digits
    if len(digits) != 8 or not digits.isascii() or not digits.isdigit():
        return None
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).isoformat()
    except ValueError:
        return None
