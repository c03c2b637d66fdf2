"""Searches in binary forms, asked with bytes written out from the published tools, captures and samples."""

import binascii
import json

import pytest
from search_client import asked, heard, served


def nothing_of(identity: str, protocol: str, question: bytes) -> str:
    """Assert that nothing is answered, and return the command that was noted."""
    hearing = heard(identity, protocol, question)
    assert hearing.replies == ()
    return hearing.forbidden


# julienblitte/UniversalScanner, Dahua1.cs; NeiroNx/python-dvr, DeviceManager.py asks with one byte less.
DVRIP = bytes.fromhex("a3010001" + "00" * 12 + "02000000" + "00" * 12)


@pytest.mark.parametrize("question", [DVRIP, bytes.fromhex("a3010000") + DVRIP[4:]])
async def test_dvrip_is_answered_in_the_layout_of_the_sample(question: bytes) -> None:
    async with served("dahua-ipc-hdw5421s") as one:
        (data,) = await asked(one, 5050, question)
    facts = one.device.facts
    second, third = data[2], int.from_bytes(data[0x14:0x16], "little")
    assert (data[0], data[4], data[0x10]) == (0xB3, 0x58, 0x02)
    assert 0x78 + second + third == len(data)
    assert data[0x38:0x3C] == bytes(int(part) for part in one.address.split("."))
    assert data[0x78 : 0x78 + second].decode() == facts["mac"] + "IPC-HDW5421S"
    lines = dict(line.split(":", 1) for line in data[0x78 + second :].decode().split("\r\n") if line)
    assert lines == {
        "Name": facts["serial"],
        "Device": "IPC-HDW5421S",
        "IPv6Addr": f"{facts['link_local']}/64;gateway:fe80::",
        "SerialNo": facts["serial"],
    }


@pytest.mark.parametrize(
    ("question", "command"),
    [(b"\xa0" + DVRIP[1:], "DVRIP a0"), (DVRIP[:-1], ""), (DVRIP + b"\0", ""), (b"\xb3" + DVRIP[1:], ""), (b"", "")],
)
def test_dvrip_logins_are_commands(question: bytes, command: str) -> None:
    assert nothing_of("dahua-ipc-hdw5421s", "dvrip", question) == command


# julienblitte/UniversalScanner, Bosch.cs: magic, transaction, ff00 for XML too, and the port to answer to.
BOSCH = bytes.fromhex("9939a427" + "6008ad0a" + "ff00" + "06de")


async def test_bosch_answers_both_forms_to_the_port_that_was_named() -> None:
    async with served("bosch-flexidome") as one:
        binary, text = await asked(one, 1757, BOSCH, reply_port=1758, count=2, wait_s=2.5)
    assert len(binary) == 32
    assert binary[:8].hex() == "9939a4276008ad0a"
    assert binary[8:14].hex() == one.device.facts["mac_plain"]
    assert binary[16:20] == bytes(int(part) for part in one.address.split("."))
    assert text.startswith(b'<?xml version="1.0" encoding="UTF-8"?><root xmlns="OEMExt00:device-1-0"><device>')
    assert b"<friendlyName>FLEXIDOME NDC-455-P</friendlyName>" in text
    assert f"<serialNumber>{one.device.facts['serial']}</serialNumber>".encode() in text


def test_bosch_waits_up_to_two_seconds_and_sends_xml_only_where_asked() -> None:
    hearing = heard("bosch-flexidome", "bosch", BOSCH.replace(b"\xff\x00\x06\xde", b"\x00\x00\x12\x34"))
    assert [(len(reply.data), reply.to, reply.port) for reply in hearing.replies] == [(32, "asker", 0x1234)]
    assert 0 < hearing.replies[0].after_s <= 2


def test_bosch_ports_that_set_addresses_take_commands_only() -> None:
    for port in (1759, 1760):
        assert heard("bosch-flexidome", "bosch", b"anything", port=port).forbidden == f"port {port}"


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (BOSCH.replace(b"\xff\x00", b"\x00\x01"), "autodetect 0001 of 12 bytes"),
        (BOSCH + b"\0", "autodetect ff00 of 13 bytes"),
        (b"\x98" + BOSCH[1:], ""),
        (BOSCH[:8], ""),
        (BOSCH[:10] + b"\0\0", ""),
    ],
)
def test_bosch_other_requests_are_commands(question: bytes, command: str) -> None:
    assert nothing_of("bosch-flexidome", "bosch", question) == command


