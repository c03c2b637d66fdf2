"""Search answers of tags, lengths and values, on the bytes that their sources publish."""

import pytest
from search_samples import CAMERA, QNAP, RECORDER, SYNOLOGY, UBIQUITI, VIVOTEK, hexed, tagged

from scanner.codec import easy_ip, qnap, synology, ubiquiti, vivotek_wizard
from scanner.codec.finder_answer import Answer, first_of, records

READERS = [module.answer for module in (vivotek_wizard, easy_ip, ubiquiti, synology, qnap)]


def test_ubiquiti_tells_name_model_firmware_and_mac() -> None:
    expected = Answer("ubiquiti", "UBNT", "VIRTUAL", "Firmware_version.1.0", mac="00:11:22:33:44:55")
    assert ubiquiti.answer(UBIQUITI) == expected


def test_ubiquitis_older_answer_is_read_alike() -> None:
    told = b"\1\0\6\x78\x8a\x20\1\2\3\3\0\x21unifi-protect.arm64.v1.13.2.0.0.0\x0c\0\5UCKP2\x14\0\x0fUniFi-CloudKey2"
    assert ubiquiti.answer(b"\1\0" + len(told).to_bytes(2, "big") + told) == Answer(
        "ubiquiti", model="UniFi-CloudKey2", firmware="unifi-protect.arm64.v1.13.2.0.0.0", mac="78:8a:20:01:02:03"
    )


def test_synology_tells_version_and_build_in_one() -> None:
    assert synology.answer(SYNOLOGY) == Answer(
        "synology-findhost", "Automatica", "DS918+", "7.4.1-90080", "TESTSERIAL123", "00:11:32:aa:bb:01"
    )


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([(0x77, b"7.2"), (0x49, b"\xc1\x0d\1\0"), (0x90, b"\5\0\0\0")], "7.2-69057-5"),
        ([(0x77, b"7.2"), (0x49, b"\xc1\x0d\1\0")], "7.2-69057"),
        ([(0x77, b"7.2"), (0x90, b"\5\0\0\0")], "7.2"),
        ([(0x49, b"\xc1\x0d\1\0")], ""),
    ],
)
def test_synologys_version_leaves_out_what_was_not_told(pairs: list[tuple[int, bytes]], told: str) -> None:
    answer = synology.answer(SYNOLOGY[:8] + tagged((0x19, hexed("001132010203")), *pairs))
    assert answer == Answer("synology-findhost", firmware=told, mac="00:11:32:01:02:03")


def test_qnap_tells_name_model_build_and_mac() -> None:
    assert qnap.answer(QNAP) == Answer("qnap-qfinder", "cher", "TS-410", "20130726", mac="00:08:9b:c3:ec:6a")


@pytest.mark.parametrize(
    "question",
    [
        hexed("014a5d8f1c"),
        hexed("0001002a000d") + bytes(12) + hexed("c0a80179000020111e11231f1e1913") + bytes(61),
        hexed("01000000"),
        hexed("02080000"),
        hexed("1234567853594e4fa40400000201010401000000"),
        hexed("000000000000436c0000010000002504"),
        CAMERA[:4] + b"\0\2" + CAMERA[6:],
    ],
    ids=["vivotek", "panasonic", "ubiquiti v1", "ubiquiti v2", "synology", "qnap", "panasonic, an order"],
)
def test_questions_and_orders_are_no_answers(question: bytes) -> None:
    assert [reader(question) for reader in READERS] == [None] * 5


@pytest.mark.parametrize("data", [VIVOTEK, CAMERA, RECORDER, SYNOLOGY, QNAP], ids=["iw", "camera", "nx", "syno", "q"])
def test_an_answer_that_is_cut_tells_no_more_than_the_whole(data: bytes) -> None:
    (whole,) = (answer for reader in READERS if (answer := reader(data)))
    for cut in range(len(data)):
        for reader in READERS:
            part = reader(data[:cut])
            assert part is None or part.protocol == whole.protocol
            assert part is None or {part.name, part.model, part.serial, part.mac} <= {
                *(whole.name, whole.model, whole.serial, whole.mac, ""),
            }


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", []),
        ("01", []),
        ("0100", [(1, b"")]),
        ("010161", [(1, b"a")]),
        ("010261", []),
        ("01016101", [(1, b"a")]),
        ("04ff010161", [(4, b"\xff"), (1, b"a")]),
        ("04", []),
        ("01ff", []),
    ],
)
def test_records_end_with_the_first_that_is_not_whole(data: str, told: list[tuple[int, bytes]]) -> None:
    assert list(records(hexed(data), 1, 1, frozenset({4}))) == told


def test_wide_tags_and_lengths_are_read_in_network_order() -> None:
    assert first_of(hexed("00a800016100a8000162"), 2, 2) == {0xA8: b"a"}
    assert first_of(hexed("00a80001610001"), 2, 2) == {0xA8: b"a"}
