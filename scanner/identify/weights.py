"""The numbers behind the words. Authors judge one word; readers read one word; only this file knows what they weigh."""

from collections.abc import Iterable
from math import prod

from scanner.fingerprint.model import Grade as RecordGrade
from scanner.fingerprint.model import Strength
from scanner.model.claim import Grade

WEIGHTS: dict[Strength, float] = {"decisive": 0.97, "strong": 0.80, "weak": 0.35}
MAC_BLOCK = WEIGHTS[
    "strong"
]  # an IEEE block says who registered it, and a rebadger may put the maker's unit behind his own
MODEL_RULE = WEIGHTS["decisive"]  # a vendor's own naming of its models says what kind they are
RECORDS: dict[RecordGrade, float] = {"A": WEIGHTS["strong"], "B": WEIGHTS["weak"], "C": WEIGHTS["weak"]}

_CONFIRMED = 0.95
_PROBABLE = 0.75
_JUST_BELOW = 0.01
_RANK = {Grade.CONFIRMED: 3, Grade.PROBABLE: 2, Grade.POSSIBLE: 1, Grade.CONFLICTING: 0, Grade.UNKNOWN: 0}


def combine(weights: Iterable[float]) -> float:
    """Return how sure independent witnesses are together: 1 - Π(1 - p)."""
    return round(1 - prod(1 - weight for weight in weights), 4)


def grade_of(confidence: float) -> Grade:
    """Return the word for a confidence."""
    if confidence >= _CONFIRMED:
        return Grade.CONFIRMED
    return Grade.PROBABLE if confidence >= _PROBABLE else Grade.POSSIBLE


def at_least_probable(confidence: float) -> bool:
    """Whether the word is `probable` or better."""
    return confidence >= _PROBABLE


def one_step_down(confidence: float) -> float:
    """Return the highest confidence of the next lower word; `possible` has none below it."""
    if confidence >= _CONFIRMED:
        return _CONFIRMED - _JUST_BELOW
    return min(confidence, _PROBABLE - _JUST_BELOW)


def capped(confidence: float, word: Grade) -> float:
    """Return the confidence, lowered until its word is no better than the one given."""
    while _RANK[grade_of(confidence)] > _RANK[word]:
        confidence = one_step_down(confidence)
    return confidence
