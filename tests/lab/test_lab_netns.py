"""Network namespaces: real ports, a MAC for each device, multicast, and nothing left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lab_client import probe

from scanner.lab import estate_of, serving, unit
from scanner.lab.netns import PREFIX

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="namespaces need root"),
]

ROOT = Path(__file__).parents[2]

ASK = """
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1.0)
s.sendto(bytes.fromhex(sys.argv[1]), ("239.255.255.250", 3702))
seen, end = set(), time.monotonic() + 1.0
while time.monotonic() < end:
    try:
        seen.add(s.recvfrom(65536)[1][0])
    except TimeoutError:
        break
for target in sys.argv[2:]:
    c = socket.create_connection((target, 80), 2)
    c.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
    print("http", target, c.recv(15).decode())
    c.close()
print("wsd", *sorted(seen))
"""


def namespaces() -> list[str]:
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    return [line.split(" ")[0] for line in listed.splitlines() if line.startswith(PREFIX)]


def within(prefix: tuple[str, ...], *command: str) -> str:
    return subprocess.run([*prefix, *command], capture_output=True, text=True, check=True, timeout=20).stdout


async def test_real_ports_multicast_and_a_mac_for_each_device() -> None:
    import asyncio

    chosen = [unit(identity) for identity in ("hikvision-ds-2cd2012-i", "axis-m2036-le", "nginx-default")]
    estate = estate_of(chosen, think_ms=(0, 0))
    async with serving(estate, "netns") as running:
        asked = ("-c", ASK, probe().hex(), *running.targets)
        said = await asyncio.to_thread(within, running.prefix, sys.executable, *asked)
        neighbours = await asyncio.to_thread(within, running.prefix, "ip", "neigh")
        datagrams = running.log.events("datagram")
        left = namespaces()
    first, second, third = running.targets
    assert said.splitlines() == [
        f"http {first} HTTP/1.1 200 OK",
        f"http {second} HTTP/1.1 200 OK",
        f"http {third} HTTP/1.1 200 OK",
        f"wsd {first} {second}",
    ]
    for device in estate.devices:
        assert f"{device.place.address} dev scan0 lladdr {device.facts['mac']} " in neighbours
    assert {record["device"] for record in datagrams} == {first, second}
    assert running.first_ports == (80, 554)
    assert [name for name in left if f"-{os.getpid()}-" in name] != []
    assert [name for name in namespaces() if f"-{os.getpid()}-" in name] == []


def test_nothing_is_left_after_the_process_was_killed() -> None:
    command = [sys.executable, "-m", "scanner.lab", "--mode", "netns", "--cameras", "2", "--hikvision", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as lab:
        assert lab.stdout is not None
        assert lab.stdout.readline().startswith(b'{"ready": true, "mode": "netns"')
        mine = [name for name in namespaces() if f"-{lab.pid}-" in name]
        lab.kill()
        lab.wait()
        assert lab.stdin is not None
        lab.stdin.close()
    assert len(mine) == 2
    end = time.monotonic() + 10
    while set(mine) & set(namespaces()) and time.monotonic() < end:
        time.sleep(0.1)
    assert set(mine) & set(namespaces()) == set()