# networkoptix/nx_open, hanwha_resource_searcher.cpp: 262 bytes with 1, and 334 bytes with 6, in front.
async def test_hanwha_of_the_longer_generation_answers_to_port_7711() -> None:
    async with served("hanwha-xnp-6550rh") as one:
        (data,) = await asked(one, 7701, b"\x06" + bytes(333), reply_port=7711)
    assert (len(data), data[0]) == (334, 0x0C)
    assert data[0x13:0x25].rstrip(b"\0").decode() == one.device.facts["mac"]
    assert data[0x25:0x35].rstrip(b"\0").decode() == one.address
    assert data[0x6D:0x85].rstrip(b"\0") == b"XNP-6550RH"
    assert data[0x85:].split(b"\0")[0].startswith(b"http://")


def test_hanwha_of_the_first_generation_answers_the_shorter_question_alone() -> None:
    (reply,) = heard("samsung-ipolis", "hanwha", b"\x01" + bytes(261)).replies
    assert (len(reply.data), reply.data[0], reply.to, reply.port) == (262, 0x0B, "asker", 7711)
    assert nothing_of("samsung-ipolis", "hanwha", b"\x06" + bytes(333)) == ""
    assert nothing_of("hanwha-xnp-6550rh", "hanwha", b"\x01" + bytes(261)) == ""


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (b"\x02" + bytes(261), "type 02"),
        (b"\x0b" + bytes(261), ""),
        (b"\x06" + bytes(332), ""),
        (b"\x06" + bytes(332) + b"\x01", ""),
    ],
)
def test_hanwha_other_types_are_commands(question: bytes, command: str) -> None:
    assert nothing_of("hanwha-xnp-6550rh", "hanwha", question) == command


# julienblitte/UniversalScanner, Vivotek.cs: a session byte and the magic.
async def test_vivotek_repeats_the_session_and_adds_tagged_values() -> None:
    async with served("vivotek-fd9360-h") as one:
        (data,) = await asked(one, 10000, bytes.fromhex("024a5d8f1c"))
    assert data[:5].hex() == "024a5d8f1c"
    values, place = {}, 5
    while place < len(data):
        tag, length = data[place], data[place + 1]
        values[tag] = data[place + 2 : place + 2 + length] if tag != 4 else bytes((length,))
        place += 2 + (length if tag != 4 else 0)
    assert values[1] == values[9] == b"FD9360-H"
    assert values[2].hex() == one.device.facts["mac_plain"]
    assert values[3] == bytes(int(part) for part in one.address.split("."))


@pytest.mark.parametrize(
    ("question", "command"),
    [("014a5d8f1c0306", "tag 03"), ("014a5d8f1d", ""), ("4a5d8f1c", ""), ("014a5d8f1c0103464439", "")],
)
def test_vivotek_more_than_the_magic_is_a_command(question: str, command: str) -> None:
    assert nothing_of("vivotek-fd9187-ht", "vivotek", bytes.fromhex(question)) == command


# julienblitte/UniversalScanner, Panasonic.cs (52 bytes, sum of zero) and Rickardjd/Easy_IP, Easy_IP.py (94 bytes).
EASY_IP_SHORT = bytes.fromhex(
    "00010000000d000000000000ffffffffffff0a000005000120111e11231f1e1913000002" + "00" * 12 + "ffff"
)
EASY_IP_LONG = bytes.fromhex(
    "0001" "002a" "000d" "000000000000" "a029193eab91" "c0a80179" "0000" "20111e11231f1e1913" "0000" "0201" + "00" * 11
    + "fff0" "0026" "00200021002200230025002800400041004200" "4400a500a600a700a800ad00b300b400b700b8" "ffff"
)  # fmt: skip


def summed(packet: bytes) -> bytes:
    return packet + ((sum(packet) + 1) & 0xFFFF).to_bytes(2, "big")


def panasonic_values(data: bytes) -> dict[int, bytes]:
    values, place = {}, 0x30
    while data[place : place + 2] != b"\xff\xff":
        tag, length = int.from_bytes(data[place : place + 2], "big"), int.from_bytes(data[place + 2 : place + 4], "big")
        values[tag] = data[place + 4 : place + 4 + length]
        place += 4 + length
    assert place == len(data) - 4
    return values


