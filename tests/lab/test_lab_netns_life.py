"""Lab networks come and go: two side by side, and nothing left of one that was killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from netns_client import NEEDS_ROOT, arp_answers, connected, lab

from scanner.lab import estate_from, load_spec, networks, serving
from scanner.lab.netns import PREFIX, network, remove_stale
from scanner.lab.spec import spec_names

pytestmark = NEEDS_ROOT

ROOT = Path(__file__).parents[2]
ONE = "subnets: [{network: 10.77.0.0/24, devices: [{unit: nginx-default}]}]"


def namespaces(number: int) -> set[str]:
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    names = {line.split(" ")[0] for line in listed.splitlines()}
    return {name for name in names if name.startswith(f"{PREFIX}{number}-")}


def processes_in(names: set[str]) -> set[int]:
    found: set[int] = set()
    for name in names:
        said = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=True).stdout
        found |= {int(number) for number in said.split()}
    return found


def wait_until_gone(number: int, processes: set[int]) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if not namespaces(number) and not any(Path(f"/proc/{each}").exists() for each in processes):
            return
        time.sleep(0.1)


async def test_two_labs_with_the_same_addresses_stand_side_by_side() -> None:
    async with serving(lab(ONE), "netns") as one, serving(lab(f"seed: 2\n{ONE}"), "netns") as other:
        assert one.targets == other.targets == ("10.77.0.2",)
        for running in (one, other):
            (row,) = running.truth["devices"]
            assert await arp_answers(running, row["target"]) == [row["mac"]]
        assert [outcome for outcome, _ in await connected(one, ("10.77.0.2", 80, 2.0))] == ["open"]
        assert (len(one.log.events("connect")), len(other.log.events("connect"))) == (1, 0)
        assert set(one.namespaces.values()) & set(other.namespaces.values()) == set()
        assert namespaces(os.getpid()) == {*one.namespaces.values(), *other.namespaces.values()}
    assert namespaces(os.getpid()) == set()


@pytest.mark.parametrize("name", spec_names())
async def test_every_spec_of_the_lab_can_be_served_and_its_devices_stand_at_their_addresses(name: str) -> None:
    async with serving(estate_from(load_spec(name)), "netns") as running:
        attached = [row for row in running.truth["devices"] if row["attached"] and not row["oddities"]]
        for row in attached[:3]:
            assert await arp_answers(running, row["target"]) == [row["mac"]]
        assert tuple(networks(running)) == (*running.attached, *running.routed)
        assert running.log.events("lab_error") == []


async def test_a_lab_that_cannot_be_built_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "bridge_lines", lambda: ["link add lab0 type nonsense"])
    with pytest.raises(OSError, match="ip -n camscan-lab-"):
        async with serving(lab(ONE), "netns"):
            pytest.fail("the lab was served")
    assert namespaces(os.getpid()) == set()


def test_a_killed_lab_of_three_subnets_leaves_no_namespace_and_no_relay() -> None:
    command = [sys.executable, "-m", "scanner.lab", "--mode", "netns", "--spec", "three-subnets"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b'{"ready": true, "mode": "netns"')
        names, relays = namespaces(process.pid), processes_in(namespaces(process.pid))
        process.kill()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()
    assert {name.rpartition("-")[2] for name in names} >= {
        "client",
        "devices",
        "devices1",
        "devices2",
        "router",
        "twins",
    }
    wait_until_gone(process.pid, relays)
    assert namespaces(process.pid) == set()
    assert [each for each in relays if Path(f"/proc/{each}").exists()] == []


def test_what_a_dead_lab_left_is_removed_and_a_running_labs_is_not() -> None:
    with subprocess.Popen(["true"]) as dead:
        dead.wait()
    left, kept = f"{PREFIX}{dead.pid}-1-client", f"{PREFIX}{os.getpid()}-9-client"
    for name in (left, kept):
        subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        remove_stale()
        assert namespaces(dead.pid) == set()
        assert namespaces(os.getpid()) == {kept}
    finally:
        subprocess.run(["ip", "netns", "del", kept], check=True)
