"""Scripts that run where the scanner would: plain sockets in its namespace, and nothing of the scanner's own code."""

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from scanner.lab import Estate, Running, estate_from
from scanner.lab.spec import read_spec

NEEDS_ROOT = [
    pytest.mark.netns,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="namespaces need root"),
]

# Tries to connect, each target for as long as is said: what became of it, and how long that took.
CONNECT = """
import errno, json, socket, sys, time
told = []
for address, port, wait_s in json.loads(sys.argv[1]):
    began = time.monotonic()
    with socket.socket() as made:
        made.settimeout(wait_s)
        try:
            made.connect((address, port))
            outcome = "open"
        except TimeoutError:
            outcome = "silent"
        except OSError as error:
            outcome = errno.errorcode[error.errno]
    told.append([outcome, time.monotonic() - began])
print(json.dumps(told))
"""

# Sends the datagrams that its input names, and prints every answer within the time: sender, and bytes in hexadecimal.
SEND = """
import json, select, socket, sys, time
plan = json.load(sys.stdin)
asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asker.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
asker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
asker.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 32)
told = []
def hear(wait_s):
    end = time.monotonic() + wait_s
    while (left := end - time.monotonic()) > 0:
        if select.select([asker], [], [], left)[0]:
            data, sender = asker.recvfrom(65536)
            told.append([sender[0], data.hex()])
for address, port, data in plan["send"]:
    asker.sendto(bytes.fromhex(data), (address, port))
    if plan["gap_s"]:
        hear(plan["gap_s"])
hear(plan["wait_s"])
print(json.dumps(told))
"""

# Asks by ARP who has an address, and prints the MAC of each answer within half a second.
ARP = """
import json, select, socket, struct, sys, time
interface, own, asked = sys.argv[1:]
line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
line.bind((interface, 0x0806))
mac = line.getsockname()[4]
ours, theirs = socket.inet_aton(own), socket.inet_aton(asked)
question = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + mac + ours + bytes(6) + theirs
line.send(b"\\xff" * 6 + mac + b"\\x08\\x06" + question)
told, end = [], time.monotonic() + 0.5
while (left := end - time.monotonic()) > 0:
    if select.select([line], [], [], left)[0]:
        frame = line.recv(2048)
        if frame[20:22] == b"\\x00\\x02" and frame[28:32] == theirs:
            told.append(frame[22:28].hex(":"))
print(json.dumps(sorted(told)))
"""


def lab(text: str) -> Estate:
    """Return the estate of a spec in which devices answer at once."""
    return estate_from(read_spec(f"think_ms: [0, 0]\n{text}", "test"))


async def told(running: Running, script: str, *arguments: str, given: str = "", wait_s: float = 60) -> Any:
    """Run a script in the scanner's namespace and return what it printed."""
    command = [*running.prefix, sys.executable, "-c", script, *arguments]
    ended = await asyncio.to_thread(
        subprocess.run, command, input=given, capture_output=True, text=True, timeout=wait_s, check=True
    )
    return json.loads(ended.stdout)


async def connected(running: Running, *targets: tuple[str, int, float]) -> list[tuple[str, float]]:
    """Return outcome and seconds for each (address, port, seconds to wait)."""
    return [(outcome, took) for outcome, took in await told(running, CONNECT, json.dumps(targets))]


async def answers(
    running: Running, *send: tuple[str, int, bytes], wait_s: float = 1.0, gap_s: float = 0.0
) -> list[tuple[str, bytes]]:
    """Send datagrams, and return the sender and the bytes of each answer."""
    rows = [(address, port, data.hex()) for address, port, data in send]
    plan = json.dumps({"send": rows, "wait_s": wait_s, "gap_s": gap_s})
    return [(sender, bytes.fromhex(data)) for sender, data in await told(running, SEND, given=plan)]


async def arp_answers(running: Running, asked: str) -> list[str]:
    """Return the MAC of each answer to an ARP question of the scanner's first interface."""
    assert running.network
    answered: list[str] = await told(running, ARP, running.interfaces[0], running.network.subnets[0].first, asked)
    return answered
