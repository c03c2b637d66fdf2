"""The summary in the terminal, word for word, and at each width."""

from dataclasses import replace

import pytest
from hostile_text import ALL
from sample_estate import COVERAGE, NAMES, claim, device, estate

from scanner.model.claim import Grade, Kind
from scanner.report.coverage_text import coverage_line, coverage_notes
from scanner.report.summary import summarise
from scanner.report.summary_text import summary_text

WITHOUT_TERMINAL = """\
157 cameras · 29 labelled Hikvision · 41 made by Hikvision (37 confirmed, 4 probable) · 11 nobody could name
6 recorders: 6 made by Hikvision (all confirmed)
2 encoders: 2 made by Axis (all confirmed)

MADE BY            CAMERAS  HOW SURE                  TRUE COUNT
Hikvision               41  37 confirmed, 4 probable  37 to 54
Axis                    40  40 confirmed              40 to 53
Dahua                   31  28 confirmed, 3 probable  28 to 44
Bosch                   20  20 confirmed              20 to 33
Hanwha                  14  12 probable, 2 possible   0 to 25
nobody could name       11
True count: at least what is confirmed; at most also what is probable, and the 13 cameras whose maker is not settled.

12 cameras labelled Annke, made by Hikvision
8 cameras labelled Honeywell, made by Dahua
13 video devices whose label cannot be read over the network

4 networks, 1,022 addresses in scope: 1,016 probed, 186 answered (8 of them only to refuse), 830 silent.
- Not probed: 10.1.3.250-10.1.3.255: the subnet stopped answering, so it was left alone.
- Not counted: 1 device that answered and proved to be something else.
- Not counted: 2 devices of a kind that nobody could tell; any may be a camera.
- Cameras behind a recorder's own PoE ports cannot be seen from the network.
- Analogue cameras are counted only through their recorders.
"""


def test_the_summary_without_a_terminal() -> None:
    assert summary_text(summarise(estate()), NAMES) == WITHOUT_TERMINAL


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = summary_text(summarise(estate()), NAMES, width=width, bars=True).splitlines()
    assert max(map(len, lines)) <= width
    assert " ".join(lines).count("37 confirmed") == 2


def test_bars_show_the_grades_in_proportion_to_the_longest() -> None:
    lines = summary_text(summarise(estate()), NAMES, width=80, bars=True).splitlines()
    bars = {line.split()[0]: line.split()[1] for line in lines if "█" in line or "▓" in line}
    assert bars["Hikvision"] == "█" * 11 + "▓"
    assert bars["Axis"] == "█" * 12
    assert bars["Hanwha"] == "▓▓▓▓░"


def test_a_single_device_among_many_still_has_a_bar() -> None:
    devices = [device(index, manufacturer=claim("axis")) for index in range(200)]
    made = replace(estate(), devices=(*devices, device(999, manufacturer=claim("bosch", Grade.POSSIBLE))))
    lines = summary_text(summarise(made), NAMES, width=80, bars=True).splitlines()
    assert [line.split()[1] for line in lines if line.startswith("Bosch")] == ["░"]


def test_colour_only_where_it_is_wanted() -> None:
    summary = summarise(estate())
    assert "\x1b[32m" in summary_text(summary, NAMES, width=80, colour=True, bars=True)
    assert "\x1b" not in summary_text(summary, NAMES, width=80, colour=False, bars=True)


def test_an_estate_without_cameras_is_summed_up_over_all_kinds() -> None:
    made = replace(estate(), devices=tuple(one for one in estate().devices if one.kind.value != Kind.CAMERA))
    lines = summary_text(summarise(made), NAMES).splitlines()
    assert (
        lines[0] == "8 video devices · 6 labelled Hikvision · 6 made by Hikvision (all confirmed) · every maker named"
    )
    assert lines[2].split() == ["MADE", "BY", "DEVICES", "HOW", "SURE", "TRUE", "COUNT"]


def test_an_empty_scan_still_says_how_far_it_reached() -> None:
    lines = summary_text(summarise(replace(estate(), devices=())), NAMES).splitlines()
    assert lines[0] == "No video device was identified"
    assert lines[2] == coverage_line(COVERAGE)


def test_the_coverage_line_leaves_out_what_is_not_there() -> None:
    bare = replace(COVERAGE, in_scope=1, probed=1, answered=0, refused_only=0, silent=1, networks=())
    assert coverage_line(bare) == "1 address in scope: 1 probed, 0 answered, 1 silent."


def test_an_unfinished_scan_is_called_so_first() -> None:
    cut = replace(estate(), scan=replace(estate().scan, complete=False))
    notes = coverage_notes(summarise(cut))
    assert notes[0] == "The scan was not finished: every count is of what was seen until then."


def test_addresses_that_were_not_probed_are_counted_where_no_reason_is_known() -> None:
    silent = replace(estate(), coverage=replace(COVERAGE, not_probed=()))
    assert coverage_notes(summarise(silent))[0] == "6 addresses in scope not probed."


@pytest.mark.parametrize("text", ALL)
def test_hostile_names_cannot_write_to_the_terminal(text: str) -> None:
    made = replace(estate(), devices=(device(1, brand=claim(text), manufacturer=claim(text + "x")),))
    made = replace(made, coverage=replace(COVERAGE, blind_spots=(text[:100],)))
    shown = summary_text(summarise(made), {}, width=80)
    assert [one for one in shown if not one.isprintable() and one != "\n"] == []
