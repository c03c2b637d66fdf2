"""Whether packets get lost on the way: a port that was silent in the first look and answers when it is asked again."""

from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome

# One port that comes up in the meantime proves nothing.
_ENOUGH = 2
_ANSWERS = (Outcome.ANSWERED, Outcome.REFUSED, Outcome.RESET)


class Loss:
    """Remembers what was silent, and counts what answered later."""

    def __init__(self) -> None:
        self._silent: set[Endpoint] = set()
        self.asked_again = 0
        self.answered_then = 0

    def silent(self, endpoint: Endpoint) -> None:
        """Note a port that did not answer the first look."""
        self._silent.add(endpoint)

    def heard(self, endpoint: Endpoint, outcome: Outcome) -> None:
        """Note what became of a later question to a port."""
        if endpoint in self._silent:
            self._silent.discard(endpoint)
            self.asked_again += 1
            self.answered_then += outcome in _ANSWERS

    @property
    def is_seen(self) -> bool:
        """Whether packets are being lost."""
        return self.answered_then >= _ENOUGH
