"""Answers to the makers' searches: bytes as their sources publish them, or laid out as these read them."""

from scanner.codec.finder_answer import Answer


def padded(*parts: tuple[int, bytes], size: int) -> bytes:
    data = bytearray(size)
    for place, part in parts:
        data[place : place + len(part)] = part
    return bytes(data)


# julienblitte/UniversalScanner: the self-tests of these names.
BOSCH = b"\x999\xa4'`\x08\xad\n\x00\x11\"3DU\x03\xff\xf0\x00\x07\x00\xff\x00\x00\x00\x7f\x00\x00\x01\x00\x03\x00q"

HANWHA = padded(
    (0, b"\x0b"),
    (0x13, b"00:11:22:33:44:55"),
    (0x25, b"240.0.9.0"),
    (0x35, b"255.0.0.1"),
    (0x45, b"0.0.0.0"),
    (0x6D, b"Virtual"),
    (0x85, b"http://127.0.0.1/index.htm"),
    size=262,
)

FOSCAM = (
    b"MO_I\1\0\0\0\0\0\0\0\0\0\0@\0\0\0\0\0\0\x000123456789\0\0\0Virtual device\0\0\0\0\0\0\0\xf0\0\x14\0\xff\xff\xff\0"
    b"\xf0\0\x14\0\x08\x08\x08\x08\x08\0\0\0\1\0\0\0\1\0\0\0\0P"
)

FOSCAM_HIDDEN = (
    b"MO_I\x01\x00\x01_Foscam_@\x00\x00\x00\x00\x00\x00\x00ow]@WT[hg\x7foscK;6-2\x1a\x12\x0fA\t:)/\x0c\x16Iam__F\x9fsw`"
    b"\x92\xa0\xa0F\x9fsw`eWWNgscal__Fnscam\x0f"
)

VSTARCAM = padded(
    (0, b"DH\1\x08240.0.18.0"),
    (0x14, b"255.255.255.0"),
    (0x24, b"0.0.0.0"),
    (0x34, b"8.8.8.8"),
    (0x44, b"8.8.4.4"),
    (0x54, b'\x11"3DUf\x90\x1f'),
    (0x5C, b"123456789"),
    (0x7C, b"Virtual Camera"),
    (0xCC, b"1.0"),
    size=304,
)

DAHUA = (
    b"\xb3\0\x18\0X" + bytes(11) + b"\2\0\0\0X" + bytes(19) + b"Virtual" + bytes(9) + b"\xf0\0\3\0\xff\0\0\0\x7f\0\0\1"
    b'\0\0\0\0\n\7\x08\t\xb8"2\0\0\0\0\0\0\x002\0\0\0\0\0\0\0P\0\xbb\1\x91\x93\n\0\x90\x93\x92\x93\0\0\xef\xff**:\x8f'
    b"\0\0\0\0\0\x0000:11:22:33:44:55VirtualName:Dahua\r\nDevice:Virtual\r\nIPv6Addr:fe80::1/64;gateway:fe80::\r\n\r\n"
    b"SerialNo:123456789\r\n\r\n"
)

# No answers of these are published as bytes: they follow the places that the sources read.
REOLINK = padded(
    (80, bytes.fromhex("ec71db010203")),
    (104, bytes.fromhex("aaaa0000")),
    (108, b"192.168.1.9"),
    (128, bytes.fromhex("28230000")),
    (132, b"Front door"),
    (164, b"EC:71:DB:01:02:03"),
    (228, b"95270000YGAKNWKJ"),
    size=388,
)

ARECONT = b"Arecont_Vision-AV2000\1" + bytes.fromhex("001a07334455c0a8016400000c2500000000")

DLINK = padded(
    (0, bytes.fromhex("fdfd0600a200b0c554435483")), (40, b"DCS-932L\0Camera"), size=80
)  # the name's own place is not known

# julienblitte/UniversalScanner: the self-tests of these names.
SONY = (
    b"\x02MAC:aa-bb-cc-dd-ee-ff\xffMODEL:Virtual\xffSERIAL:123456789\xffINFO:allinfo\xffDHCP:OFF\xffIPADR:240.0.11.0\xff"
    b"MASK:255.0.0.0\xffGATEWAY:\xffDNSAUTO:OFF\xffDNS1:\xffDNS2:\xffWEBPORT:80\xffTIME:0000000000000\xffTIMEZONE:0\xff"
    b"DTFORMAT:ymd\xffSOFTVERSION:3.0.0\xff\x03"
)

VISION = b"DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55' ID=1234567890\r\n"

BOSCH_XML = (
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


def netip(message: int, body: bytes = NET_COMMON) -> bytes:
    return b"\xff\1" + bytes(12) + message.to_bytes(2, "little") + len(body).to_bytes(4, "little") + body


# Public file 43385522421: broadcast of a device after its factory reset.
NET_COMMON_OF_RESET = (
    b'{ "Name" : "NetWork.NetCommon", "NetWork.NetCommon" : { "DeviceType" : 43, "HostName" : "IPC_6a6b", '
    b'"MAC" : "00:12:31:09:b7:9e", "SN" : "a5b23b431b14712e", "Version" : "V4.02.R12.E7335520.12012.047502.00000", '
    b'"BuildDate" : "2018-09-17 10:47:30" }, "Ret" : 100, "SessionID" : "0x00000000" }'
)

XIONGMAI = Answer("xiongmai-netip", "LocalHost", serial="41e6853ada5e9323", mac="00:12:31:08:bb:97")

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


# A DS918+ with DSM 7.4.1, as a public repository keeps it (index number 70209658778); what it masked left masked.
SYNOLOGY = hexed(
    "1234567853594e4f191130303a31313a33323a61613a62623a303112040a141f091004000000001304ffffff001804010000001504010101"
    "0214040a141f01a30400000000010402000000110a4175746f6d61746963611e040a141fc0c00d5445535453455249414c313233730a5445"
    "5354534e30313233a40400000201a6047800000050005200540400000000560058005a005c0051005300550400000000570059005b005d00"
    "a704010000004804010000004904e05f01007705372e342e31900400000000780644533931382b701873796e6f6c6f67795f61706f6c6c6f"
    "6c616b655f3931382bc10344534d8004000000007b04000000007104010000007504d00700007604d10700007c1130323a30303a30303a30"
    "303a30303a3030b008bf03000000000000b1080000000000000000b8088100000000000000b9080000000000000000"
)
