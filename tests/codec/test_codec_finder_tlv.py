"""Search answers of tags, lengths and values, on the bytes that their sources publish."""

import pytest

from scanner.codec import finder_tlv
from scanner.codec.finder_answer import Answer, first_of, records

hexed = bytes.fromhex

# julienblitte/UniversalScanner, Vivotek.selftest.
VIVOTEK = (
    b'\x02J]\x8f\x1c\x01\x11Virtual-Virtual-1\x02\x06\x00\x11"3DU\x03\x04\xf0\x00\n\x00\x04\x1b\x06\x02P\x00\x08\x02en'
    b"\t\x07Virtual\x10\x04\x03\x00\x82\x00\n\x01\x00\x05\x04\x00\x00\x00\x00"
)
# Rickardjd/Easy_IP, Wireshark/responses.txt: a WV-X22700-V2L.
CAMERA = (
    hexed("000101a9000ed42dc52a8d13a029193eab91c0a80179000020111e11231f1e19130000020202") + bytes(13)
    + hexed("0102000100010000200004c0a8016500210004ffffff0000220004c0a801fe002300080808080808080404002500")
    + hexed("0201bb00400010fe80000000000000d62dc5fffe2a8d1300410010") + bytes(17) + hexed("420020")
    + bytes(33)
    + hexed("44000201bb00450002004000a00004c0a8016500a10004ffffff0000a20004c0a801fe00a3000800000000000000")
    + hexed("0000a400040000000000a600019400a7001057562d5832323730302d56324c00000000a800105832323730302d56")
    + hexed("324c00000000000000a90010332e3637") + bytes(13) + hexed("aa0010302e3030") + bytes(13)
    + hexed("b10028") + bytes(41) + hexed("b20028") + bytes(41)
    + hexed("b40002000100b500010000b600019000d000105332323730302d56324c00000000000000d1001058425633303436")
    + hexed("33000000000000000000d30002000100d200020002ffff3daf")
)  # fmt: skip
# Rickardjd/Easy_IP, Delete/Old Versions/recorder_response.txt: an NX510.
RECORDER = (
    hexed("000100e1000ed42dc528dbfca029193eab91c0a80179000020111e11231f1e19130000020002") + bytes(13)
    + hexed("0102000100010200200004c0a801f100210004ffffff0000220004c0a8010100230008c0a801fa08080808002500")
    + hexed("0200500030000400000000003100040000000000400010") + bytes(17) + hexed("410010") + bytes(17)
    + hexed("420020") + bytes(33) + hexed("a600019200a800104e58353130") + bytes(12)
    + hexed("b40002000100c00002001500c10002004000d100105841563531343238000000000000000000d20002000200d400")
    + hexed("02000100d500020003ffff22c3")
)  # fmt: skip
# UniversalScanner, Ubiquiti.selftest.
UBIQUITI = (
    b'\x02\x06\x00\x85\x02\x00\n\x00\x11"3DU\xf0\x00\x0c\x00\x01\x00\x06\x00\x11"3DU\n\x00\x04\x00\x00\x0e\x10'
    b"\x0b\x00\x04UBNT\x0c\x00\x07VIRTUAL\x03\x00\x14Firmware_version.1.0\x16\x00\x031.0\x15\x00\x07VIRTUAL\x17\x00\x01\x00"
    b'\x18\x00\x01\x00\x19\x00\x01\x01\x1a\x00\x01\x01\x13\x00\x06\x00\x11"3DU\x12\x00\x04\x00\x00\x00\x01\x1b\x00\x031.0'
    b"$\x00\x07VIRTUAL"
)
# ajaysusarla/qnap-finder, data/cap_from_linux.pcap: a TS-410.
QNAP = hexed(
    "00089bc3ec6a53650100010000002504ca0fc60100000a31302e302e302e3239000105636865720009044e415300280754532d34313000"
    "290754532d34313900490754532d34313000ca09310200000400000000ca09320200000401000000ca09330200000401000000ca0929020000"
    "04ffffffff020840fe3200000000002d09323031333037323600ca092702000004000000002004010000000b0661646d696e003504901f0000"
    "c90414010004480415000000ca09050100000450000000ca090601000004911f0000ca090701000004bb010000ca090801000004bc0c0000"
    "ca09000100000401000000ca09010100000401000000ca09020100000401000000ca09030100000401000000ca09040100000401000000"
    "ca182b02000013736d74702e676d61696c2e636f6d3a343635004604020000000c0600089bc3ec6a1b0600089bc3ec6bff0400000000"
)


def tagged(*pairs: tuple[int, bytes]) -> bytes:
    return b"".join(bytes([tag, len(value)]) + value for tag, value in pairs)


