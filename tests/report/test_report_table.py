"""The table in the terminal: what it holds, at each width, and hostile text in every cell."""

from dataclasses import replace

import pytest
from hostile_text import ALL, MARKUP
from sample_estate import NAMES, claim, device, hikvision_camera

from scanner.model.claim import FirmwareClaim, Grade, Kind
from scanner.model.endpoint import Target
from scanner.report.table import table_text

DEVICES = (
    hikvision_camera(1),
    device(2, brand=claim("annke"), manufacturer=claim("hikvision", Grade.PROBABLE), model=claim("C800")),
    device(3, manufacturer=claim(None, Grade.CONFLICTING, rivals=("dahua", "hikvision"))),
    device(4, Kind.VIDEO_SERVER, model=claim(None, Grade.CONFLICTING, rivals=("A", "B"))),
)

WHOLE = """\
DEVICE    KIND          LABEL      MADE BY             HOW SURE     MODEL           FIRMWARE
10.1.0.3  camera        Hikvision  Hikvision           confirmed    DS-2CD2143G0-I  5.6.2
10.1.0.4  camera        Annke      Hikvision           probable     C800            –
10.1.0.5  camera        –          Dahua or Hikvision  conflicting  –               –
10.1.0.6  video server  –          –                   unknown      A or B          –
"""


@pytest.mark.parametrize("width", [120, None])
def test_every_device_has_a_line_with_the_grade_as_a_word(width: int | None) -> None:
    assert table_text(DEVICES, NAMES, width) == WHOLE


def test_at_80_columns_firmware_is_left_out_and_no_line_is_cut() -> None:
    lines = table_text(DEVICES, NAMES, 80).splitlines()
    assert lines[0].split() == ["DEVICE", "KIND", "LABEL", "MADE", "BY", "HOW", "SURE", "MODEL"]
    assert len(lines) == 5
    assert max(map(len, lines)) <= 80


def test_long_values_give_way_and_address_and_grade_do_not() -> None:
    long = device(5, brand=claim("x" * 40), manufacturer=claim("y" * 40), model=claim("z" * 40))
    header, line = table_text([long], NAMES, 80).splitlines()
    assert len(line) <= 80
    assert line.startswith("10.1.0.7  camera  x")
    assert line.count("…") == 3
    assert " confirmed " in line
    assert header.index("HOW SURE") == line.index("confirmed")


def test_a_device_with_ports_shows_the_first_in_the_terminal_and_all_without_one() -> None:
    forwarded = replace(device(1), targets=(Target("127.0.0.1", (8001, 8002), (3702,)),))
    assert table_text([forwarded], NAMES, 120).splitlines()[1].split()[0] == "127.0.0.1:8001…"
    assert table_text([forwarded], NAMES).splitlines()[1].split()[0] == "127.0.0.1:8001,8002,U:3702"


@pytest.mark.parametrize(
    ("targets", "place"),
    [
        ((Target("10.0.0.1"),), "10.0.0.1"),
        ((Target("10.0.0.1"), Target("10.0.0.2")), "10.0.0.1…"),
        ((Target("fd00::1", (80,)),), "[fd00::1]:80"),
        ((Target("10.0.0.1", (), (3702,)),), "10.0.0.1:U:3702"),
    ],
)
def test_the_place_of_a_device(targets: tuple[Target, ...], place: str) -> None:
    assert table_text([replace(device(1), targets=targets)], NAMES, 120).splitlines()[1].split()[0] == place


def test_colour_is_added_to_the_grade_and_only_where_it_is_wanted() -> None:
    assert "\x1b[32mconfirmed" in table_text(DEVICES, NAMES, 120, colour=True)
    assert "\x1b" not in table_text(DEVICES, NAMES, 120)


@pytest.mark.parametrize("text", ALL)
@pytest.mark.parametrize("width", [80, 120, None])
def test_hostile_text_stays_on_its_line_and_has_no_power(text: str, width: int | None) -> None:
    firmware = FirmwareClaim(text, text, Grade.PROBABLE, 0.8, (), "http.title")
    hostile = device(1, brand=claim(text), manufacturer=claim(text), model=claim(text), firmware=firmware)
    shown = table_text([hostile], {}, width)
    assert len(shown.splitlines()) == 2
    assert [one for one in shown if not one.isprintable() and one != "\n"] == []


def test_markup_of_our_own_terminal_library_is_shown_as_it_is() -> None:
    shown = table_text([device(1, model=claim(MARKUP))], {}, None, colour=True)
    assert "[bold red]not a style[/] [link=http://x]:warnin…" in shown
