"""What was in scope, what answered and what could not be seen: every count stands beside this."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NotProbed:
    """A part of the scope that was left out, and why."""

    network: str
    why: str


@dataclass(frozen=True, slots=True)
class NetworkCoverage:
    """One declared network. `silent` addresses answered nothing; `refused` ones only refused connections.

    `attached`: this machine has an interface in it. `probed_by` counts the addresses that each means was sent to
    (`arp`, `tcp/80`, `wsdiscovery`), `heard_by` those that each was heard by.
    """

    network: str
    in_scope: int
    probed: int
    answered: int
    silent: int
    multicast_heard: bool
    attached: bool = False
    probed_by: Mapping[str, int] = field(default_factory=dict)
    heard_by: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkCoverage:
    """One interface: which searches were sent to its groups, how many addresses each was heard from, or why none."""

    interface: str
    subnet: str
    asked: tuple[str, ...]
    heard: Mapping[str, int]
    off_because: str = ""


@dataclass(frozen=True, slots=True)
class LocalLimit:
    """This machine's own failure: what, how often, whether it cost a send or an answer, and what to do about it."""

    what: str
    outcome: str  # `not_sent` or `not_heard`
    count: int
    advice: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole scan's coverage. `refused_only` is the part of `answered` that accepted nothing.

    `misaddressed` counts devices heard on a link from addresses that do not belong there; they are not in `in_scope`.
    """

    in_scope: int
    probed: int
    answered: int
    refused_only: int
    silent: int
    not_probed: tuple[NotProbed, ...]
    networks: tuple[NetworkCoverage, ...]
    blind_spots: tuple[str, ...]
    links: tuple[LinkCoverage, ...] = ()
    limits: tuple[LocalLimit, ...] = ()
    misaddressed: int = 0