@pytest.mark.parametrize("question", [EASY_IP_SHORT + b"\0\0", summed(EASY_IP_SHORT), summed(EASY_IP_LONG)])
async def test_panasonic_search_is_answered_to_port_10669(question: bytes) -> None:
    async with served("i-pro-wv-x22700-v2l") as one:
        (data,) = await asked(one, 10670, question, reply_port=10669)
    values = panasonic_values(data)
    assert data[4:6].hex() == "000e"
    assert int.from_bytes(data[2:4], "big") == len(data) - 52
    assert data == summed(data[:-2])
    assert data[6:12].hex() == one.device.facts["mac_plain"]
    assert data[0x0C:0x16] == question[0x0C:0x16]
    assert values[0x20] == bytes(int(part) for part in one.address.split("."))
    assert values[0xA7].rstrip(b"\0") == b"WV-X22700-V2L"
    assert values[0xA8].rstrip(b"\0") == b"X22700-V2L"
    assert values[0xA9].rstrip(b"\0") == b"3.67"
    assert values[0xD1].rstrip(b"\0").decode() == one.device.facts["serial"]
    assert values[0x25] == (443).to_bytes(2, "big")
    assert 0xC0 not in values


def test_panasonic_recorder_tells_channels_and_no_firmware_by_broadcast() -> None:
    (reply,) = heard("i-pro-nx510", "panasonic", summed(EASY_IP_LONG)).replies
    values = panasonic_values(reply.data)
    assert (values[0xC0], values[0xA8].rstrip(b"\0")) == (b"\x00\x15", b"NX510")
    assert 0xA9 not in values
    assert (reply.to, reply.port) == ("broadcast", 10669)


def with_command(word: str) -> bytes:
    return summed(EASY_IP_LONG[:4] + bytes.fromhex(word) + EASY_IP_LONG[6:])


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (with_command("0002"), "command 0002"),
        (with_command("0004"), "command 0004"),
        (with_command("000e"), ""),
        (EASY_IP_LONG + b"\x11\x71", ""),
        (summed(EASY_IP_LONG)[:-1], ""),
        (summed(EASY_IP_LONG.replace(b"\x20\x11\x1e", b"\x20\x11\x1f")), ""),
        (summed(b"\x00\x02" + EASY_IP_LONG[2:]), ""),
    ],
)
def test_panasonic_set_and_apply_are_commands_and_a_wrong_sum_is_silence(question: bytes, command: str) -> None:
    assert nothing_of("i-pro-wv-x22700-v2l", "panasonic", question) == command


# xannor/ha_reolink_discovery, core.py
async def test_reolink_answers_388_bytes_to_port_3000() -> None:
    async with served("reolink-rlc-520a") as one:
        (data,) = await asked(one, 2000, bytes.fromhex("aaaa0000"), reply_port=3000)
    assert len(data) == 388
    assert data[104:108].hex() == "aaaa0000"
    assert data[80:86].hex() == one.device.facts["mac_plain"]
    assert data[108:128].rstrip(b"\0").decode() == one.address
    assert data[132:164].rstrip(b"\0") == b"Reolink RLC-520A"
    assert data[164:182].rstrip(b"\0").decode() == one.device.facts["mac_upper"]


def test_reolink_ports_of_sessions_take_commands_only() -> None:
    assert heard("reolink-rlc-520a", "reolink", b"\x3a\xcf\x87\x2a", port=2015).forbidden == "port 2015"
    assert nothing_of("reolink-rlc-520a", "reolink", bytes.fromhex("aaaa000000")) == ""
    assert nothing_of("reolink-rlc-520a", "reolink", bytes.fromhex("aaab0000")) == ""


# python-kasa/python-kasa, kasa/discover.py, DISCOVERY_QUERY_2
TDP = bytes.fromhex("020000010000000000000000463cb5d3")


def tdp(body: bytes, word: int = 1, flags: int = 17) -> bytes:
    head = (
        bytes((2, 0)) + word.to_bytes(2, "big") + len(body).to_bytes(2, "big") + bytes((flags, 0)) + b"\x01\x02\x03\x04"
    )
    total = binascii.crc32(head + bytes.fromhex("5a6b7c8d") + body)
    return head + total.to_bytes(4, "big") + body


