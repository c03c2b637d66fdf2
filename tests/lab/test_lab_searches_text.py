"""Searches in XML, JSON and text, asked with bytes written out from the published tools."""

import json
from xml.etree import ElementTree

import pytest
from lab_client import probe
from search_client import asked, heard, placed, served

from scanner.lab import unit

UUID = "13A888A9-F1B1-4020-AE9F-05607682D23B"


# MatrixEditor/hiktools, hiktools/sadp; julienblitte/UniversalScanner, Hikvision.cs
def sadp(types: str = "inquiry", more: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>{UUID}</Uuid><Types>{types}</Types>{more}</Probe>'
    ).encode()


async def test_sadp_inquiry_is_answered_with_the_elements_of_the_capture() -> None:
    async with served("hikvision-ds-2cd2385g1-i") as one:
        first, second = await asked(one, 37020, sadp(), count=2)
    root = ElementTree.fromstring(first)
    told = {child.tag: child.text for child in root}
    assert first == second
    assert root.tag == "ProbeMatch"
    assert [child.tag for child in root][:8] == [
        *("Uuid", "Types", "DeviceType", "DeviceDescription", "DeviceSN", "CommandPort", "HttpPort", "MAC")
    ]
    assert told["Uuid"] == UUID
    assert told["DeviceDescription"] == "DS-2CD2385G1-I"
    assert told["DeviceSN"] == one.device.facts["serial"]
    assert told["SoftwareVersion"] == "V5.6.2build 190701"
    assert told["MAC"] == one.device.facts["mac"].replace(":", "-")
    assert told["IPv4Address"] == one.address
    assert told["DetailOEMCode"] == "1"


async def test_sadp_inquiry_v32_is_known_to_newer_firmware_only() -> None:
    async with served("hikvision-ds-2cd2385g1-i") as one:
        (first, *_) = await asked(one, 37020, sadp("inquiry_v32"))
    assert b"<Types>inquiry_v32</Types>" in first
    assert heard("hikvision-ds-2cd2012-i", "sadp", sadp("inquiry_v32")).replies == ()


@pytest.mark.parametrize(
    ("identity", "ways"),
    [
        ("hikvision-ds-2cd2012-i", [("asker", 0)]),
        ("hikvision-ds-2cd2t32-i3", [("group", 37020)]),
        ("hikvision-ds-2cd2385g1-i", [("asker", 0), ("group", 37020)]),
    ],
)
def test_sadp_answers_go_to_the_asker_the_group_or_both(identity: str, ways: list[tuple[str, int]]) -> None:
    assert [(reply.to, reply.port) for reply in heard(identity, "sadp", sadp()).replies] == ways


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (sadp("reboot"), "reboot"),
        (sadp("restore"), "restore"),
        (sadp("update", "<MAC>58-50-ed-00-00-00</MAC>"), "update"),
        (sadp("activate", "<Password>x</Password>"), "activate"),
        (sadp("exchangecode"), "exchangecode"),
        (sadp("getBindList"), "getBindList"),
        (sadp("inquiry", "<MAC>58-50-ed-00-00-00</MAC>"), "inquiry with MAC"),
        (sadp(""), "unnamed"),
    ],
)
async def test_sadp_commands_are_noted_and_not_answered(question: bytes, command: str) -> None:
    async with served("hikvision-ds-2cd2385g1-i") as one:
        assert await asked(one, 37020, question) == []
        assert one.forbidden() == [("sadp", command)]


@pytest.mark.parametrize(
    "question",
    [
        b"",
        sadp()[:-3],
        sadp().replace(b"<Uuid>", b"<Uuid"),
        sadp().replace(b"<Probe>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><Probe>"),
        sadp().replace(b"Probe", b"ProbeMatch"),
        sadp().replace(UUID.encode(), b""),
        sadp() + b"x" * 9000,
    ],
)
async def test_sadp_that_is_malformed_or_no_question_gets_silence(question: bytes) -> None:
    async with served("hikvision-ds-2cd2385g1-i") as one:
        assert await asked(one, 37020, question, wait_s=0.2) == []
        assert one.forbidden() == []


