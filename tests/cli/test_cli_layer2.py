"""A scan with, without and in spite of layer 2: the same devices, and what was missed is said."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cli_runs import Ran, camscan_beside

from scanner import lab

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of util-linux"),
]
UNITS = ("axis-m2036-le", "hikvision-ds-2cd2143g0-i", "dahua-ipc-hdw5421s", "nginx-default")
WITHOUT = ("setpriv", "--inh-caps=-net_raw", "--bounding-set=-net_raw")


async def scan(folder: Path, *options: str, before: tuple[str, ...] = ()) -> tuple[Ran, dict[str, Any], lab.Running]:
    estate = lab.estate_of([lab.unit(name) for name in UNITS], think_ms=(0, 5))
    async with lab.serving(estate, "netns") as running:
        await asyncio.sleep(2)  # until IPv6 has settled
        named = ["--transcript", "t.jsonl", "-oJ", "census.json", "--all", "-q", "-e", running.interface or ""]
        ran = await camscan_beside(folder, "scan", "10.77.0.0/25", *named, *options, prefix=(*running.prefix, *before))
        return ran, json.loads((folder / "census.json").read_text()), running


def macs(census: dict[str, Any]) -> dict[str, str]:
    return {device["addresses"][0]: device["mac"] for device in census["devices"]}


def true_macs(running: lab.Running) -> dict[str, str]:
    return {device["target"]: device["mac"] for device in running.truth["devices"]}


async def test_with_the_privilege_no_connect_goes_to_an_address_where_nobody_is(tmp_path: Path) -> None:
    ran, census, running = await scan(tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert macs(census) == true_macs(running)
    (network,) = census["coverage"]["networks"]
    assert set(network["probed_by"]) == {"arp"}
    assert census["coverage"]["limits"] == []


async def test_without_it_everything_is_found_with_its_mac_and_the_coverage_says_so(tmp_path: Path) -> None:
    ran, census, running = await scan(tmp_path, before=WITHOUT)
    assert (ran.code, ran.err) == (0, "")
    assert macs(census) == true_macs(running)
    assert "tcp 80" in census["coverage"]["networks"][0]["probed_by"]
    spots = census["coverage"]["blind_spots"]
    missed = "attached networks were not asked by ARP (CAP_NET_RAW is missing: see docs/privileges.md)"
    assert missed in spots


async def test_the_plan_says_that_the_privilege_is_missing(tmp_path: Path) -> None:
    estate = lab.estate_of([lab.unit("nginx-default")], think_ms=(0, 0))
    async with lab.serving(estate, "netns") as running:
        prefix = (*running.prefix, *WITHOUT)
        ran = await camscan_beside(tmp_path, "scan", "10.77.0.0/22", "--dry-run", prefix=prefix)
    assert ran.code == 0
    assert "not by ARP: CAP_NET_RAW is missing: see docs/privileges.md" in ran.out


async def test_the_process_holds_the_one_capability_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "slow.yaml").write_text("arp_rate: 10\n")
    work = asyncio.create_task(scan(tmp_path, "-c", "slow.yaml"))
    status = await _status_of_layer2()
    await work
    # CAP_NET_RAW is number 13. Nobody is 65534.
    only = f"{1 << 13:016x}"
    assert {name: status[name] for name in ("CapEff", "CapPrm", "CapInh", "CapAmb", "NoNewPrivs")} == {
        "CapEff": only,
        "CapPrm": only,
        "CapInh": "0" * 16,
        "CapAmb": "0" * 16,
        "NoNewPrivs": "1",
    }
    assert set(status["Uid"].split()) == set(status["Gid"].split()) == {"65534"}


async def test_a_scan_outlives_the_process_and_says_what_happened(tmp_path: Path) -> None:
    (tmp_path / "slow.yaml").write_text("arp_rate: 10\n")
    work = asyncio.create_task(scan(tmp_path, "-c", "slow.yaml"))
    status = await _status_of_layer2()
    os.kill(int(status["Pid"]), signal.SIGKILL)
    ran, census, running = await work
    assert (ran.code, ran.err) == (0, "")
    assert macs(census) == true_macs(running)
    assert [limit["what"] for limit in census["coverage"]["limits"]] == [
        "the process that asks by ARP ended before its time"
    ]


async def _status_of_layer2() -> dict[str, str]:
    """Return what the kernel says of this test's layer-2 process, once it has settled."""
    async with asyncio.timeout(40):
        while not (found := await asyncio.to_thread(_settled)):  # noqa: ASYNC110 - it is another program
            await asyncio.sleep(0.2)
    await asyncio.sleep(1)
    return found


def _settled() -> dict[str, str]:
    listed = subprocess.run(["pgrep", "-f", "scanner.net.layer2.process scan0"], capture_output=True, text=True)
    for pid in listed.stdout.split():
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        status = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if status["Uid"].startswith("65534"):
            return status
    return {}