# No answer is published as bytes: this one follows the tags that two implementations agree on.
SYNOLOGY = hexed("1234567853594e4f") + tagged(
    (0xA4, hexed("00000201")),
    (0x01, hexed("02000000")),
    (0x11, b"DiskStation"),
    (0x19, b"00:11:32:01:02:03"),
    (0x49, (69057).to_bytes(4, "little")),
    (0x77, b"7.2.1"),
    (0x78, b"DS920+"),
    (0x90, (5).to_bytes(4, "little")),
    (0xC0, b"2040SBRXXXXXX"),
)


def test_vivotek_tells_both_names_and_mac() -> None:
    expected = Answer("vivotek-iw", name="Virtual-Virtual-1", model="Virtual", mac="00:11:22:33:44:55")
    assert finder_tlv.vivotek(VIVOTEK) == expected


def test_a_camera_of_i_pro_tells_everything() -> None:
    assert len(CAMERA) == 477
    assert finder_tlv.panasonic(CAMERA) == Answer(
        "panasonic-easyip", "WV-X22700-V2L", "X22700-V2L", "3.67", "XBV30463", "d4:2d:c5:2a:8d:13"
    )


def test_a_recorder_of_i_pro_tells_model_and_serial() -> None:
    assert finder_tlv.panasonic(RECORDER) == Answer(
        "panasonic-easyip", model="NX510", serial="XAV51428", mac="d4:2d:c5:28:db:fc"
    )


def test_ubiquiti_tells_name_model_firmware_and_mac() -> None:
    expected = Answer("ubiquiti", "UBNT", "VIRTUAL", "Firmware_version.1.0", mac="00:11:22:33:44:55")
    assert finder_tlv.ubiquiti(UBIQUITI) == expected


def test_ubiquitis_older_answer_is_read_alike() -> None:
    told = b"\1\0\6\x78\x8a\x20\1\2\3\3\0\x21unifi-protect.arm64.v1.13.2.0.0.0\x0c\0\5UCKP2\x14\0\x0fUniFi-CloudKey2"
    assert finder_tlv.ubiquiti(b"\1\0" + len(told).to_bytes(2, "big") + told) == Answer(
        "ubiquiti", model="UniFi-CloudKey2", firmware="unifi-protect.arm64.v1.13.2.0.0.0", mac="78:8a:20:01:02:03"
    )


def test_synology_tells_version_build_and_fix_in_one() -> None:
    assert finder_tlv.synology(SYNOLOGY) == Answer(
        "synology-findhost", "DiskStation", "DS920+", "7.2.1-69057-5", "2040SBRXXXXXX", "00:11:32:01:02:03"
    )


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([(0x77, b"7.2"), (0x49, b"\xc1\x0d\1\0")], "7.2-69057"),
        ([(0x77, b"7.2"), (0x90, b"\5\0\0\0")], "7.2"),
        ([(0x49, b"\xc1\x0d\1\0")], ""),
    ],
)
def test_synologys_version_leaves_out_what_was_not_told(pairs: list[tuple[int, bytes]], told: str) -> None:
    answer = finder_tlv.synology(SYNOLOGY[:8] + tagged((0x19, hexed("001132010203")), *pairs))
    assert answer == Answer("synology-findhost", firmware=told, mac="00:11:32:01:02:03")


def test_qnap_tells_name_model_build_and_mac() -> None:
    assert finder_tlv.qnap(QNAP) == Answer("qnap-qfinder", "cher", "TS-410", "20130726", mac="00:08:9b:c3:ec:6a")


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
    assert [reader(question) for reader in finder_tlv.READERS] == [None] * 5


@pytest.mark.parametrize("data", [VIVOTEK, CAMERA, RECORDER, SYNOLOGY, QNAP], ids=["iw", "camera", "nx", "syno", "q"])
def test_an_answer_that_is_cut_tells_no_more_than_the_whole(data: bytes) -> None:
    (whole,) = (answer for reader in finder_tlv.READERS if (answer := reader(data)))
    for cut in range(len(data)):
        for reader in finder_tlv.READERS:
            part = reader(data[:cut])
            assert part is None or part.protocol == whole.protocol
            assert part is None or {part.name, part.model, part.serial, part.mac} <= {
                *(whole.name, whole.model, whole.serial, whole.mac, ""),
            }


def test_a_length_that_does_not_fit_is_no_answer_of_ubiquiti() -> None:
    assert finder_tlv.ubiquiti(UBIQUITI[:-1]) is None
    assert finder_tlv.ubiquiti(UBIQUITI + b"\0") is None


def test_an_answer_of_ubiquiti_holds_an_address() -> None:
    assert finder_tlv.ubiquiti(b"\2\6\0\7\x0b\0\4UBNT") is None
    assert finder_tlv.ubiquiti(b"\2\6\0\x0d\2\0\x0a\x78\x8a\x20\1\2\3\xc0\0\2\7") == Answer(
        "ubiquiti", mac="78:8a:20:01:02:03"
    )


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
