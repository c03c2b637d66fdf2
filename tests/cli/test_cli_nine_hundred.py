"""Nine hundred cameras on one link answer one WS-Discovery question within half a second: all of them are found."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import camscan_beside

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="namespaces need root"),
    pytest.mark.timeout(400),
]
CAMERAS = 900
# One process stands for all: each answer of 2 kB leaves from its camera's own address, spread over half a second.
RESPONDER = """
import random, re, socket, struct, sys, time
count, index = int(sys.argv[1]), socket.if_nametoindex("cams")
heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
heard.bind(("239.255.255.250", 3702))
group = struct.pack("@4s4si", socket.inet_aton("239.255.255.250"), bytes(4), index)
heard.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
voices = []
for number in range(count):
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((f"10.79.{number // 250}.{number % 250 + 2}", 0))
    voices.append((number, made))
print("ready", flush=True)
FORM = ('<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
        'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header><a:RelatesTo>%s</a:RelatesTo></s:Header><s:Body>'
        '<d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:00000000-0000-4000-8000-%012x</a:Address>'
        '</a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types>'
        '<d:Scopes>onvif://www.onvif.org/hardware/C%d '
        'onvif://www.onvif.org/location/%s</d:Scopes></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>')
while True:
    data, asker = heard.recvfrom(65536)
    message = re.search(rb"MessageID>([^<]+)<", data)
    if not message or b"NetworkVideoTransmitter" not in data or b"2005/04" not in data:
        continue
    begun = time.monotonic()
    random.shuffle(voices)
    for place, (number, voice) in enumerate(voices):
        voice.sendto((FORM % (message[1].decode(), number, number, "x" * 1500)).encode(), asker)
        while time.monotonic() - begun < 0.45 * place / count:
            pass
"""


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def link() -> Iterator[tuple[str, str]]:
    """The scanner's namespace and that of the cameras, with one cable between."""
    scanner, cameras = (f"camscan-test-{os.getpid()}-{name}" for name in ("scanner", "cameras"))
    try:
        for name in (scanner, cameras):
            ip("netns", "add", name)
        ip("-n", scanner, "link", "add", "scan0", "type", "veth", "peer", "name", "cams", "netns", cameras)
        addresses = [f"addr add 10.79.{number // 250}.{number % 250 + 2}/22 dev cams" for number in range(CAMERAS)]
        lines = "\n".join(["link set lo up", "link set cams up", *addresses, "route add 224.0.0.0/4 dev cams"])
        subprocess.run(["ip", "-n", cameras, "-batch", "-"], input=lines, text=True, check=True, capture_output=True)
        ip("-n", scanner, "addr", "add", "10.79.3.254/22", "dev", "scan0")
        ip("-n", scanner, "link", "set", "scan0", "up")
        yield scanner, cameras
    finally:
        for name in (scanner, cameras):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


async def _scan(folder: Path, scanner: str, cameras: str) -> None:
    responder = await asyncio.create_subprocess_exec(
        *("ip", "netns", "exec", cameras, sys.executable, "-c", RESPONDER, str(CAMERAS)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert responder.stdout
        assert await responder.stdout.readline() == b"ready\n"
        # One port, so that the cameras' refusals do not take the time: what is tried here is the hearing.
        named = [
            "-p",
            "80,U:3702",
            "--max-rate",
            "3000",
            "--transcript",
            "t.jsonl",
            "-oJ",
            "census.json",
            "--all",
            "-q",
        ]
        beside = ("ip", "netns", "exec", scanner)
        ran = await camscan_beside(folder, "scan", "10.79.0.0/22", *named, prefix=beside)
        assert (ran.code, ran.err) == (0, "")
    finally:
        responder.kill()
        await responder.wait()


def test_nine_hundred_answers_to_one_question_are_all_heard(tmp_path: Path, link: tuple[str, str]) -> None:
    asyncio.run(_scan(tmp_path, *link))
    census = json.loads((tmp_path / "census.json").read_text())
    references = {name for device in census["devices"] for name in device["ids"] if name.startswith("epr:")}
    assert len(references) == CAMERAS
    assert len(census["devices"]) == CAMERAS
    (attached,) = census["coverage"]["networks"]
    assert attached["heard_by"]["wsdiscovery"] == CAMERAS
    assert census["coverage"]["limits"] == []
