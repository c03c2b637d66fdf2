"""The catalogue of searches: every question that may go out by UDP, to which port, when, and what it costs.

A row is a protocol's own codec described in one place. The gate permits a datagram only if the row of its port says
that it is that protocol's question and nothing else; the table in docs/method.md is printed from here.
"""

from collections.abc import Callable
from dataclasses import dataclass

# Makes the named questions of a protocol from 16 fresh random octets: the same octets give the same bytes.
Questions = Callable[[bytes], tuple[tuple[str, bytes], ...]]


@dataclass(frozen=True, slots=True)
class Search:
    """One protocol's search. `protocol` is the codec's module name, which reads the answers.

    `groups` are the multicast groups that the question goes to, IPv4 and IPv6; `broadcast` says that it goes to
    255.255.255.255 as well, `unicast` that single addresses may be asked. Answers come to the port that asked; where
    `reply_port` is given, to that one; where `joins` is true, to the group at `port`, so somebody must listen there.
    `profiles` are those that ask it by default, `why` says why, `cost` what it costs the device.
    """

    protocol: str
    maker: str
    port: int
    questions: Questions
    is_question: Callable[[bytes], bool]
    why: str
    cost: str
    groups: tuple[str, ...] = ()
    broadcast: bool = False
    unicast: bool = False
    reply_port: int | None = None
    joins: bool = False
    profiles: frozenset[str] = frozenset()
