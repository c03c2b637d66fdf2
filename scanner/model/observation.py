"""The one currency between asking and identifying: a field, its value, where and in which exchange it was seen."""

from dataclasses import dataclass

from scanner.model.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Fact:
    """What a codec reads from bytes: a declared field and its text."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact with its provenance. `exchange` is the id of the exchange whose bytes say it."""

    field: str
    value: str
    endpoint: Endpoint
    exchange: str
