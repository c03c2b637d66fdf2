"""`camscan listen`: what devices say by themselves, on the wire and in a capture, and not one packet of ours."""

import asyncio
import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import camscan, camscan_beside

from scanner import lab

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(shutil.which("tcpdump") is None, reason="needs tcpdump"),
]
UNITS = (
    *("axis-m2036-le", "hikvision-ds-2cd2143g0-i", "dahua-ipc-hdw5421s", "uniview-ipc2124le"),
    *("tapo-c210", "vivotek-fd9187-ht", "bosch-flexidome", "sony-snc-rz25n", "nginx-default"),
)
# Somebody else on the link who asks, so that there is something to hear: not our code, and not from our address.
ASKER = """
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
for line in sys.argv[1:]:
    group, port, payload = line.split("/")
    s.sendto(bytes.fromhex(payload), (group, int(port)))
time.sleep(1.5)
"""
SADP = (
    b'<?xml version="1.0" encoding="utf-8"?><Probe>'
    b"<Uuid>11111111-1111-4111-8111-111111111111</Uuid><Types>inquiry</Types></Probe>"
)
DHIP_BODY = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}'
DHIP = bytes.fromhex("2000000044484950") + bytes(8) + (len(DHIP_BODY).to_bytes(4, "little") + bytes(4)) * 2 + DHIP_BODY


def rows(path: Path) -> set[tuple[str, str | None, str | None, str | None]]:
    def value(claim: dict[str, str] | None) -> str | None:
        return claim["value"] if claim else None

    return {
        (one["addresses"][0], one["mac"], value(one["manufacturer"]), value(one["model"]))
        for one in json.loads(path.read_text())["devices"]
    }


async def listened(folder: Path) -> tuple[lab.Running, int]:
    """Listen while the devices announce themselves and somebody asks; return the lab and how many packets we sent."""
    estate = lab.estate_of([lab.unit(name) for name in UNITS], think_ms=(0, 5))
    async with lab.serving(estate, "netns") as running:
        assert running.interface
        capture = ["-i", running.interface, "-U", "-w"]
        everything = await asyncio.create_subprocess_exec(
            *running.prefix, "tcpdump", "-q", *capture, str(folder / "all.pcap"), stderr=asyncio.subprocess.PIPE
        )
        ours = await asyncio.create_subprocess_exec(
            *running.prefix, "tcpdump", "-q", "-Q", "out", *capture, str(folder / "ours.pcap"),
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        for each in (everything, ours):
            assert each.stderr
            async with asyncio.timeout(20):
                while b"listening on" not in await each.stderr.readline():
                    pass
        await asyncio.sleep(3)  # IPv6 has settled: what the kernel says of itself is no word of ours
        names = ["--transcript", str(folder / "live.jsonl"), "-oJ", str(folder / "live.json"), "--all", "-q"]
        listening = asyncio.create_task(
            camscan_beside(folder, "listen", "-i", running.interface, "--for", "8", *names, prefix=running.prefix)
        )
        await asyncio.sleep(4)
        for desk in running.desks:
            desk.announce()
        ran = await listening
        assert (ran.code, ran.err) == (0, "")
        for each in (everything, ours):
            each.terminate()
            await each.communicate()
        listed = await asyncio.to_thread(
            subprocess.run, ["tcpdump", "-nr", str(folder / "ours.pcap"), "not ip6"], capture_output=True, text=True
        )
        return running, len(listed.stdout.splitlines())


def test_announcements_fill_an_inventory_without_one_packet_sent(tmp_path: Path) -> None:
    running, sent = asyncio.run(listened(tmp_path))
    assert sent == 0
    found = rows(tmp_path / "live.json")
    macs = {device["target"]: device["mac"] for device in running.truth["devices"]}
    makers = {address: maker for address, _, maker, _ in found}
    by_unit = {device["unit"]: device["target"] for device in running.truth["devices"]}
    assert makers[by_unit["axis-m2036-le"]] == "axis"
    assert makers[by_unit["hikvision-ds-2cd2143g0-i"]] == "hikvision"
    assert makers[by_unit["dahua-ipc-hdw5421s"]] == "dahua"
    assert all(mac in (None, macs[address]) for address, mac, _, _ in found)

    # The same from the capture that tcpdump made beside it, which also holds what came before and after.
    names = ["--transcript", "c.jsonl", "-oJ", "capture.json", "--all", "-q"]
    read = camscan(tmp_path, "listen", "--pcap", "all.pcap", *names)
    assert (read.code, read.err) == (0, "")
    assert found <= rows(tmp_path / "capture.json")
    document = json.loads((tmp_path / "live.json").read_text())
    assert (document["coverage"]["addresses_probed"], document["scan"]["profile"]) == (0, "listen")
    assert document["coverage"]["links"][0]["heard"]["wsdiscovery"] >= 3


async def test_a_capture_of_a_scan_tells_the_same_devices_as_hearing_it(tmp_path: Path) -> None:
    estate = lab.estate_of([lab.unit(name) for name in UNITS], think_ms=(0, 5))
    async with lab.serving(estate, "netns") as running:
        assert running.interface
        await asyncio.sleep(2)  # their greetings at the start are past: both hear the same from here on
        tcpdump = await asyncio.create_subprocess_exec(
            *running.prefix, "tcpdump", "-q", "-U", "-i", running.interface, "-w", str(tmp_path / "wire.pcap"),
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert tcpdump.stderr
        async with asyncio.timeout(20):
            while b"listening on" not in await tcpdump.stderr.readline():
                pass
        names = ["--transcript", str(tmp_path / "live.jsonl"), "-oJ", str(tmp_path / "live.json"), "--all", "-q"]
        listening = asyncio.create_task(
            camscan_beside(tmp_path, "listen", "-i", running.interface, "--for", "7", *names, prefix=running.prefix)
        )
        await asyncio.sleep(3)
        asked = [f"239.255.255.250/37020/{SADP.hex()}", f"239.255.255.251/37810/{DHIP.hex()}"]
        asker = await asyncio.create_subprocess_exec(*running.prefix, sys.executable, "-c", ASKER, *asked)
        await asker.wait()
        ran = await listening
        assert (ran.code, ran.err) == (0, "")
        tcpdump.terminate()
        await tcpdump.communicate()
    read = camscan(tmp_path, "listen", "--pcap", "wire.pcap", "--transcript", "c.jsonl", "-oJ", "c.json", "--all", "-q")
    assert (read.code, read.err) == (0, "")
    scanner_itself = "10.77.0.1"
    live, captured = rows(tmp_path / "live.json"), rows(tmp_path / "c.json")
    assert {row for row in live if row[0] != scanner_itself} == {row for row in captured if row[0] != scanner_itself}
    assert {"hikvision", "dahua"} <= {maker for _, _, maker, _ in live}


def test_without_the_privilege_it_says_what_to_do(tmp_path: Path) -> None:
    setpriv = ["setpriv", "--inh-caps=-net_raw", "--bounding-set=-net_raw"]
    ran = asyncio.run(camscan_beside(tmp_path, "listen", "--for", "1", "--transcript", "t.jsonl", prefix=setpriv))
    assert ran.code == 2
    (line,) = ran.error_lines
    assert line.startswith("camscan: the wire cannot be listened to: CAP_NET_RAW is missing: see docs/privileges.md")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "no capture that can be read"), (b"not a capture at all", "no capture that can be read")],
)
def test_a_file_that_is_no_capture_is_a_mistake(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "x.pcap").write_bytes(content)
    ran = camscan(tmp_path, "listen", "--pcap", "x.pcap", "--transcript", "t.jsonl")
    assert ran.code == 2
    (line,) = ran.error_lines
    assert message in line


PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)


def arp_answer(last: int) -> bytes:
    """A frame in which 10.1.2.<last> says where it is (RFC 826)."""
    mac = bytes.fromhex("4419b60000") + bytes([last])
    sender = mac + bytes([10, 1, 2, last])
    return b"\xff" * 6 + mac + bytes.fromhex("0806000108000604 0002") + sender + bytes(6) + bytes([10, 1, 2, 1])


def captured(frame: bytes) -> bytes:
    return struct.pack("<IIII", 1_767_225_600, 0, len(frame), len(frame)) + frame


@pytest.mark.parametrize("missing", [1, 20, 41])
def test_a_capture_that_breaks_off_is_used_so_far_and_unfinished(tmp_path: Path, missing: int) -> None:
    whole = PCAP_HEADER + captured(arp_answer(7)) + captured(arp_answer(8))
    (tmp_path / "x.pcap").write_bytes(whole[:-missing])
    ran = camscan(tmp_path, "listen", "--pcap", "x.pcap", "--transcript", "t.jsonl", "-oJ", "x.json", "--all", "-q")
    assert ran.code == 3
    words = "camscan: x.pcap: the capture breaks off, what came before is used: Pcap: packet has been truncated"
    assert ran.error_lines == [words]
    assert ("10.1.2.7", "44:19:b6:00:00:07", "hikvision", None) in rows(tmp_path / "x.json")
    assert not json.loads((tmp_path / "x.json").read_text())["scan"]["complete"]


def test_a_whole_capture_is_finished(tmp_path: Path) -> None:
    (tmp_path / "x.pcap").write_bytes(PCAP_HEADER + captured(arp_answer(7)) + captured(arp_answer(8)))
    ran = camscan(tmp_path, "listen", "--pcap", "x.pcap", "--transcript", "t.jsonl", "-oJ", "x.json", "--all", "-q")
    assert (ran.code, ran.err) == (0, "")
    assert {address for address, _, _, _ in rows(tmp_path / "x.json")} == {"10.1.2.7", "10.1.2.8"}


def test_the_name_of_a_capture_that_breaks_off_stays_out_of_what_may_be_shared(tmp_path: Path) -> None:
    capture = tmp_path / "riverside-depot.pcapng"
    arp = bytes(6) + bytes.fromhex("4419b6000001080600010800060400014419b6000001")
    frame = arp + bytes((10, 1, 2, 3)) + bytes(6) + bytes((10, 1, 2, 1)) + bytes(2)
    # draft-ietf-opsawg-pcapng: section header, interface description, one packet, and a block of 4 GB.
    start = struct.pack("<IIIHHqIIIHHII", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28, 1, 20, 1, 0, 0, 20)
    packet = struct.pack("<7I", 6, 32 + len(frame), 0, 0, 0, len(frame) - 2, len(frame) - 2) + frame
    giant = struct.pack("<III", 32 + len(frame), 6, 0xFFFFFFF0)
    capture.write_bytes(start + packet + giant)
    ran = camscan(tmp_path, "listen", "--pcap", str(capture), "--transcript", "t.jsonl", "-q")
    assert "the capture breaks off, what came before is used: a block that is longer" in ran.err
    text = (tmp_path / "t.jsonl").read_text()
    assert "the capture breaks off: a block that is longer" in text
    assert "riverside" not in text
