"""Fingerprints as look-up tables: one RE2 set a field, so that the cost does not grow with the number of vendors."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from scanner.fingerprint.load import Library, VendorEntry
from scanner.fingerprint.model import Condition, Fingerprint
from scanner.fingerprint.patterns import re2_options, safe_text
from scanner.model.vocabulary import FIELDS, Channel

TEMPLATE = re.compile(r"\{(\w+)\}")


class FieldIndex:
    """All conditions on one field. Conditions are numbered across the whole library."""

    def __init__(self) -> None:
        self._equals: dict[str, list[int]] = defaultdict(list)
        self._numbers: list[list[int]] = []
        self._position: dict[str, int] = {}

    def add(self, condition: Condition, number: int) -> None:
        """Take one condition in."""
        test, text = condition.test
        if test == "equals":
            self._equals[text].append(number)
            return
        pattern = re2.escape(text) if test == "contains" else text
        if pattern not in self._position:
            self._position[pattern] = len(self._numbers)
            self._numbers.append([])
        self._numbers[self._position[pattern]].append(number)

    def met_by(self, value: str) -> list[int]:
        """Return the numbers of the conditions that the value meets."""
        met = list(self._equals.get(value, ()))
        if self._position:
            for position in self._set.Match(safe_text(value)) or ():
                met += self._numbers[position]
        return met

    @cached_property
    def _set(self) -> Any:
        """All patterns as one automaton, made when the field is first seen."""
        patterns = re2.Set.SearchSet(re2_options())
        for pattern in self._position:
            patterns.Add(pattern)
        patterns.Compile()
        return patterns


@dataclass(frozen=True, slots=True)
class Assertion:
    """What is said of one attribute. `names` are the captures that the template wants filled in."""

    attribute: str
    template: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One fingerprint ready to match: its conditions with their numbers, in the order of its file.

    `one_is_enough` holds of `any`, and of `all` where there is only one. `constant` is what it says where nothing of
    that is captured; None where something is.
    """

    full_id: str
    slug: str
    fingerprint: Fingerprint
    conditions: tuple[tuple[Condition, int], ...]
    assertions: tuple[Assertion, ...]
    one_is_enough: bool
    constant: tuple[tuple[str, str], ...] | None


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
    """Build the look-up tables."""
    fields: dict[str, FieldIndex] = defaultdict(FieldIndex)
    rules: list[Rule] = []
    rule_of: list[int] = []
    for entry in library.vendors.values():
        for fingerprint in entry.content.fingerprints:
            conditions = tuple(enumerate(fingerprint.conditions, len(rule_of)))
            for number, condition in conditions:
                for field in condition.field:
                    fields[field].add(condition, number)
                rule_of.append(len(rules))
            rules.append(_rule(entry, fingerprint, tuple((condition, number) for number, condition in conditions)))
    return Compiled(library, tuple(rules), dict(fields), tuple(rule_of))


def template_names(template: str) -> tuple[str, ...]:
    """Return the names that an assertion wants captured."""
    return tuple(TEMPLATE.findall(template))


def _rule(entry: VendorEntry, fingerprint: Fingerprint, conditions: tuple[tuple[Condition, int], ...]) -> Rule:
    texts = fingerprint.asserts.texts
    assertions = tuple(Assertion(name, texts[name], template_names(texts[name])) for name in sorted(texts))
    captured = any(item.names for item in assertions)
    return Rule(
        full_id=entry.full_id(fingerprint),
        slug=entry.slug,
        fingerprint=fingerprint,
        conditions=conditions,
        assertions=assertions,
        one_is_enough=fingerprint.any is not None or len(conditions) == 1,
        constant=None if captured else tuple((item.attribute, item.template) for item in assertions),
    )


def is_device_wide(field: str) -> bool:
    """Whether conditions on the field may be met at different endpoints: open ports are always."""
    return FIELDS[field].channel is Channel.PORT
