"""What was in scope, what answered and what could not be seen: every count stands beside this."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotProbed:
    """A part of the scope that was left out, and why."""

    network: str
    why: str


@dataclass(frozen=True, slots=True)
class NetworkCoverage:
    """One declared network. `silent` addresses answered nothing; `refused` ones only refused connections."""

    network: str
    in_scope: int
    probed: int
    answered: int
    silent: int
    multicast_heard: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole scan's coverage. `refused_only` is the part of `answered` that accepted nothing."""

    in_scope: int
    probed: int
    answered: int
    refused_only: int
    silent: int
    not_probed: tuple[NotProbed, ...]
    networks: tuple[NetworkCoverage, ...]
    blind_spots: tuple[str, ...]
