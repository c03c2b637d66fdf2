"""Search answers in words, on the bytes that their sources publish."""

import pytest
from search_samples import BOSCH_XML, SONY, VISION, XIONGMAI, netip

from scanner.codec import bosch_rcp, sony_snc, vision360, xiongmai
from scanner.codec.finder_answer import Answer


def answers(data: bytes) -> list[Answer]:
    readers = (sony_snc.answer, vision360.answer, xiongmai.answer, bosch_rcp.answer)
    return [found for reader in readers if (found := reader(data))]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (SONY, Answer("sony-snc", "", "Virtual", "3.0.0", "123456789", "aa:bb:cc:dd:ee:ff")),
        (VISION, Answer("360vision", model="IPDOME", mac="00:11:22:33:44:55")),
        (BOSCH_XML, Answer("bosch-rcp", model="Virtual (XML)", serial="12345678:12345678", mac="00:11:22:33:44:55")),
        (netip(1531), XIONGMAI),
    ],
    ids=["sony", "360vision", "bosch", "xiongmai"],
)
def test_an_answer_is_read_by_its_own_reader_and_no_other(data: bytes, told: Answer) -> None:
    assert answers(data) == [told]


def test_boschs_unit_may_have_a_name_of_its_own() -> None:
    (answer,) = answers(BOSCH_XML.replace(b"<unitName>", b"<unitName>Gate"))
    assert (answer.name, answer.model) == ("Gate", "Virtual (XML)")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\2ENQ:allinfo\xff\3",
        b"\2MAC:aa-bb-cc-dd-ee-ff\xff\3",
        b"DISCOVER\n",
        b"DISCOVER KEY='00:11:22:33:44:55'",
        b"\xff" + bytes(13) + (1530).to_bytes(2, "little") + bytes(4),
        netip(1532),
        netip(1531, b'{"Ret" : 100}'),
        netip(1531)[:30],
        BOSCH_XML.replace(b"OEMExt00:device-1-0", b"urn:schemas-upnp-org:device-1-0"),
        b"<root/>",
        b"<",
    ],
)
def test_questions_orders_and_other_bytes_are_no_answers(data: bytes) -> None:
    assert answers(data) == []


def test_an_answer_that_is_cut_tells_what_came() -> None:
    assert answers(SONY.partition(b"INFO")[0]) == [
        Answer("sony-snc", "", "Virtual", "", "123456789", "aa:bb:cc:dd:ee:ff")
    ]
    assert answers(BOSCH_XML.partition(b"<physAddress>")[0]) == [
        Answer("bosch-rcp", model="Virtual (XML)", serial="12345678:12345678")
    ]
    assert answers(netip(1531).partition(b'"OtherFunction"')[0]) == [
        Answer("xiongmai-netip", "LocalHost", mac="00:12:31:08:bb:97")
    ]
