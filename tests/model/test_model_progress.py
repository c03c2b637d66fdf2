"""Progress that nobody watches."""

import pytest
from model_samples import device

from scanner.model.progress import Silent


@pytest.mark.parametrize(
    ("told", "facts"),
    [
        ("begin", ("sweep", 256)),
        ("advance", ("sweep",)),
        ("advance", ("sweep", 7)),
        ("grow", ("survey", 2)),
        ("device", (device(),)),
        ("note", ("eth1 has no address",)),
    ],
)
def test_the_silent_one_shows_nothing_and_keeps_nothing(told, facts, capfd):
    silent = Silent()
    assert getattr(silent, told)(*facts) is None
    assert vars(silent) == {}
    assert capfd.readouterr() == ("", "")
