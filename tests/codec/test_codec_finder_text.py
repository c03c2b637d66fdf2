"""Search answers in words, on the bytes that their sources publish."""

import pytest

from scanner.codec import finder_text
from scanner.codec.finder_answer import Answer

# julienblitte/UniversalScanner: the self-tests of these names.
SONY = (
    b"\x02MAC:aa-bb-cc-dd-ee-ff\xffMODEL:Virtual\xffSERIAL:123456789\xffINFO:allinfo\xffDHCP:OFF\xffIPADR:240.0.11.0\xff"
    b"MASK:255.0.0.0\xffGATEWAY:\xffDNSAUTO:OFF\xffDNS1:\xffDNS2:\xffWEBPORT:80\xffTIME:0000000000000\xffTIMEZONE:0\xff"
    b"DTFORMAT:ymd\xffSOFTVERSION:3.0.0\xff\x03"
)
VISION = b"DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55' ID=1234567890\r\n"
BOSCH = (
    b'<?xml version="1.0" encoding="UTF-8"?><root xmlns="OEMExt00:device-1-0"><device>'
    b"<deviceType>OEMExt00:device:deviceID0</deviceType><App>1</App><friendlyName>Virtual (XML)</friendlyName>"
    b"<unitName></unitName><serialNumber>12345678:12345678</serialNumber><physAddress>00-11-22-33-44-55</physAddress>"
    b"<unitIPAddress>240.0.7.1</unitIPAddress><RCPPort>1756</RCPPort><HTTPPort>80</HTTPPort></device></root>"
)
# The JSON of a Xiongmai camera as a comment in a Crystal program keeps it, behind the header that
# NeiroNx/python-dvr, DeviceManager.py, unpacks.
NET_COMMON = (
    b'{ "NetWork.NetCommon" : { "ChannelNum" : 1, "DeviceType" : 1, "GateWay" : "0x010BA8C0", "HostIP" : "0x6D0BA8C0", '
    b'"HostName" : "LocalHost", "HttpPort" : 80, "MAC" : "00:12:31:08:bb:97", "MaxBps" : 0, "MonMode" : "TCP", '
    b'"NetConnectState" : 0, "OtherFunction" : "D=2019-02-28 17:30:58 V=92a9902100ec7c4", "SN" : "41e6853ada5e9323", '
    b'"SSLPort" : 8443, "Submask" : "0x00FFFFFF", "TCPMaxConn" : 10, "TCPPort" : 34567 }, "Ret" : 100 }\n\0'
)


def xiongmai(message: int, body: bytes = NET_COMMON) -> bytes:
    return b"\xff\1" + bytes(12) + message.to_bytes(2, "little") + len(body).to_bytes(4, "little") + body


XIONGMAI = Answer("xiongmai-netip", "LocalHost", serial="41e6853ada5e9323", mac="00:12:31:08:bb:97")


def answers(data: bytes) -> list[Answer]:
    return [found for reader in finder_text.READERS if (found := reader(data))]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (SONY, Answer("sony-snc", "", "Virtual", "3.0.0", "123456789", "aa:bb:cc:dd:ee:ff")),
        (VISION, Answer("360vision", model="IPDOME", mac="00:11:22:33:44:55")),
        (BOSCH, Answer("bosch-rcp", model="Virtual (XML)", serial="12345678:12345678", mac="00:11:22:33:44:55")),
        (xiongmai(1531), XIONGMAI),
    ],
    ids=["sony", "360vision", "bosch", "xiongmai"],
)
def test_an_answer_is_read_by_its_own_reader_and_no_other(data: bytes, told: Answer) -> None:
    assert answers(data) == [told]


def test_boschs_unit_may_have_a_name_of_its_own() -> None:
    (answer,) = answers(BOSCH.replace(b"<unitName>", b"<unitName>Gate"))
    assert (answer.name, answer.model) == ("Gate", "Virtual (XML)")


@pytest.mark.parametrize(
    "line",
    [
        b"DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55'",
        b'DISCOVER KEY="00-11-22-33-44-55" type=IPDOME\n',
        b"DISCOVER TYPE='IPDOME' KEY=001122334455 X\nTYPE=other",
    ],
)
def test_360_visions_pairs_are_read_in_any_order_and_quotes(line: bytes) -> None:
    assert answers(line) == [Answer("360vision", model="IPDOME", mac="00:11:22:33:44:55")]


def test_sonys_keys_are_read_in_any_order_and_case() -> None:
    assert answers(b"\2Model:SNC-EP520\xffjunk\xff:x\xff\3") == [Answer("sony-snc", model="SNC-EP520")]
    assert answers(b"\2" + b"A:b\xff" * finder_text.MAX_PARTS + b"MODEL:late\xff\3") == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\2ENQ:allinfo\xff\3",
        b"\2MAC:aa-bb-cc-dd-ee-ff\xff\3",
        b"DISCOVER\n",
        b"DISCOVER KEY='00:11:22:33:44:55'",
        b"\xff" + bytes(13) + (1530).to_bytes(2, "little") + bytes(4),
        xiongmai(1532),
        xiongmai(1531, b'{"Ret" : 100}'),
        xiongmai(1531)[:30],
        BOSCH.replace(b"OEMExt00:device-1-0", b"urn:schemas-upnp-org:device-1-0"),
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
    assert answers(BOSCH.partition(b"<physAddress>")[0]) == [
        Answer("bosch-rcp", model="Virtual (XML)", serial="12345678:12345678")
    ]
    assert answers(xiongmai(1531).partition(b'"OtherFunction"')[0]) == [
        Answer("xiongmai-netip", "LocalHost", mac="00:12:31:08:bb:97")
    ]
