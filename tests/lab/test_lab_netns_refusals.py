"""What the kernel says for the devices of a lab, by whose MAC; and what it says for the scanner, which is no stray."""

import json

from lab_client import probe
from netns_client import NEEDS_ROOT, lab, told

from scanner.lab import serving

pytestmark = NEEDS_ROOT

# Asks a closed TCP port and a closed UDP port of each address, and prints who refused what by which MAC.
REFUSED = """
import json, select, socket, sys, time
line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
line.bind(("scan0", 0x0800))
held = []
for address in json.loads(sys.argv[1]):
    held += [socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
    held[-2].setblocking(False)
    held[-2].connect_ex((address, 81))
    held[-1].sendto(b"x", (address, 9))
told, end = [], time.monotonic() + 1.5
while (left := end - time.monotonic()) > 0:
    if select.select([line], [], [], left)[0]:
        frame = line.recv(2048)
        kind, source = frame[23], socket.inet_ntoa(frame[26:30])
        if kind == 6 and frame[47] & 4:
            told.append([source, "reset", frame[6:12].hex(":")])
        elif kind == 1 and frame[34:36] == b"\\x03\\x03":
            told.append([source, "port unreachable", frame[6:12].hex(":")])
print(json.dumps(sorted(told)))
"""

# Asks the group by a socket that hears the group alone, so that this machine's kernel refuses each device's answer.
# Prints whom it refused.
DEAF = """
import json, select, socket, sys, time
line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
line.bind(("scan0", 0x0003))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
    asker.connect(("239.255.255.250", 3702))
    asker.send(bytes.fromhex(sys.argv[1]))
    told, end = [], time.monotonic() + 1.5
    while (left := end - time.monotonic()) > 0:
        if select.select([line], [], [], left)[0]:
            frame = line.recv(2048)
            if frame[12:14] == b"\\x08\\x00" and frame[23] == 1 and frame[34:36] == b"\\x03\\x03":
                told.append(socket.inet_ntoa(frame[30:34]))
print(json.dumps(sorted(told)))
"""


async def test_each_device_refuses_by_its_own_mac_and_none_is_limited_by_the_others() -> None:
    estate = lab(
        """
subnets:
  - network: 10.77.0.0/24
    devices:
      - {group: hikvision, count: 20}
      - {unit: nginx-default, address: 10.77.0.77}
      - {unit: nginx-default, twin: true}
"""
    )
    async with serving(estate, "netns") as running:
        rows = [row for row in running.truth["devices"] if "duplicate_address" not in row["oddities"]]
        refused = await told(running, REFUSED, json.dumps([row["target"] for row in rows]))
    ways = ("port unreachable", "reset")
    assert refused == sorted([row["target"], way, row["mac"]] for row in rows for way in ways)
    assert len(rows) == 20


async def test_every_device_behind_the_router_refuses() -> None:
    estate = lab(
        """
subnets:
  - network: 10.77.0.0/24
  - {network: 10.77.4.0/24, attached: false, devices: [{group: dahua, count: 20}]}
"""
    )
    async with serving(estate, "netns") as running:
        refused = await told(running, REFUSED, json.dumps(running.targets))
    assert [row[:2] for row in refused] == sorted(
        [target, way] for target in running.targets for way in ("port unreachable", "reset")
    )


async def test_what_the_scanners_kernel_says_to_a_misaddressed_device_is_no_stray() -> None:
    estate = lab(
        """
subnets:
  - network: 10.77.0.0/24
    devices: [{unit: hikvision-ds-2cd2143g0-i, address: 192.168.1.64}]
  - {network: 10.77.4.0/24, attached: false, devices: [{unit: nginx-default}]}
"""
    )
    async with serving(estate, "netns") as running:
        assert await told(running, DEAF, probe().hex()) == ["192.168.1.64"]
        assert (running.strays(), running.strays("router")) == (0, 0)