KEYED = tdp(b'{"params": {"rsa_key": "-----BEGIN PUBLIC KEY-----"}}')


@pytest.mark.parametrize("question", [TDP, KEYED])
async def test_tplink_probe_is_answered_with_model_and_firmware(question: bytes) -> None:
    async with served("tapo-c210") as one:
        (data,) = await asked(one, 20002, question)
    told = json.loads(data[16:])["result"]
    assert (data[:4].hex(), int.from_bytes(data[4:6], "big")) == ("02000001", len(data) - 16)
    assert (told["device_type"], told["device_model"]) == ("SMART.IPCAMERA", "C210")
    assert told["firmware_version"] == "1.4.2 Build 240829 Rel.54953n"
    assert (told["mac"], told["ip"]) == (one.device.facts["mac"].upper().replace(":", "-"), one.address)


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (tdp(b"", word=2), "word 2"),
        (TDP[:-1] + b"\xd4", ""),
        (TDP[:-1], ""),
        (tdp(b"{"), ""),
        (b"\x01" + TDP[1:], ""),
    ],
)
def test_tplink_other_words_are_commands_and_a_wrong_sum_is_silence(question: bytes, command: str) -> None:
    assert nothing_of("tapo-c210", "tplink", question) == command


# julienblitte/UniversalScanner, Ubiquiti.cs; Phenomite/AMP-Research, Port 10001
@pytest.mark.parametrize("question", ["01000000", "02080000"])
async def test_ubiquiti_answers_tagged_values(question: str) -> None:
    async with served("ubiquiti-unifi-protect") as one:
        (data,) = await asked(one, 10001, bytes.fromhex(question))
    values, place = {}, 4
    while place < len(data):
        length = int.from_bytes(data[place + 1 : place + 3], "big")
        values[data[place]] = data[place + 3 : place + 3 + length]
        place += 3 + length
    assert data[:2] == b"\x01\x00"
    assert int.from_bytes(data[2:4], "big") == len(data) - 4
    assert values[0x01].hex() == one.device.facts["mac_plain"]
    assert values[0x02] == values[0x01] + bytes(int(part) for part in one.address.split("."))
    assert values[0x03] == b"unifi-protect.arm64.v1.18.1.0.0.0"
    assert (values[0x0B], values[0x0C]) == (b"UniFi-CloudKey-Gen2-Plus", b"UCK-G2-PLUS")


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("02090000", "version 2 word 09"),
        ("01010000", "version 1 word 01"),
        ("0100000a", ""),
        ("03000000", ""),
        ("01", ""),
    ],
)
def test_ubiquiti_other_words_are_commands(question: str, command: str) -> None:
    assert nothing_of("ubiquiti-unifi-protect", "ubiquiti", bytes.fromhex(question)) == command


# julienblitte/UniversalScanner, Foscam.cs; NeiroNx/python-dvr writes the length a second time.
FOSCAM = b"MO_I" + bytes(11) + b"\x04" + bytes(7) + b"\x00\x00\x00\x01"


@pytest.mark.parametrize("question", [FOSCAM, FOSCAM[:19] + b"\x04" + FOSCAM[20:]])
async def test_foscam_ciphers_its_answer_with_the_key_in_the_header(question: bytes) -> None:
    async with served("foscam-virtual-cipher") as one:
        (data,) = await asked(one, 10000, question)
    key = data[7:15]
    body = bytes(byte ^ key[place % 8] for place, byte in enumerate(data[23:]))
    assert (len(data), data[:7], key) == (0x57, b"MO_I\x01\x00\x01", b"_Foscam_")
    assert body[:13].rstrip(b"\0").decode() == one.device.facts["mac_plain"].upper()
    assert body[13:34].rstrip(b"\0") == b"Virtual device"
    assert body[34:38] == bytes(int(part) for part in one.address.split("."))
    assert (body[54:58].hex(), body[58:62].hex(), body[62:].hex()) == ("01000000", "01000000", "0050")


@pytest.mark.parametrize(
    ("question", "command"),
    [(FOSCAM[:4] + b"\x02" + FOSCAM[5:], "type 2"), (FOSCAM[:-1], ""), (b"MO_J" + FOSCAM[4:], ""), (FOSCAM[:20], "")],
)
def test_foscam_other_types_are_commands(question: bytes, command: str) -> None:
    assert nothing_of("foscam-virtual-cipher", "foscam", question) == command


