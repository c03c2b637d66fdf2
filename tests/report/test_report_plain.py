"""Device text made safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.report.plain import printable, shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("DS-2CD2143G0-I", "DS-2CD2143G0-I"),
        ("Caméra d’entrée 入口", "Caméra d’entrée 入口"),
        ("a\x1b[2Jb\x00", "a\\x1b[2Jb\\x00"),
        ("\x9b31m", "\\x9b31m"),
        ("a\r\n\tb", "a\\x0d\\x0a\\x09b"),
        ("\u202egpj", "\\u202egpj"),
        ("a\u2028b\u200b", "a\\u2028b\\u200b"),
        ("\udcff", "\\udcff"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_cannot_be_seen_is_written_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_nothing_unseen_is_ever_left(text: str) -> None:
    unseen = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert [one for one in printable(text) if unicodedata.category(one) in unseen] == []


@pytest.mark.parametrize(
    ("text", "shown"), [("abcde", "abcde"), ("abcdef", "abcd…"), ("\x1b\x1b", "\\x1b…"), ("", ""), ("x" * 99, "xxxx…")]
)
def test_long_text_is_cut_after_it_was_made_safe(text: str, shown: str) -> None:
    assert shortened(text, 5) == shown
