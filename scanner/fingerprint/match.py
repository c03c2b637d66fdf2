"""Observations -> matches: which fingerprints a device's own answers meet, and what they captured."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.codec.scopes import normal_mac
from scanner.fingerprint.compile import TEMPLATE, Compiled, Rule, is_device_wide
from scanner.fingerprint.firmware import iso_date
from scanner.fingerprint.model import Condition, Strength
from scanner.fingerprint.patterns import regex, safe_text
from scanner.model.endpoint import Endpoint
from scanner.model.observation import Observation
from scanner.model.vocabulary import Channel, channel_of

_Said = tuple[frozenset[Channel], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """A fingerprint that was met: by which observations, on which channels, and what it says, captures filled in."""

    fingerprint: str  # full id
    slug: str  # the vendor whose file it is in
    strength: Strength
    observations: tuple[Observation, ...]
    channels: frozenset[Channel]
    asserts: tuple[tuple[str, str], ...]  # attribute and value, sorted

    def value(self, attribute: str) -> str | None:
        """Return what it says of one attribute."""
        return dict(self.asserts).get(attribute)


def match(observations: Iterable[Observation], compiled: Compiled) -> tuple[Match, ...]:
    """Return every match among one device's observations, sorted, each once."""
    met: dict[int, list[Observation]] = defaultdict(list)
    for observation in sorted(set(observations), key=_order):
        for number in compiled.met_by(observation.field, observation.value):
            met[number].append(observation)
    found = [
        Match(rule.full_id, rule.slug, rule.fingerprint.strength, tuple(seen), channels, asserts)
        for rule in (compiled.rules[index] for index in {compiled.rule_of[number] for number in met})
        for (channels, asserts), seen in _matches_of(rule, met).items()
    ]
    return tuple(sorted(found, key=lambda item: (item.fingerprint, sorted(item.channels), item.asserts)))


def _order(observation: Observation) -> tuple[str, str, Endpoint, str]:
    return observation.field, observation.value, observation.endpoint, observation.exchange


def _matches_of(rule: Rule, met: dict[int, list[Observation]]) -> dict[_Said, dict[Observation, None]]:
    """Return what a rule says, and on which channels, with the observations under it; a match without any is none."""
    found: dict[_Said, dict[Observation, None]] = defaultdict(dict)
    for way in _ways_of(rule, met):
        asserts = rule.constant if rule.constant is not None else _captured(rule, way)
        if asserts:
            channels = frozenset(channel_of(seen.field) for _, seen in way)
            found[channels, asserts].update((seen, None) for _, seen in way)
    return found


def _ways_of(rule: Rule, met: dict[int, list[Observation]]) -> Iterable[list[tuple[Condition, Observation]]]:
    if rule.one_is_enough:
        return ([(condition, seen)] for condition, number in rule.conditions for seen in met.get(number, ()))
    return _ways(rule.conditions, met) if all(number in met for _, number in rule.conditions) else ()


def _ways(
    pairs: tuple[tuple[Condition, int], ...], met: dict[int, list[Observation]]
) -> Iterable[list[tuple[Condition, Observation]]]:
    """Return each way of meeting all conditions: those on one protocol at one endpoint, others anywhere.

    The protocol that varies is the one with most endpoints; of the others the first endpoint speaks.
    """
    groups: dict[str, list[tuple[Condition, int]]] = defaultdict(list)
    for condition, number in pairs:
        groups[_group_of(condition, number)].append((condition, number))
    choices = [_at_each_endpoint(group, met) for group in groups.values()]
    if not all(choices):
        return
    for turn in range(max(map(len, choices))):
        yield [pair for choice in choices for pair in choice[min(turn, len(choice) - 1)]]


def _group_of(condition: Condition, number: int) -> str:
    """Return what has to be met at one endpoint: a protocol, or the condition by itself."""
    protocols = {field.partition(".")[0] for field in condition.field}
    alone = len(protocols) > 1 or any(map(is_device_wide, condition.field))
    return f"#{number}" if alone else protocols.pop()


def _at_each_endpoint(
    group: list[tuple[Condition, int]], met: dict[int, list[Observation]]
) -> list[list[tuple[Condition, Observation]]]:
    """Return, for each endpoint that meets the whole group and each value of its first condition, who met what."""
    endpoints = sorted(set.intersection(*({seen.endpoint for seen in met[number]} for _, number in group)))
    ways = []
    for endpoint in endpoints:
        seen = [[item for item in met[number] if item.endpoint == endpoint] for _, number in group]
        for turn in range(max(map(len, seen))):
            ways.append([(pair[0], item[min(turn, len(item) - 1)]) for pair, item in zip(group, seen, strict=True)])
    return ways


def _captured(rule: Rule, met: list[tuple[Condition, Observation]]) -> tuple[tuple[str, str], ...]:
    """Fill the captures in; an assertion whose group captured nothing is left out."""
    groups = _groups(met)
    asserts = []
    for item in rule.assertions:
        if all(name in groups for name in item.names):
            text = TEMPLATE.sub(lambda found: groups[found[1]], item.template)
            if value := _written(item.attribute, text):
                asserts.append((item.attribute, value))
    return tuple(asserts)


def _groups(met: list[tuple[Condition, Observation]]) -> dict[str, str]:
    groups: dict[str, str] = {}
    for condition, seen in met:
        for name, text in captures(condition, seen.value).items():
            groups.setdefault(name, text)
    return groups


def _written(attribute: str, text: str) -> str | None:
    """Return a value in the form that its attribute has; nothing for one that is not of this form."""
    if attribute == "mac":
        return normal_mac(text)
    return iso_date(text.strip()) if attribute == "build_date" else text.strip()


def captures(condition: Condition, value: str) -> dict[str, str]:
    """Return the named groups of a condition's regex that captured something in the value."""
    if condition.regex is None:
        return {}
    found = regex(condition.regex).search(safe_text(value))
    return {name: text for name, text in found.groupdict().items() if text} if found else {}


def group_names(pattern: str) -> frozenset[str]:
    """Return the names of a pattern's groups."""
    return frozenset(regex(pattern).groupindex)
