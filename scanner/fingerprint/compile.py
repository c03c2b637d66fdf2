"""Fingerprints as look-up tables: one RE2 set a field, so that the cost does not grow with the number of vendors."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from scanner.fingerprint.load import Library, VendorEntry
from scanner.fingerprint.model import Condition, Fingerprint
from scanner.model.vocabulary import FIELDS, Channel
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
    return text.encode("utf-8", "replace").decode("utf-8")


class FieldIndex:
    """All conditions on one field. Conditions are numbered across the whole library."""

    def __init__(self) -> None:
        self._equals: dict[str, list[int]] = defaultdict(list)
        self._numbers: list[list[int]] = []
        self._position: dict[str, int] = {}
        self._set: Any = None

    def add(self, condition: Condition, number: int) -> None:
        """Take one condition in. Raises re2.error for a pattern that RE2 refuses."""
        test, text = condition.test
        if test == "equals":
            self._equals[text].append(number)
            return
        pattern = re2.escape(text) if test == "contains" else text
        if pattern not in self._position:
            regex(pattern)
            self._position[pattern] = len(self._numbers)
            self._numbers.append([])
        self._numbers[self._position[pattern]].append(number)

    def finish(self) -> None:
        """Compile the set."""
        if not self._position:
            return
        self._set = re2.Set.SearchSet(re2_options())
        for pattern in self._position:
            self._set.Add(pattern)
        self._set.Compile()

    def met_by(self, value: str) -> list[int]:
        """Return the numbers of the conditions that the value meets."""
        met = list(self._equals.get(value, ()))
        if self._set is not None:
            for position in self._set.Match(safe_text(value)) or ():
                met += self._numbers[position]
        return met


@dataclass(frozen=True, slots=True)
class Rule:
    """One fingerprint ready to match: `numbers` are its conditions', in the order of its file."""

    full_id: str
    slug: str
    fingerprint: Fingerprint
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Compiled:
    """A library ready to match observations."""

    library: Library
    rules: tuple[Rule, ...]
    fields: Mapping[str, FieldIndex]
    rule_of: tuple[int, ...]  # the rule that each condition belongs to, by condition number

    def met_by(self, field: str, value: str) -> list[int]:
        """Return the numbers of the conditions that an observation meets."""
        index = self.fields.get(field)
        return index.met_by(value) if index else []


def compile_library(library: Library) -> Compiled:
    """Build the look-up tables. Raises FingerprintFault for a pattern that RE2 refuses."""
    fields: dict[str, FieldIndex] = {}
    rules: list[Rule] = []
    rule_of: list[int] = []
    for entry in library.vendors.values():
        for place, fingerprint in enumerate(entry.content.fingerprints):
            first = len(rule_of)
            for step, condition in enumerate(fingerprint.conditions):
                where = ("fingerprints", place, "all" if fingerprint.all else "any", step)
                _add(fields, condition, len(rule_of), entry, where)
                rule_of.append(len(rules))
            numbers = tuple(range(first, len(rule_of)))
            rules.append(Rule(entry.full_id(fingerprint), entry.slug, fingerprint, numbers))
        _check_other_patterns(entry)
    for index in fields.values():
        index.finish()
    return Compiled(library, tuple(rules), fields, tuple(rule_of))


def is_device_wide(field: str) -> bool:
    """Whether conditions on the field may be met at different endpoints: open ports are always."""
    return FIELDS[field].channel is Channel.PORT


def _add(fields: dict[str, FieldIndex], condition: Condition, number: int, entry: VendorEntry, where: Location) -> None:
    try:
        for field in condition.field:
            fields.setdefault(field, FieldIndex()).add(condition, number)
    except re2.error as error:
        raise entry.document.fault((*where, "regex"), regex_problem(error)) from None


def _check_other_patterns(entry: VendorEntry) -> None:
    """Compile what is not part of a fingerprint, so that a bad pattern is a fault at loading and never later."""
    content = entry.content
    patterns: list[tuple[Location, str]] = [
        *((("firmware", i, "regex"), scheme.regex) for i, scheme in enumerate(content.firmware)),
        *((("models", i, "regex"), rule.regex) for i, rule in enumerate(content.models)),
    ]
    for i, record in enumerate(content.vendor.lineage):
        patterns += [(("vendor", "lineage", i, "models", j), pattern) for j, pattern in enumerate(record.models)]
    for where, pattern in patterns:
        try:
            regex(pattern)
        except re2.error as error:
            raise entry.document.fault(where, regex_problem(error)) from None
