"""JSON and JSON lines: the same values come back, and nothing in the text has power over a terminal."""

import json

import pytest
from hostile_text import ALL
from hypothesis import given
from hypothesis import strategies as st

from scanner.report.json_format import json_line, json_text
from scanner.report.json_lines import json_lines

DOCUMENT = {
    "schema": "camscan.inventory/1",
    "scan": {"id": "s1"},
    "coverage": {"addresses_in_scope": 1},
    "devices": [{"id": "a"}, {"id": "b"}],
}


def test_a_document_is_written_in_its_own_order_with_an_indent_and_a_newline() -> None:
    assert json_text({"b": 1, "a": ["é", None]}) == '{\n  "b": 1,\n  "a": [\n    "é",\n    null\n  ]\n}\n'


@given(st.text())
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert json.loads(json_text({"value": text})) == {"value": text}
    assert json.loads(json_line({"value": text})) == {"value": text}


@pytest.mark.parametrize("text", ALL)
def test_hostile_text_is_escaped_and_can_always_be_written_as_utf_8(text: str) -> None:
    written = json_line({"value": text})
    assert written[:-1].isprintable()
    assert json.loads(written.encode()) == {"value": text}


def test_the_delete_character_and_separators_are_escaped() -> None:
    assert json_line({"value": "\x7f\x9b\u2028\U000e0041"}) == '{"value": "\\u007f\\u009b\\u2028\\udb40\\udc41"}\n'


def test_json_lines_hold_the_scan_first_and_a_device_a_line() -> None:
    assert [json.loads(line) for line in json_lines(DOCUMENT)] == [
        {
            "type": "scan",
            "schema": "camscan.inventory/1",
            "scan": {"id": "s1"},
            "coverage": {"addresses_in_scope": 1},
        },
        {"type": "device", "id": "a"},
        {"type": "device", "id": "b"},
    ]


def test_every_json_line_is_one_line() -> None:
    assert [line.count("\n") for line in json_lines(DOCUMENT)] == [1, 1, 1]
