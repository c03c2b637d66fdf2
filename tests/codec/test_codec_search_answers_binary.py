"""Search answers with everything in its place, on the bytes that their sources publish."""

import pytest
from search_samples import ARECONT, BOSCH, DAHUA, DLINK, FOSCAM, FOSCAM_HIDDEN, HANWHA, REOLINK, VSTARCAM

from scanner.codec import arecont, bosch_rcp, dlink, dvrip, foscam, hanwha_installer, reolink, vstarcam
from scanner.codec.finder_answer import Answer

READERS = [
    *(bosch_rcp.answer, hanwha_installer.answer, reolink.answer, foscam.answer),
    *(vstarcam.answer, arecont.answer, dlink.answer, dvrip.answer),
]


def answers(data: bytes) -> list[Answer]:
    return [found for reader in READERS if (found := reader(data))]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (BOSCH, Answer("bosch-rcp", mac="00:11:22:33:44:55")),
        (HANWHA, Answer("hanwha-ipinstaller", model="Virtual", mac="00:11:22:33:44:55")),
        (REOLINK, Answer("reolink", "Front door", serial="95270000YGAKNWKJ", mac="ec:71:db:01:02:03")),
        (FOSCAM, Answer("foscam", "Virtual device", firmware="1.0.0.0", serial="0123456789")),
        (FOSCAM_HIDDEN, Answer("foscam", "*Virtual device*", firmware="1.0.0.0", serial="0123456789")),
        # The self-test's address is a group's, which no device has.
        (VSTARCAM, Answer("vstarcam", "Virtual Camera", firmware="1.0", serial="123456789")),
        (ARECONT, Answer("arecont", model="3109", mac="00:1a:07:33:44:55")),
        (DLINK, Answer("dlink-dcs", model="DCS-932L", mac="b0:c5:54:43:54:83")),
        (DAHUA, Answer("dahua-dvrip", "Virtual", "Virtual", serial="123456789", mac="00:11:22:33:44:55")),
    ],
    ids=lambda value: value.protocol if isinstance(value, Answer) else "",
)
def test_an_answer_is_read_by_its_own_reader_and_no_other(data: bytes, told: Answer) -> None:
    assert answers(data) == [told]


def test_vstarcam_tells_an_address_and_never_the_user_and_password_behind_the_versions() -> None:
    data = bytearray(VSTARCAM)
    data[0x54:0x5A] = bytes.fromhex("48022a010203")
    data[0xCC:0xEC] = b"48.53.75.92.1234" + b"16.1.8.1".ljust(16, b"\0")
    data[0xEC:0x12C] = b"admin".ljust(32, b"\0") + b"888888".ljust(32, b"\0")
    assert answers(bytes(data)) == [
        Answer("vstarcam", "Virtual Camera", "", "48.53.75.92.1234", "123456789", "48:02:2a:01:02:03")
    ]


def test_dahuas_model_stands_behind_the_address_or_in_the_lines() -> None:
    bare = DAHUA[:2] + b"\x11" + DAHUA[3:].replace(b"55Virtual", b"55").replace(b"Device:Virtual", b"Device:IPC-HDW")
    assert answers(bare) == [
        Answer("dahua-dvrip", "Virtual", "IPC-HDW", serial="123456789", mac="00:11:22:33:44:55"),
    ]
    nameless = bare[:40] + bytes(16) + bare[56:]
    assert answers(nameless)[0].name == "Dahua"
    assert answers(DAHUA[:140]) == [Answer("dahua-dvrip", "Virtual", "Vir", mac="00:11:22:33:44:55")]


def test_an_old_arecont_tells_no_model() -> None:
    assert answers(ARECONT[:34]) == [Answer("arecont", mac="00:1a:07:33:44:55")]


@pytest.mark.parametrize(
    "question",
    [
        bytes.fromhex("9939a4276008ad0aff0006de"),
        b"\1" + bytes(261),
        b"\6" + bytes(333),
        bytes.fromhex("aaaa0000"),
        b"MO_I" + bytes(11) + b"\4\0\0\0\4\0\0\0\0\0\0\1",
        b"MO_I\2" + bytes(100),
        b"DH\1\1",
        b"Arecont_Vision-AV2000\1",
        b"Arecont_Vision-AV2000\2" + bytes.fromhex("001a07334455c0a80164"),
        bytes.fromhex("fdfd0600a100ffffffffffff00000000000001000000"),
        bytes.fromhex("a3010001") + bytes(12) + b"\2" + bytes(15),
    ],
)
def test_questions_and_orders_are_no_answers(question: bytes) -> None:
    assert answers(question) == []


@pytest.mark.parametrize(
    ("data", "needed"),
    [
        *((BOSCH, 32), (HANWHA, 262), (REOLINK, 388), (FOSCAM, 0x51), (VSTARCAM, 0xDC)),
        *((ARECONT, 32), (DLINK, 45), (DAHUA, 137)),
    ],
)
def test_an_answer_that_is_cut_too_short_is_none(data: bytes, needed: int) -> None:
    assert [size for size in range(len(data)) if answers(data[:size])] == list(range(needed, len(data)))


def test_places_that_hold_no_address_make_it_no_answer() -> None:
    assert answers(BOSCH[:8] + bytes(6) + BOSCH[14:]) == []
    assert answers(HANWHA.replace(b"00:11", b"xx:11")) == []
    assert answers(DAHUA.replace(b"00:11", b"xx:11")) == []
