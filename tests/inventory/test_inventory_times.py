"""Times in the document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.inventory.times import seconds_of, time_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_772_443_800.25, "2026-03-02T09:30:00.250Z"),
        (1_772_443_800.9996, "2026-03-02T09:30:01.000Z"),
    ],
)
def test_seconds_are_written_as_utc_with_milliseconds(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


@given(st.integers(0, 4_102_444_800_000))
def test_milliseconds_come_back_as_they_were(milliseconds: int) -> None:
    assert seconds_of(time_text(milliseconds / 1000)) == milliseconds / 1000


def test_a_time_without_milliseconds_is_read_too() -> None:
    assert seconds_of("2026-03-02T09:30:00Z") == 1_772_443_800.0
