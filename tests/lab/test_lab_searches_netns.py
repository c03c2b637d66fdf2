"""Searches on a link of their own: multicast, broadcast and IPv6 as devices hear them, answers to group and all."""

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from lab_client import probe

from scanner.lab import Running, estate_of, serving, unit

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="namespaces need root"),
]

# Listens at ports (and groups), sends each question, and prints what came within a second: port, sender, first bytes.
ASK = """
import json, select, socket, struct, sys, time
plan = json.loads(sys.argv[1])
index = socket.if_nametoindex("scan0")
ears = {}
for port, group in plan["listen"]:
    family = socket.AF_INET6 if ":" in group else socket.AF_INET
    ear = socket.socket(family, socket.SOCK_DGRAM)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"scan0")
    if family == socket.AF_INET6:
        ear.bind(("::", port))
        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        joined = struct.pack("@16si", socket.inet_pton(family, group), index)
        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, joined)
    else:
        ear.bind(("", port))
        if group:
            joined = struct.pack("@4s4si", socket.inet_aton(group), bytes(4), index)
            ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, joined)
    ears[ear] = port
print("listening", flush=True)
for address, port, by, question in plan["send"]:
    ear = next(e for e, p in ears.items() if p == by and (e.family == socket.AF_INET6) == (":" in address))
    ear.sendto(bytes.fromhex(question), (address, port))
end = time.monotonic() + plan["wait_s"]
while (left := end - time.monotonic()) > 0:
    for ear in select.select(list(ears), [], [], left)[0]:
        data, source = ear.recvfrom(65536)
        print(json.dumps([ears[ear], source[0], data[:900].hex()]), flush=True)
"""


async def ask(
    running: Running, listen: list[Any], send: list[Any], wait_s: float = 1.0
) -> list[tuple[int, str, bytes]]:
    """Run the script in the scanner's namespace; our own questions, which come back from groups, are left out."""
    plan = json.dumps({"listen": listen, "send": send, "wait_s": wait_s})
    command = [*running.prefix, sys.executable, "-c", ASK, plan]
    said = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=20, check=True)
    told = [json.loads(line) for line in said.stdout.splitlines()[1:]]
    sent = {question for _, _, _, question in send}
    return [(port, source, bytes.fromhex(data)) for port, source, data in told if data not in sent]


async def addresses_settle(running: Running) -> None:
    """Wait until no IPv6 address of either namespace is held back by duplicate address detection."""
    spaces = running.prefix[-1], running.prefix[-1].replace("client", "devices")
    for _ in range(100):
        shown = [await asyncio.to_thread(output, "ip", "-n", space, "-6", "address", "show") for space in spaces]
        if all("fe80" in text and "tentative" not in text for text in shown):
            return
        await asyncio.sleep(0.1)
    pytest.fail("IPv6 addresses did not settle within 10 s")


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


UUID = "13A888A9-F1B1-4020-AE9F-05607682D23B"
SADP = f"<Probe><Uuid>{UUID}</Uuid><Types>inquiry</Types></Probe>".encode().hex()
BODY = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n'
DHIP = (b"\x20\0\0\0DHIP" + bytes(8) + 2 * len(BODY).to_bytes(8, "little") + BODY).hex()
# What devices say of themselves when they start is over by then.
SAID_AT_START_S = 0.7
CHOSEN = (
    *("hikvision-ds-2cd2t32-i3", "dahua-ipc-hdw5421s", "sony-snc-rz25n", "d-link-dcs-932l", "qnap-ts-410"),
    *("hanwha-xnp-6550rh", "i-pro-nx510", "axis-m2036-le"),
)


