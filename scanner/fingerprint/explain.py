"""Why a fingerprint matched or did not: each of its conditions, what met it, and what was seen instead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from scanner.fingerprint.compile import Compiled, Rule
from scanner.fingerprint.match import Match, captures, match
from scanner.fingerprint.model import Condition
from scanner.fingerprint.patterns import regex, safe_text
from scanner.model.observation import Observation

_COMPARED = 200  # characters of a value that are compared with what is wanted
_LOOSE_TESTS = frozenset({"contains", "regex"})


@dataclass(frozen=True, slots=True)
class Look:
    """One condition, the observations that meet it, and the values of its fields that do not."""

    condition: Condition
    met_by: tuple[Observation, ...]
    others: tuple[str, ...]

    @property
    def observed(self) -> bool:
        """Whether anything was observed in one of its fields."""
        return bool(self.met_by or self.others)

    def nearest(self, count: int) -> tuple[str, ...]:
        """Return the values that did not meet it, those most like what is wanted first."""
        wanted = self.condition.test[1][:_COMPARED]

        def unlike(value: str) -> float:
            return -SequenceMatcher(None, wanted, value[:_COMPARED], autojunk=False).ratio()

        return tuple(sorted(self.others, key=unlike)[:count]) if len(self.others) > 1 else self.others


@dataclass(frozen=True, slots=True)
class Explanation:
    """One fingerprint that looks at what was observed: its conditions in the order of its file, and its matches."""

    rule: Rule
    looks: tuple[Look, ...]
    matches: tuple[Match, ...]

    @property
    def met(self) -> int:
        """How many of its conditions are met."""
        return sum(bool(look.met_by) for look in self.looks)

    @property
    def is_near(self) -> bool:
        """Whether it did not match and some condition was met, or a pattern read a value and did not hit."""
        looked = any(look.others and look.condition.test[0] in _LOOSE_TESTS for look in self.looks)
        return not self.matches and (self.met > 0 or looked)

    @property
    def why_not(self) -> str:
        """Say why it did not match although enough is met; nothing where a condition is missing."""
        enough = self.met > 0 if self.rule.one_is_enough else self.met == len(self.looks)
        if self.matches or not enough:
            return ""
        told = any(_captured(look) for look in self.looks)
        if not self.rule.one_is_enough and (told or self.rule.constant is not None):
            return "each condition is met, but not all of one protocol at one endpoint"
        return "what it says is to be taken from the value, and nothing was captured there"


def explain(observations: Iterable[Observation], compiled: Compiled) -> tuple[Explanation, ...]:
    """Explain every fingerprint that looks at a field which was observed, the nearest to a match first."""
    seen = tuple(dict.fromkeys(observations))
    met: dict[int, list[Observation]] = defaultdict(list)
    by_field: dict[str, list[Observation]] = defaultdict(list)
    for item in seen:
        by_field[item.field].append(item)
        for number in dict.fromkeys(compiled.met_by(item.field, item.value)):
            met[number].append(item)
    matched: dict[str, list[Match]] = defaultdict(list)
    for found in match(seen, compiled):
        matched[found.fingerprint].append(found)
    made = (_explanation(rule, met, by_field, matched[rule.full_id]) for rule in compiled.rules)
    return tuple(sorted((item for item in made if any(look.observed for look in item.looks)), key=_nearest_first))


def hint(condition: Condition, value: str) -> str:
    """Say what little keeps a value from meeting a condition; nothing where it is more than case or blanks."""
    test, wanted = condition.test
    if test == "regex":
        return "it differs in case only" if regex(f"(?i:{wanted})").search(safe_text(value)) else ""
    equal = test == "equals"
    if value.lower() == wanted.lower() if equal else wanted.lower() in value.lower():
        return "it differs in case only"
    if equal and value.strip() == wanted.strip():
        return "it differs in blanks at its ends only"
    return "it holds more than what is wanted" if equal and wanted and wanted in value else ""


def _explanation(
    rule: Rule,
    met: dict[int, list[Observation]],
    by_field: dict[str, list[Observation]],
    matches: Sequence[Match],
) -> Explanation:
    looks = []
    for condition, number in rule.conditions:
        meeting = met.get(number, [])
        seen = (item for field in condition.field for item in by_field.get(field, ()))
        others = dict.fromkeys(item.value for item in seen if item not in meeting)
        looks.append(Look(condition, tuple(meeting), tuple(others)))
    return Explanation(rule, tuple(looks), tuple(matches))


def _nearest_first(item: Explanation) -> tuple[bool, float, str]:
    return not item.matches, -item.met / len(item.looks), item.rule.full_id


def _captured(look: Look) -> bool:
    return any(captures(look.condition, item.value) for item in look.met_by)
