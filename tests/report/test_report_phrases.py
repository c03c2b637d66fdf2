"""A tally in one line: what may be said, and never a bare zero."""

from dataclasses import replace

import pytest
from sample_estate import NAMES, claim, device, estate

from scanner.model.claim import Grade, Kind
from scanner.model.device import Device
from scanner.report.phrases import headline, makers_line, range_note, range_text, unlabelled_text
from scanner.report.summary import MakerCount, Tally, summarise
from scanner.report.wording import record_words


def _tally(*devices: Device) -> Tally:
    return summarise(replace(estate(), devices=devices)).of(Kind.CAMERA)


def _hikvision(index: int, grade: Grade = Grade.CONFIRMED) -> Device:
    return device(index, brand=claim("hikvision"), manufacturer=claim("hikvision", grade))


def test_the_headline_names_the_maker_of_most_cameras() -> None:
    assert headline(summarise(estate()).of(Kind.CAMERA), NAMES) == (
        "157 cameras · 29 labelled Hikvision · 41 made by Hikvision (37 confirmed, 4 probable) · 11 nobody could name"
    )


def test_the_headline_names_the_maker_that_was_asked_for() -> None:
    assert headline(summarise(estate()).of(Kind.CAMERA), NAMES, "dahua") == (
        "157 cameras · 20 labelled Dahua · 31 made by Dahua (28 confirmed, 3 probable) · 11 nobody could name"
    )


def test_a_maker_that_was_not_found_is_never_a_bare_zero() -> None:
    assert headline(summarise(estate()).of(Kind.CAMERA), NAMES, "huawei") == (
        "157 cameras · 0 labelled huawei · none shown to be made by huawei, at most 13 · 11 nobody could name"
    )


@pytest.mark.parametrize(
    ("devices", "maker", "line"),
    [
        ((), None, "No camera was identified"),
        ((device(1),), None, "1 camera · nobody could name a maker"),
        (
            (_hikvision(1),),
            None,
            "1 camera · 1 labelled Hikvision · 1 made by Hikvision (1 confirmed) · every maker named",
        ),
        ((_hikvision(1),), "axis", "1 camera · 0 labelled Axis · none made by Axis · every maker named"),
        (
            (_hikvision(1), _hikvision(2)),
            None,
            "2 cameras · 2 labelled Hikvision · 2 made by Hikvision (all confirmed) · every maker named",
        ),
        (
            (_hikvision(1, Grade.POSSIBLE),),
            None,
            "1 camera · 1 labelled Hikvision · 1 made by Hikvision (1 possible) · every maker named",
        ),
    ],
)
def test_the_headline_of_small_estates(devices: tuple[Device, ...], maker: str | None, line: str) -> None:
    assert headline(_tally(*devices), NAMES, maker) == line


def test_all_makers_in_one_line() -> None:
    tally = _tally(_hikvision(1), _hikvision(2), device(3, manufacturer=claim("axis", Grade.PROBABLE)), device(4))
    assert makers_line(tally, NAMES) == (
        "4 cameras: 2 made by Hikvision (all confirmed), 1 made by Axis (1 probable), 1 nobody could name"
    )


def test_the_range_is_one_number_where_nothing_is_open() -> None:
    assert range_text(MakerCount("axis", 40, 0, 0, 0)) == "40"
    assert range_text(MakerCount("axis", 1040, 4, 0, 13)) == "1,040 to 1,057"


def test_the_note_on_the_range_names_what_opens_it() -> None:
    assert range_note(_tally(device(1))) == (
        "True count: at least what is confirmed; at most also what is probable, "
        "and the 1 camera whose maker is not settled."
    )
    assert range_note(_tally(_hikvision(1))) == "True count: at least what is confirmed, at most also what is probable."


def test_labels_that_cannot_be_read_are_said_so() -> None:
    assert unlabelled_text(_tally(device(1))) == "1 camera whose label cannot be read over the network"
    assert unlabelled_text(_tally(_hikvision(1))) == ""


@pytest.mark.parametrize(
    ("grade", "whose"),
    [
        ("A", "By the maker's own record, or a regulator's (grade A)"),
        ("B", "By two independent public statements (grade B)"),
        ("C", "By one public statement (grade C)"),
    ],
)
def test_a_public_record_says_on_whose_word_it_stands(grade, whose):
    told = record_words(grade, "the AC line", "Dahua", "Acme manual 12, page 3")
    assert told == f"{whose}, Dahua makes this: the AC line. Acme manual 12, page 3"