async def test_questions_to_groups_and_to_all_are_answered_where_the_device_answers() -> None:
    estate = estate_of([unit(identity) for identity in CHOSEN], think_ms=(0, 0))
    everyone = "255.255.255.255"
    easy_ip = bytes.fromhex(
        "0001002a000d000000000000a029193eab91c0a80179000020111e11231f1e1913000002010000000000000000000000"
    )
    easy_ip += bytes.fromhex("fff00026002000210022002300250028004000410042004400a500a600a700a800ad00b300b400b700b8ffff")
    listen = [[37020, "239.255.255.250"], [50001, ""], [8097, ""], [7711, ""], [10669, ""], [50005, ""]]
    send = [
        ["239.255.255.250", 37020, 50001, SADP],
        ["239.255.255.251", 37810, 50001, DHIP],
        [everyone, 2380, 50005, b"\x02ENQ:allinfo\xff\x03".hex()],
        [everyone, 62976, 50005, "fdfd0600a100" + "ff" * 6 + "00" * 6 + "01000000"],
        [everyone, 8097, 8097, "000000000000436c0000010000002504"],
        [everyone, 7701, 7711, "06" + "00" * 333],
        [everyone, 10670, 10669, easy_ip.hex() + "0000"],
    ]
    async with serving(estate, "netns") as running:
        await asyncio.sleep(SAID_AT_START_S)
        heard = await ask(running, listen, send)
        assert running.log.events("forbidden") == []
        assert running.log.events("lab_error") == []
    address = dict(zip(CHOSEN, running.targets, strict=True))
    assert sorted((port, source) for port, source, _ in heard) == sorted(
        [
            (37020, address["hikvision-ds-2cd2t32-i3"]),  # to the group alone
            (50001, address["dahua-ipc-hdw5421s"]),
            (50005, address["sony-snc-rz25n"]),
            (50005, address["d-link-dcs-932l"]),
            (8097, address["qnap-ts-410"]),
            (7711, address["hanwha-xnp-6550rh"]),
            (10669, address["i-pro-nx510"]),
        ]
    )


async def test_ws_discovery_is_answered_by_ipv6_from_the_link_local_address_of_the_mac() -> None:
    estate = estate_of([unit("axis-m2036-le"), unit("nginx-default")], think_ms=(0, 0))
    async with serving(estate, "netns") as running:
        await addresses_settle(running)
        heard = await ask(running, [[50002, "ff02::c"]], [["ff02::c", 3702, 50002, probe().hex()]])
    assert {source.partition("%")[0] for _, source, _ in heard} == {estate.devices[0].facts["link_local"]}
    assert all(b"ProbeMatches" in data for _, _, data in heard)


async def test_a_device_that_starts_says_hello_and_one_that_ends_says_goodbye() -> None:
    estate = estate_of([unit("hikvision-ds-2cd2385g1-i"), unit("axis-m2036-le")], think_ms=(0, 0))
    groups = [[3702, "239.255.255.250"], [37020, "239.255.255.250"], [1900, "239.255.255.250"], [5353, "224.0.0.251"]]
    async with serving(estate, "netns") as running:
        await asyncio.sleep(SAID_AT_START_S)
        asking = asyncio.create_task(ask(running, groups, [], wait_s=3.0))
        await asyncio.sleep(1.0)
        for desk in running.desks:
            desk.announce()
        await asyncio.sleep(0.5)
        for desk in running.desks:
            desk.announce(begins=False)
        heard = await asking
    hikvision, axis = running.targets
    assert {(port, source) for port, source, _ in heard} == {
        (37020, hikvision),
        (3702, axis),
        (1900, axis),
        (5353, axis),
    }
    assert [data.split(b"\r\n")[1] for port, _, data in heard if port == 37020] == [b"<Hello>"]
    assert [b"discovery/Hello" in data for port, _, data in heard if port == 3702] == [True, False]
    assert [b"ssdp:alive" in data for port, _, data in heard if port == 1900] == [True] * 4 + [False] * 4
    assert len([port for port, _, _ in heard if port == 5353]) == 2
    # What devices say to each other is not what they were asked.
    assert running.log.events("datagram") == []


async def test_a_command_among_searches_is_noted_and_answered_by_none() -> None:
    estate = estate_of([unit("hikvision-ds-2cd2385g1-i")], think_ms=(0, 0))
    command = SADP.replace(b"inquiry".hex(), b"restore".hex())
    async with serving(estate, "netns") as running:
        heard = await ask(running, [[50003, ""]], [["239.255.255.250", 37020, 50003, command]])
        noted = [(note["protocol"], note["command"]) for note in running.log.events("forbidden")]
    assert heard == []
    assert noted == [("sadp", "restore")]
