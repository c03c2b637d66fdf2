"""What really leaves: packets captured in the scanner's namespace by a program that is not ours."""

import asyncio
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from cli_runs import camscan_beside

from scanner import lab
from scanner.codec.searches import SEARCHES

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark"),
]
GROUP = "239.255.255.250"


def dissect(capture: Path, condition: str, *fields: str) -> list[list[str]]:
    """Return the fields of the packets that meet a condition, as tshark reads them."""
    named = [part for field in fields for part in ("-e", field)]
    command = ["tshark", "-r", str(capture), "-Y", condition, "-T", "fields", *named]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return [line.split("\t") for line in ran.stdout.splitlines()]


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, tuple[str, ...]]:
    """A scan of a few devices, with one of them excluded: the capture, our address, and (excluded, others)."""
    folder = tmp_path_factory.mktemp("wire")
    return asyncio.run(_capture(folder))


async def _capture(folder: Path) -> tuple[Path, str, tuple[str, ...]]:
    names = ("axis-m2036-le", "hikvision-ds-2cd2143g0-i", "dahua-ipc-hdw5421s", "hostile-redirect", "hostile-xaddr")
    estate = lab.estate_of([lab.unit(name) for name in names], think_ms=(5, 10))
    capture = folder / "wire.pcapng"
    async with lab.serving(estate, "netns") as running:
        assert running.interface
        tshark = await asyncio.create_subprocess_exec(
            *running.prefix, "tshark", "-q", "-i", running.interface, "-w", str(capture),
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert tshark.stderr
        async with asyncio.timeout(30):
            while b"Capturing on" not in await tshark.stderr.readline():
                pass
        await asyncio.sleep(1.0)
        excluded, *others = running.targets
        options = ["--exclude", excluded, "-e", running.interface, "--transcript", str(folder / "t.jsonl"), "-q"]
        ran = await camscan_beside(folder, "scan", *running.targets, *options, prefix=running.prefix)
        await asyncio.sleep(0.5)
        tshark.terminate()
        await tshark.communicate()
        assert (ran.code, ran.err) == (0, "")
        sources = Counter(row[0] for row in dissect(capture, "tcp.flags.syn==1 && tcp.flags.ack==0", "ip.src"))
        return capture, sources.most_common(1)[0][0], (excluded, *others)


def test_every_packet_dissects_without_a_malformed_mark(captured: tuple[Path, str, tuple[str, ...]]) -> None:
    capture, scanner, _ = captured
    assert len(dissect(capture, f"ip.src=={scanner}", "frame.number")) > 100
    assert dissect(capture, f"ip.src=={scanner} && _ws.malformed", "frame.number") == []


def test_packets_go_to_the_targets_and_the_group_alone(captured: tuple[Path, str, tuple[str, ...]]) -> None:
    capture, scanner, (_, *others) = captured
    # ICMP, which quotes the packet that it answers, and IGMP are the kernel's own words, and no questions.
    asked = {row[0] for row in dissect(capture, f"ip.src=={scanner} && (tcp || udp) && !icmp", "ip.dst")}
    groups = {
        group for search in SEARCHES for group in search.groups if ":" not in group and "normal" in search.profiles
    }
    assert asked == {*others, *groups, "255.255.255.255"}


def test_the_excluded_address_is_not_even_asked_for_by_arp(captured: tuple[Path, str, tuple[str, ...]]) -> None:
    capture, scanner, (excluded, *_) = captured
    assert (
        dissect(
            capture, f"arp.opcode==1 && arp.src.proto_ipv4=={scanner} && arp.dst.proto_ipv4=={excluded}", "frame.number"
        )
        == []
    )


def test_a_port_gets_one_syn_for_a_connect(captured: tuple[Path, str, tuple[str, ...]]) -> None:
    capture, scanner, _ = captured
    again = dissect(capture, f"ip.src=={scanner} && tcp.flags.syn==1 && tcp.analysis.retransmission", "frame.number")
    assert again == []


def test_no_second_holds_more_than_eight_connects_to_a_device(captured: tuple[Path, str, tuple[str, ...]]) -> None:
    capture, scanner, _ = captured
    rows = dissect(capture, f"ip.src=={scanner} && tcp.flags.syn==1 && tcp.flags.ack==0", "ip.dst", "frame.time_epoch")
    times = {address: [float(at) for to, at in rows if to == address] for address, _ in rows}
    busiest = max(sum(start <= at < start + 1.0 for at in seen) for seen in times.values() for start in seen)
    assert busiest <= 8