# rroller/dahua, custom_components/dahua/discovery.py: header size, DHIP, eight zeros, and the length twice.
def dhip(body: bytes, magic: bytes = b"DHIP") -> bytes:
    length = len(body).to_bytes(8, "little")
    return b"\x20\x00\x00\x00" + magic + bytes(8) + length + length + body


SEARCH = b'{ "method" : "DHDiscover.search", "params" : { "mac" : "", "uni" : 1 } }\n'


async def test_dhip_search_is_answered_as_captured() -> None:
    async with served("dahua-ipc-hdw5421s") as one:
        (data,) = await asked(one, 37810, dhip(SEARCH))
    body = data[32:].rstrip(b"\n\0")
    assert data[:8] == b"\x20\x00\x00\x00DHIP"
    assert int.from_bytes(data[16:24], "little") == len(data) - 32 == int.from_bytes(data[24:32], "little")
    # The spacing of this firmware, by Phenomite/AMP-Research, Port 37810.
    assert body.startswith(b'{ "mac" : "4c:11:bf:')
    assert body.endswith(b'"VideoOutputChannels" : 16 } } }')
    told = json.loads(body)
    info = told["params"]["deviceInfo"]
    assert told["method"] == "client.notifyDevInfo"
    assert told["mac"] == one.device.facts["mac"]
    assert (info["DeviceClass"], info["DeviceType"], info["Version"]) == ("IPC", "IPC-HDW5421S", "2.400.0.8")
    assert (info["Vendor"], info["Manufacturer"]) == ("Dahua", "Private")
    assert info["SerialNo"] == one.device.facts["serial"]
    assert info["IPv4Address"]["IPAddress"] == one.address


def test_dhip_of_newer_firmware_has_the_members_of_the_capture_in_their_order() -> None:
    (reply,) = heard("dahua-ipc-hdw1431t1-s4", "dhip", dhip(SEARCH)).replies
    # public file 28488762960: members, compact, with escaped slashes; it ends with a newline and a zero byte.
    assert reply.data.endswith(b"}}}\n\0")
    assert b'"IPAddress":"\\/0"' in reply.data
    assert list(json.loads(reply.data[32:-2])["params"]["deviceInfo"]) == [
        *("AlarmInputChannels", "AlarmOutputChannels", "DeviceClass", "DeviceID", "DeviceType", "Find", "FindVersion"),
        *("HttpPort", "IPv4Address", "IPv6Address", "Init", "MachineName", "Manufacturer", "Port"),
        *("RemoteVideoInputChannels", "SerialNo", "UnLoginFuncMask", "Vendor", "Version", "VideoInputChannels"),
        "VideoOutputChannels",
    ]


@pytest.mark.parametrize(
    "method",
    [
        "DHDiscover.setConfig",
        "DevInit.account",
        "PasswdFind.resetPassword",
        "Security.modifyPwdOutSession",
        "global.login",
    ],
)
async def test_dhip_commands_are_noted_and_not_answered(method: str) -> None:
    async with served("dahua-ipc-hdw5421s") as one:
        assert await asked(one, 37810, dhip(json.dumps({"method": method, "params": {}}).encode())) == []
        assert one.forbidden() == [("dhip", method)]


@pytest.mark.parametrize(
    "question",
    [
        SEARCH,  # bare JSON gets no answer
        dhip(SEARCH, b"PIHD"),
        dhip(SEARCH)[:-1],
        dhip(SEARCH) + b" ",
        dhip(b"[1]"),
        dhip(b'{"method": 1}'),
        dhip(b"{" * 900),
        dhip(SEARCH.replace(b'"mac" : ""', b'"mac" : "00:11:22:33:44:55"')),
        dhip(SEARCH.replace(b"DHDiscover.search", b"client.notifyDevInfo")),
    ],
)
async def test_dhip_that_is_malformed_or_for_others_gets_silence(question: bytes) -> None:
    async with served("dahua-ipc-hdw5421s") as one:
        assert await asked(one, 37810, question, wait_s=0.2) == []
        assert one.forbidden() == []


