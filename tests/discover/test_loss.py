"""Loss is seen where ports that were silent answer when they are asked again, and not where they stay silent."""

from scanner.discover.loss import Loss
from scanner.model.endpoint import Endpoint
from scanner.model.outcome import Outcome


def asked(*outcomes: Outcome) -> Loss:
    loss = Loss()
    for number, outcome in enumerate(outcomes):
        endpoint = Endpoint(f"10.1.2.{number}", 80)
        loss.silent(endpoint)
        loss.heard(endpoint, outcome)
        loss.heard(endpoint, Outcome.ANSWERED)  # a third question says nothing more
    return loss


def test_two_answers_after_silence_are_loss() -> None:
    loss = asked(Outcome.ANSWERED, Outcome.REFUSED, Outcome.TIMED_OUT)
    assert (loss.is_seen, loss.asked_again, loss.answered_then) == (True, 3, 2)


def test_one_answer_or_a_firewall_that_drops_is_none() -> None:
    assert not asked(Outcome.ANSWERED).is_seen
    assert not asked(*[Outcome.TIMED_OUT] * 40).is_seen


def test_what_was_not_silent_before_does_not_count() -> None:
    loss = Loss()
    loss.heard(Endpoint("10.1.2.3", 80), Outcome.ANSWERED)
    assert (loss.asked_again, loss.is_seen) == (0, False)