# networkoptix/nx_open, dlink_resource_searcher.cpp
DLINK = bytes.fromhex("fdfd0600a100" + "ff" * 6 + "00" * 6 + "01000000")


async def test_dlink_tells_mac_and_name() -> None:
    async with served("d-link-dcs-932l") as one:
        (data,) = await asked(one, 62976, DLINK)
    assert len(data) >= 32
    assert data[6:12].hex() == one.device.facts["mac_plain"]
    assert data[data.index(b"DCS-") :].split(b"\0")[0] == b"DCS-932L"
    # The searcher that the sources have reads on a socket that hears broadcasts only.
    assert [reply.to for reply in heard("d-link-dcs-932l", "dlink", DLINK).replies] == ["broadcast"]


@pytest.mark.parametrize(
    ("question", "command"),
    [(DLINK.replace(b"\xa1", b"\xa2"), "0600a200"), (DLINK[:-1], ""), (b"\xfd\xfc" + DLINK[2:], "")],
)
def test_dlink_other_words_are_commands(question: bytes, command: str) -> None:
    assert nothing_of("d-link-dcs-932l", "dlink", question) == command


# public file 70209658778: the least question; public file 71121710100: the answer goes to port 9999 whoever asked.
SYNOLOGY = bytes.fromhex("1234567853594e4fa40400000201010401000000")


def synology_values(data: bytes) -> dict[int, bytes]:
    values, place = {}, 8
    while place < len(data):
        values[data[place]] = data[place + 2 : place + 2 + data[place + 1]]
        place += 2 + data[place + 1]
    return values


async def test_synology_answers_to_port_9999() -> None:
    async with served("synology-ds918") as one:
        first, second = await asked(one, 9999, SYNOLOGY, reply_port=9999, count=2)
    values = synology_values(first)
    assert first == second
    assert first[:8].hex() == "1234567853594e4f"
    assert (values[0x01], values[0x77], values[0x78]) == (b"\x02\0\0\0", b"7.4.1", b"DS918+")
    assert int.from_bytes(values[0x49], "little") == 90080
    assert values[0x19].decode() == one.device.facts["mac"]
    assert values[0xC0].decode() == one.device.facts["serial"]
    hearing = heard("synology-ds918", "synology", SYNOLOGY)
    assert [(reply.to, reply.port) for reply in hearing.replies] == [("broadcast", 9999), ("asker", 9999)]


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (SYNOLOGY.replace(b"\x01\x04\x01", b"\x01\x04\x05"), "command 5"),
        (SYNOLOGY.replace(b"\x01\x04\x01", b"\x01\x04\x02"), ""),
        (SYNOLOGY[:-1], ""),
        (SYNOLOGY + b"\x7c", ""),
        (SYNOLOGY[:14], ""),
        (b"\x13" + SYNOLOGY[1:], ""),
    ],
)
def test_synology_other_commands_are_noted(question: bytes, command: str) -> None:
    assert nothing_of("synology-ds918", "synology", question) == command


# ajaysusarla/qnap-finder, README and data/cap_from_linux.pcap
QNAP = bytes.fromhex("000000000000436c0000010000002504")


async def test_qnap_answers_by_broadcast_to_its_own_port() -> None:
    async with served("qnap-ts-410") as one:
        (data,) = await asked(one, 8097, QNAP, reply_port=8097)
    assert data[:6].hex() == one.device.facts["mac_plain"]
    assert data[6:16].hex() == "53650100010000002504"
    assert data.endswith(bytes.fromhex("ff0400000000"))
    # The bytes of the capture, from the host name to the third model name.
    assert bytes.fromhex("0105636865720009044e415300280754532d34313000290754532d34313900") in data
    assert bytes.fromhex("2d09323031333037323600") in data
    assert one.address.encode() + b"\0" in data


@pytest.mark.parametrize(
    ("question", "command"),
    [
        (QNAP.replace(b"\0\0\x01\0\0\0\x25", b"\x02\0\x05\0\0\0\x25"), "02000500"),
        (QNAP[:-1], ""),
        (QNAP.replace(b"Cl", b"Se"), ""),
    ],
)
def test_qnap_question_for_details_is_noted(question: bytes, command: str) -> None:
    assert nothing_of("qnap-ts-410", "qnap", question) == command
