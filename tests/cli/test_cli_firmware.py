"""Reading and comparing firmware texts by the shipped files, as a user asks."""

import re
from pathlib import Path

import pytest
from cli_runs import camscan


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ("hikvision", "V5.5.3 build 171025"),
            ["V5.5.3 build 171025: version 5.5.3, build 171025, built 2017-10-25, comparable within one model"],
        ),
        (("nuuo", "03.09.0001.0002", "03.11.00"), [..., ..., "the first is older"]),
        (
            ("hikvision", "V5.5.3 build 171025", "V5.6.2build 190701", "--model", "DS-2CD2185FWD-I"),
            [..., ..., "the first is older"],
        ),
        (
            ("hikvision", "V5.5.3 build 171025", "V5.6.2build 190701"),
            [..., ..., "cannot tell: they are not of one line of releases"],
        ),
        (("nuuo", "nonsense"), ["nonsense: no firmware scheme of nuuo.yaml reads it"]),
        (
            ("amcrest", "2.420.AC00.18.R.20200217"),
            [
                "2.420.AC00.18.R.20200217: no firmware scheme of amcrest.yaml reads it; its units are on record as "
                "made by dahua"
            ],
        ),
    ],
)
def test_a_text_is_read_and_compared_by_its_makers_scheme(tmp_path: Path, arguments, expected) -> None:
    ran = camscan(tmp_path, "fingerprints", "firmware", *arguments)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert [line if wanted is not ... else ... for line, wanted in zip(lines, expected, strict=True)] == expected


def test_an_unknown_maker_is_a_mistake_in_one_line(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "fingerprints", "firmware", "nobody", "1.0")
    assert (ran.code, len(ran.error_lines)) == (2, 1)


def test_the_version_names_the_tool_the_fingerprints_and_the_day_of_the_mac_blocks(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "--version")
    pattern = r"camscan \S+, fingerprints [0-9a-f]{12} \(\d+ vendor files, MAC blocks of 20\d\d-\d\d-\d\d\)\n"
    assert re.fullmatch(pattern, ran.out)