# public file 57849547531
UNIVIEW = (
    b'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    b'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:tns="http://www.uniview.com/Ver10/Device/wsdl">'
    b"<s:Header><a:Action>http://www.uniview.com/Ver10/Device/wsdl/UniviewProbe</a:Action>"
    b"<a:MessageID>urn:uuid:9fa625e1-4c7b-4e61-86c8-9f59af591234</a:MessageID></s:Header>"
    b"<s:Body><tns:UniviewProbe/></s:Body></s:Envelope>"
)


async def test_uniview_probe_is_answered_with_firmware_and_serial() -> None:
    async with served("uniview-ipc2124le") as one:
        (data,) = await asked(one, 3702, UNIVIEW)
    root = ElementTree.fromstring(data)
    space = "{http://www.uniview.com/Ver10/Device/wsdl}"
    scopes = (root.findtext(f".//{space}Scopes") or "").split()
    assert root.findtext(".//{http://schemas.xmlsoap.org/ws/2004/08/addressing}RelatesTo") == (
        "urn:uuid:9fa625e1-4c7b-4e61-86c8-9f59af591234"
    )
    assert "onvif://www.onvif.org/version/DIPC-B1232.9.3.C00010.251208" in scopes
    assert f"onvif://www.onvif.org/serial/{one.device.facts['serial']}" in scopes
    assert f"onvif://www.onvif.org/macaddr/{one.device.facts['mac_plain']}" in scopes
    assert root.findtext(f".//{space}XAddrs") == f"http://{one.address}:8080/LAPI/V1.0/System/DeviceInfo"


def test_uniview_firmware_may_echo_the_action_without_relates_to() -> None:
    (reply,) = heard("uniview-ipc2122", "uniview", UNIVIEW).replies
    assert b"wsdl/UniviewProbe</a:Action>" in reply.data
    assert b"RelatesTo" not in reply.data


async def test_uniview_unit_hears_both_searches_on_one_port() -> None:
    async with served("uniview-ipc2122") as one:
        (vendor,) = await asked(one, 3702, UNIVIEW)
        (standard,) = await asked(one, 3702, probe())
        assert one.forbidden() == []
    assert b"UniviewProbe" in vendor
    assert b":ProbeMatches" in standard
    assert b"Uniview" not in standard


def test_uniview_element_other_than_the_probe_is_a_command() -> None:
    assert (
        heard("uniview-ipc2124le", "uniview", UNIVIEW.replace(b"tns:UniviewProbe/", b"tns:SetIP/")).forbidden == "SetIP"
    )


@pytest.mark.parametrize(
    "question", [UNIVIEW[:-4], UNIVIEW.replace(b"Ver10", b"Ver11"), UNIVIEW.replace(b"a:MessageID", b"a:Other")]
)
def test_uniview_that_is_malformed_gets_silence(question: bytes) -> None:
    hearing = heard("uniview-ipc2124le", "uniview", question)
    assert (hearing.replies, hearing.forbidden) == ((), "")


