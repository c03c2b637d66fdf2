import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.fingerprint.firmware import Firmware, Order, compare, iso_date, read_firmware
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
        ("Apr 18 2024 18:48", "2024-04-18"),
        ("Feb  3 2021", "2021-02-03"),
        ("Foo 18 2024", None),
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


NUMBERS = FirmwareScheme(
    regex=r"^(?P<version>[\w.]+?)(?:-(?P<branch>[A-Z]+))?(?: (?P<date>\d{8}))?(?: b(?P<build>\w+))?$",
    order=("version", "date", "build"),
    examples=EXAMPLE,
)
WITHIN_MODEL = NUMBERS.model_copy(update={"within": "model", "order": ("version",)})


def order(one: str, other: str, scheme: FirmwareScheme = NUMBERS, models: tuple[str | None, str | None] = ("M", "M")):
    first, second = (Firmware("alder", model, text) for model, text in zip(models, (one, other), strict=True))
    return compare(first, second, (scheme,))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("5.9", "5.10", "older"),
        ("5.10", "5.9", "newer"),
        ("03.09.0001", "3.9.1", "same"),
        ("5.5", "5.5.0", "same"),
        ("5.5", "5.5.1", "older"),
        ("5.50", "5.50beta3", "cannot tell"),
        ("5.50beta3", "5.50beta4", "older"),
        ("5.50alpha3", "5.50beta4", "cannot tell"),
        ("1.0 20240101", "1.0 20231231", "newer"),
        ("1.0 20240101", "1.0", "cannot tell"),
        ("1.0 b7", "1.0 b11", "older"),
        ("9.9-AC", "1.0-HW", "cannot tell"),
        ("9.9-AC", "1.0", "cannot tell"),
        ("1.0-HW", "1.1-HW", "older"),
        ("web/1", "1.0", "cannot tell"),
        ("web/1", "web/1", "cannot tell"),
    ],
)
def test_one_firmware_is_older_same_or_newer_or_nobody_can_tell(one, other, expected):
    assert order(one, other) == expected


def test_two_models_cannot_be_compared_where_each_has_its_own_releases():
    assert order("1.0", "2.0", WITHIN_MODEL, ("M", "m")) == "older"
    assert order("1.0", "2.0", WITHIN_MODEL, ("M", "N")) == "cannot tell"
    assert order("1.0", "1.0", WITHIN_MODEL, ("M", None)) == "cannot tell"
    assert order("1.0", "2.0", NUMBERS, ("M", "N")) == "older"


def test_two_makers_cannot_be_compared():
    firmware = Firmware("alder", "M", "1.0")
    for maker in ("birch", None):
        assert compare(firmware, Firmware(maker, "M", "2.0"), (NUMBERS,)) == "cannot tell"
    assert compare(Firmware(None, "M", "1.0"), Firmware(None, "M", "2.0"), (NUMBERS,)) == "cannot tell"


def test_two_schemes_of_one_maker_cannot_be_compared():
    dated, plain = Firmware("alder", "M", "V5.6"), Firmware("alder", "M", "56")
    assert compare(dated, plain, (DATED, PLAIN)) == "cannot tell"


texts = st.lists(st.sampled_from(["1", "2", "10", "007", "beta", "."]), min_size=1, max_size=6).map("".join)


def test_builds_that_the_order_leaves_out_have_no_order_but_are_not_the_same():
    schemes = (FirmwareScheme(regex=r"^(?P<version>[\d.]+)\.(?P<build>[0-9a-f]{6})$", examples=EXAMPLE),)
    first, second = Firmware("acme", None, "5.0.349f17"), Firmware("acme", None, "5.0.342f17")
    assert compare(first, second, schemes) is Order.CANNOT_TELL
    assert compare(first, first, schemes) is Order.SAME


@given(texts, texts)
def test_turned_round_the_answer_turns_round(one, other):
    turned = {Order.OLDER: Order.NEWER, Order.NEWER: Order.OLDER}
    answer = order(one, other)
    assert order(other, one) == turned.get(answer, answer)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_get_an_answer(one, other):
    assert order(one, other) in set(Order)
    assert order(one, one) in {Order.SAME, Order.CANNOT_TELL}
