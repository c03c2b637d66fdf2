"""One packet of the first look: a connect to a port, or a search's question by unicast."""

import os
from dataclasses import dataclass

from scanner.codec.searches import Search
from scanner.model.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Look:
    """What is sent to an address to see whether anybody is there. A `search` goes by UDP, under the question's name."""

    port: int
    search: Search | None = None
    question: str = "connect"

    @property
    def means(self) -> str:
        """How the coverage names it: `tcp 80`, `wsdiscovery nvt`."""
        return f"{self.search.protocol} {self.question}" if self.search else f"tcp {self.port}"

    def endpoint(self, address: str) -> Endpoint:
        """Return where it goes at an address."""
        return Endpoint(address, self.port, "udp" if self.search else "tcp")

    def payload(self) -> bytes:
        """Return the bytes, new for each address; none for a connect."""
        return dict(self.search.questions(os.urandom(16)))[self.question] if self.search else b""


def looks_of(tcp: tuple[int, ...], searches: tuple[tuple[Search, str], ...]) -> tuple[Look, ...]:
    """Return the looks in the order in which they are sent: connects, whose answers tell most, and then searches."""
    return (*map(Look, tcp), *(Look(search.port, search, question) for search, question in searches))
