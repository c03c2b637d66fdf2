"""What each search protocol is held to: its question, its answers cut anywhere, and ten thousand made-up ones."""

from types import ModuleType

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.outcome import Outcome
from scanner.model.vocabulary import FIELDS

TEN_THOUSAND = settings(
    max_examples=10_000, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

Facts = list[tuple[str, str]]


def facts(codec: ModuleType, received: bytes) -> Facts:
    """What a codec reads in an answer."""
    endpoint = Endpoint("127.0.0.1", 9, "udp")
    exchange = Exchange("1", Target("127.0.0.1"), endpoint, "x", "", 0, 1, Outcome.ANSWERED, b"", received)
    return [(fact.field, fact.value) for fact in codec.read(exchange)]


def made_up(*answers: bytes) -> st.SearchStrategy[bytes]:
    """Any bytes; real answers with one stretch replaced, so that they come further than the first check."""
    return st.binary(max_size=400) | st.builds(
        lambda whole, place, more: (
            whole[: place % (len(whole) + 1)] + more + whole[place % (len(whole) + 1) + len(more) :]
        ),
        st.sampled_from(answers),
        st.integers(0, 65_535),
        st.binary(max_size=12),
    )


def is_in_order(codec: ModuleType, received: bytes) -> bool:
    """Whether what is read in any bytes are declared fields with values of a bearable length."""
    return all(field in FIELDS and 0 < len(value) <= 256 for field, value in facts(codec, received))


def values_of_truncations(codec: ModuleType, answer: bytes) -> set[tuple[str, str]]:
    """Everything that is read in an answer cut at each place."""
    return {fact for end in range(len(answer)) for fact in facts(codec, answer[:end])}


def untrue_when_cut(codec: ModuleType, answer: bytes) -> set[tuple[str, str]]:
    """What is read in the answer cut anywhere and is no beginning of what the whole answer tells."""
    whole = facts(codec, answer)
    cut = values_of_truncations(codec, answer)
    return {(field, value) for field, value in cut if not any(f == field and v.startswith(value) for f, v in whole)}


def changed(question: bytes) -> list[bytes]:
    """The question with each octet changed, cut by each length, and with something behind it."""
    flipped = [question[:at] + bytes([question[at] ^ 1]) + question[at + 1 :] for at in range(len(question))]
    return [*flipped, *(question[:end] for end in range(len(question))), question + b"\0", question + b" "]
