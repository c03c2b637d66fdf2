"""Behind the lab's router: unicast passes, multicast and broadcast stop, the dead are silent, strays are counted."""

import asyncio
import json
import subprocess
import sys

from lab_client import probe
from netns_client import NEEDS_ROOT, answers, arp_answers, connected, lab, told

from scanner.lab import serving

pytestmark = NEEDS_ROOT

TWO = """
subnets:
  - network: 10.77.0.0/24
    devices: [{unit: axis-m2036-le}]
  - network: 10.77.4.0/24
    attached: false
    devices: [{unit: hikvision-ds-2cd2012-i}]
"""

# Hears every ICMP message and group datagram of port 3702 for some seconds, after asking dead addresses by UDP and TCP.
LISTEN = """
import json, select, socket, struct, sys, time
dead, wait_s = sys.argv[1], float(sys.argv[2])
icmp = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
    asker.sendto(b"x", (dead, 3702))
with socket.socket() as asker:
    asker.setblocking(False)
    asker.connect_ex((dead, 80))
    heard, end = [], time.monotonic() + wait_s
    while (left := end - time.monotonic()) > 0:
        if select.select([icmp], [], [], left)[0]:
            heard.append(icmp.recvfrom(2048)[1][0])
print(json.dumps(heard))
"""

# Joins WS-Discovery's group, says so, and prints who is heard there until its input ends.
JOIN = """
import json, select, socket, struct, sys
ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
ear.bind(("", 3702))
index = socket.if_nametoindex("scan0")
group = struct.pack("@4s4si", socket.inet_aton("239.255.255.250"), bytes(4), index)
ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
print("joined", flush=True)
heard = set()
while True:
    ready = select.select([ear, sys.stdin], [], [])[0]
    if ear in ready:
        heard.add(ear.recvfrom(65536)[1][0])
    elif not sys.stdin.readline():
        break
print(json.dumps(sorted(heard)))
"""

# Sends one datagram to each IPv6 address, and prints the sizes.
SIX = """
import json, socket, sys
asker = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
sent = [asker.sendto(b"x", socket.getaddrinfo(to, 9, type=socket.SOCK_DGRAM)[0][4]) for to in sys.argv[1:]]
print(json.dumps(sent))
"""


async def test_a_routed_device_answers_at_its_address_by_tcp_and_udp() -> None:
    estate = lab(TWO)
    async with serving(estate, "netns") as running:
        _, far = running.targets
        assert [outcome for outcome, _ in await connected(running, (far, 80, 3.0), (far, 81, 3.0))] == [
            "open",
            "ECONNREFUSED",
        ]
        heard = await answers(running, (far, 3702, probe()))
    assert running.attached == ("10.77.0.0/24",)
    assert running.routed == ("10.77.4.0/24",)
    assert [sender for sender, _ in heard] == [far]
    assert b"ProbeMatches" in heard[0][1]


async def test_multicast_and_broadcasts_stop_at_the_router() -> None:
    estate = lab(TWO)
    async with serving(estate, "netns") as running:
        near, far = running.targets
        sent = [(to, 3702, probe()) for to in ("239.255.255.250", "255.255.255.255", "10.77.0.255", "10.77.4.255")]
        heard = await answers(running, *sent)
        asked = {record["device"] for record in running.log.events("datagram")}
        assert [sender for sender, _ in heard] == [near] * 3
        assert asked == {near}
        assert [sender for sender, _ in await answers(running, (far, 3702, probe()))] == [far]


async def test_what_devices_behind_the_router_say_to_groups_is_not_heard_on_the_link() -> None:
    async with serving(lab(TWO), "netns") as running:
        pipe = asyncio.subprocess.PIPE
        command = (*running.prefix, sys.executable, "-c", JOIN)
        ear = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        assert ear.stdout
        assert await ear.stdout.readline() == b"joined\n"
        for desk in reversed(running.desks):
            desk.announce()
        await asyncio.sleep(0.3)
        out, _ = await ear.communicate(b"")
    assert json.loads(out) == [running.targets[0]]


async def test_a_dead_address_behind_the_router_is_silent_and_no_icmp_comes_back() -> None:
    async with serving(lab(TWO), "netns") as running:
        # Linux gives up on a neighbour after three seconds, and would then say that the host is unreachable.
        heard, ((outcome, took),) = await asyncio.gather(
            told(running, LISTEN, "10.77.4.200", "4.5"), connected(running, ("10.77.4.201", 80, 4.5))
        )
    assert heard == []
    assert outcome == "silent"
    assert took >= 4.4


async def test_a_dead_address_on_the_link_answers_no_arp() -> None:
    async with serving(lab(TWO), "netns") as running:
        (near, _), mac = running.targets, running.truth["devices"][0]["mac"]
        assert await arp_answers(running, near) == [mac]
        assert await arp_answers(running, "10.77.0.200") == []
        # What is behind the router answers to nobody on this link.
        assert await arp_answers(running, running.targets[1]) == []


async def test_strays_are_counted_where_they_leave_and_at_the_router_and_nothing_else_is() -> None:
    async with serving(lab(TWO), "netns") as running:
        near, far = running.targets
        await connected(running, (near, 80, 2.0), (far, 80, 2.0), ("10.77.4.99", 80, 0.5))
        await answers(running, *[(to, 3702, probe()) for to in ("239.255.255.250", "255.255.255.255", "10.77.0.255")])
        assert (running.strays(), running.strays("router")) == (0, 0)
        strangers = [("192.168.1.64", 3702, b"x"), ("10.77.1.5", 80, b"x"), ("203.0.113.9", 9, b"x")]
        assert await answers(running, *strangers, wait_s=0.5) == []
        assert (running.strays(), running.strays("router")) == (3, 3)


async def test_without_a_router_strays_are_counted_as_they_leave() -> None:
    async with serving(lab("subnets: [{network: 10.77.0.0/24, devices: [{unit: nginx-default}]}]"), "netns") as running:
        await connected(running, (running.targets[0], 80, 2.0))
        assert running.strays() == 0
        assert await answers(running, ("10.77.4.2", 80, b"x"), ("203.0.113.9", 53, b"x")) == []
        assert running.strays() == 2
        assert await told(running, SIX, "2001:db8::1", "fe80::1%scan0") == [1, 1]
        assert running.strays() == 3


async def test_the_router_knows_its_devices_beforehand_but_not_which_of_two_has_a_shared_address() -> None:
    text = """
subnets:
  - network: 10.77.0.0/24
  - network: 10.77.4.0/24
    attached: false
    devices: [{unit: axis-m2036-le}, {unit: hikvision-ds-2cd2012-i}, {unit: hikvision-ds-2cd2012-i, twin: true}]
"""
    async with serving(lab(text), "netns") as running:
        command = ["ip", "-j", "-n", running.namespaces["router"], "neigh", "show", "nud", "permanent"]
        listed = json.loads((await asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)).stdout)
        alone, shared, _ = running.targets
        assert [outcome for outcome, _ in await connected(running, (shared, 80, 3.0))] == ["open"]
    assert [(row["dst"], row["lladdr"]) for row in listed] == [(alone, running.truth["devices"][0]["mac"])]