# julienblitte/UniversalScanner, Sony.cs
async def test_sony_enquiry_is_answered_by_broadcast_with_the_fields_of_the_sample() -> None:
    async with served("sony-snc-rz25n") as one:
        (data,) = await asked(one, 2380, b"\x02ENQ:allinfo\xff\x03")
    fields = dict(unit.decode().split(":", 1) for unit in data[1:-2].split(b"\xff"))
    assert (data[:1], data[-2:]) == (b"\x02", b"\xff\x03")
    assert (fields["MODEL"], fields["IPADR"], fields["INFO"]) == ("SNC-RZ25N", one.address, "allinfo")
    assert fields["MAC"] == one.device.facts["mac"].replace(":", "-")
    assert [reply.to for reply in heard("sony-snc-rz25n", "sony", b"\x02ENQ:allinfo\xff\x03").replies] == ["broadcast"]


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (b"\x02SETMAC:88-c9-e8-00-00-01\xffIPADR:10.0.0.9\xff\x03", "SETMAC:88-c9-e8-00-00-01"),
        (b"\x02ENQ:allinfo\xffSETMAC:1\xff\x03", "ENQ:allinfo"),
        (b"ENQ:allinfo", ""),
        (b"\x02ENQ:allinfo\x03", ""),
        (b"\x02MAC:aa\xff\x03", ""),
    ],
)
def test_sony_settings_are_commands_and_broken_frames_nothing(question: bytes, command: str) -> None:
    hearing = heard("sony-snc-rz25n", "sony", question)
    assert (hearing.replies, hearing.forbidden) == ((), command)


# julienblitte/UniversalScanner, 360Vision.cs
async def test_360_vision_answers_one_word() -> None:
    async with served("360-vision-ipdome") as one:
        (data,) = await asked(one, 3600, b"DISCOVER\n")
    mac, serial = one.device.facts["mac_upper"], one.device.facts["serial"]
    assert data == f"DISCOVER TYPE=IPDOME KEY='{mac}' ID={serial}\r\n".encode()


@pytest.mark.parametrize(
    ("question", "command"),
    [(b"SETIP 10.0.0.9\n", "SETIP"), (b"DISCOVER", ""), (b"DISCOVER TYPE=IPDOME KEY='' ID=1\r\n", ""), (b"\xff\n", "")],
)
def test_360_vision_other_words_are_commands(question: bytes, command: str) -> None:
    hearing = heard("360-vision-ipdome", "vision360", question)
    assert (hearing.replies, hearing.forbidden) == ((), command)


# NeiroNx/python-dvr, DeviceManager.py: struct <BBHIIHHI of 255, 0, 0, 0, 0, 0, 1530, 0
XIONGMAI = bytes.fromhex("ff00000000000000000000000000fa0500000000")


async def test_xiongmai_message_1530_is_answered_by_1531() -> None:
    async with served("besder-v500") as one:
        (data,) = await asked(one, 34569, XIONGMAI, reply_port=34569)
    told = json.loads(data[20:].rstrip(b"\n\0"))["NetWork.NetCommon"]
    assert int.from_bytes(data[14:16], "little") == 1531
    assert int.from_bytes(data[16:20], "little") == len(data) - 20
    assert told["HostIP"] == "0x" + bytes(int(part) for part in reversed(one.address.split("."))).hex().upper()
    assert (told["MAC"], told["SN"]) == (one.device.facts["mac"], one.device.facts["serial"])
    assert told["Version"] == "V5.00.R02.00030747.10010.349f17.0000000"


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (XIONGMAI.replace(b"\xfa\x05", b"\xfc\x05"), "message 1532"),
        (XIONGMAI.replace(b"\xfa\x05", b"\xfb\x05"), ""),
        (XIONGMAI[:-1], ""),
        (XIONGMAI + b"{}", ""),
        (b"\xfe" + XIONGMAI[1:], ""),
    ],
)
def test_xiongmai_other_messages_are_commands(question: bytes, command: str) -> None:
    hearing = heard("xiongmai-nvt", "xiongmai", question)
    assert (hearing.replies, hearing.forbidden) == ((), command)


def test_every_body_of_json_is_json_once_it_is_filled() -> None:
    for identity, name in (("xiongmai-nvt", "xiongmai"), ("xiongmai-ipc-v402", "xiongmai"), ("tapo-c720", "tplink")):
        device = placed(unit(identity))
        body = getattr(device.unit.answers.searches, name).body
        assert isinstance(json.loads(device.fill(body)), dict), identity
