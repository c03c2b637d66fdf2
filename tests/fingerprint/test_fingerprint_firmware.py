import pytest

from scanner.fingerprint.firmware import iso_date, read_firmware
from scanner.fingerprint.model import FirmwareExample, FirmwareScheme

EXAMPLE = (FirmwareExample(see="x", gives={}, source="test"),)
DATED = FirmwareScheme(regex=r"^V(?P<version>[\d.]+)(?: build (?P<build>(?P<date>\d{6})))?", examples=EXAMPLE)
PLAIN = FirmwareScheme(regex=r"^(?P<version>\d+)$", examples=EXAMPLE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("190701", "2019-07-01"),
        ("20190701", "2019-07-01"),
        ("2019-07-01", "2019-07-01"),
        ("2019.07.01", "2019-07-01"),
        ("191301", None),
        ("1907", None),
        ("١٩٠٧٠١", None),
        ("", None),
    ],
)
def test_dates_are_read_in_the_forms_that_makers_use(text, expected):
    assert iso_date(text) == expected


def test_the_first_scheme_that_matches_reads_the_parts():
    parts = read_firmware("V5.6.2 build 190701", (PLAIN, DATED))
    assert parts is not None
    assert (parts.version, parts.build, parts.date, parts.scheme) == ("5.6.2", "190701", "2019-07-01", DATED)


def test_parts_that_are_not_there_are_none():
    parts = read_firmware("V5.6.2", (DATED,))
    assert parts is not None
    assert (parts.version, parts.build, parts.date) == ("5.6.2", None, None)


def test_a_text_of_another_scheme_has_no_parts():
    assert read_firmware("web 4.0", (DATED, PLAIN)) is None
