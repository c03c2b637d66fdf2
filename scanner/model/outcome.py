"""What became of one question. Outcomes are data: a silent, babbling or lying device is never an exception."""

from enum import StrEnum


class Outcome(StrEnum):
    """How an exchange ended, and by whose doing."""

    ANSWERED = "answered"
    REFUSED = "refused"  # RST to our SYN: somebody is there
    UNREACHABLE = "unreachable"  # ICMP, or no route
    TIMED_OUT = "timed_out"
    CLOSED = "closed"  # an orderly end before any answer
    RESET = "reset"
    NOT_THIS_PROTOCOL = "not_this_protocol"
    TLS_FAILED = "tls_failed"
    NEEDS_LOGIN = "needs_login"
    TOO_BIG = "too_big"  # the cap was reached; what came before it is kept
    OUT_OF_SCOPE = "out_of_scope"  # the fence said no; nothing was sent
    NOT_SENT = "not_sent"  # our own failure or restraint: no descriptor, local firewall, budget spent
    SIGHTED = "sighted"  # somebody else's record tells of the device; the device itself was not asked
    BUG = "bug"  # ours

    @property
    def heard(self) -> bool:
        """Whether bytes tell of the device: its own, or a record of it."""
        return self in _HEARD


_HEARD = frozenset({Outcome.ANSWERED, Outcome.NEEDS_LOGIN, Outcome.TOO_BIG, Outcome.NOT_THIS_PROTOCOL, Outcome.SIGHTED})
