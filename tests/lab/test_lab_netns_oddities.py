"""Odd devices of the lab, seen from the scanner's place: shared, foreign and double addresses, IPv6, lying answers."""

import asyncio
import json
import re
import subprocess

from lab_client import probe
from netns_client import NEEDS_ROOT, answers, arp_answers, connected, lab, told

from scanner.lab import serving

pytestmark = NEEDS_ROOT

SADP = b"<Probe><Uuid>13A888A9-F1B1-4020-AE9F-05607682D23B</Uuid><Types>inquiry</Types></Probe>"
GROUP = "239.255.255.250"

# Asks a group of IPv6 and prints the sender of each answer within a second.
SIX = """
import json, select, socket, sys, time
group, port, data = sys.argv[1], int(sys.argv[2]), bytes.fromhex(sys.argv[3])
asker = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
asker.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, socket.if_nametoindex("scan0"))
asker.sendto(data, (group, port))
heard, end = [], time.monotonic() + 1
while (left := end - time.monotonic()) > 0:
    if select.select([asker], [], [], left)[0]:
        heard.append(asker.recvfrom(65536)[1][0].partition("%")[0])
print(json.dumps(sorted(heard)))
"""
M_SEARCH = (
    b'M-SEARCH * HTTP/1.1\r\nHOST: [FF02::C]:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n'
)


def link(devices: str) -> str:
    return f"subnets: [{{network: 10.77.0.0/24, devices: [{devices}]}}]"


async def test_two_devices_at_one_address_answer_arp_with_two_macs_and_a_search_with_two_serials() -> None:
    text = link("{unit: hikvision-ds-2cd2012-i}, {unit: hikvision-ds-2cd2012-i, twin: true}, {unit: nginx-default}")
    estate = lab(text)
    async with serving(estate, "netns") as running:
        first, second, third = running.targets
        assert first == second != third
        assert await arp_answers(running, first) == sorted(device.facts["mac"] for device in estate.devices[:2])
        assert await arp_answers(running, third) == [estate.devices[2].facts["mac"]]
        heard = await answers(running, (GROUP, 3702, probe()))
        assert {sender for sender, _ in heard} == {first}
        told_names = {re.search(rb"<wsadis:Address>([^<]+)<", data)[1].decode() for _, data in heard}  # type: ignore[index]
        assert len(told_names) == 2
        assert await connected(running, (first, 80, 2.0)) != []


async def test_a_factory_address_is_heard_by_multicast_and_broadcast_and_reached_by_no_unicast() -> None:
    text = """
subnets:
  - {network: 10.77.0.0/24, devices: [{unit: hikvision-ds-2cd2143g0-i, address: 192.168.1.64}]}
  - {network: 10.77.4.0/24, attached: false}
"""
    async with serving(lab(text), "netns") as running:
        for to in (GROUP, "255.255.255.255"):
            assert [sender for sender, _ in await answers(running, (to, 3702, probe()))] == ["192.168.1.64"]
        assert running.strays() == 0
        assert [outcome for outcome, _ in await connected(running, ("192.168.1.64", 80, 1.5))] == ["silent"]
        assert running.strays("router") >= 1
    (row,) = running.truth["devices"]
    assert (row["target"], row["subnet"], row["oddities"]) == ("192.168.1.64", "10.77.0.0/24", ["factory_address"])


async def test_a_device_with_two_interfaces_tells_one_serial_at_both_with_the_mac_of_each() -> None:
    estate = lab(link("{unit: hikvision-ds-2cd2t32-i3, interfaces: 2}"))
    async with serving(estate, "netns") as running:
        (row,) = running.truth["devices"]
        for address, mac in zip(row["addresses"], row["macs"], strict=True):
            assert await arp_answers(running, address) == [mac]
            ((sender, data),) = await answers(running, (address, 3702, probe()))
            assert sender == address
            assert f"http://{address}/onvif/device_service".encode() in data
            assert [outcome for outcome, _ in await connected(running, (address, 80, 2.0))] == ["open"]
        heard = await answers(running, (GROUP, 3702, probe()))
    assert sorted(sender for sender, _ in heard) == sorted(row["addresses"])
    assert len(set(row["macs"])) == 2
    assert row["serial"] == estate.devices[0].others[0].facts["serial"]


async def test_the_xaddr_of_a_lying_device_names_another_host_and_it_answers_at_its_own() -> None:
    async with serving(lab(link("{unit: hikvision-ds-2df7276-ael, xaddr: 10.77.0.250}")), "netns") as running:
        ((sender, data),) = await answers(running, (GROUP, 3702, probe()))
        assert sender == running.targets[0]
        assert re.findall(rb"http://([\d.]+)[:/]", data[data.index(b"XAddrs") :]) == [b"10.77.0.250"]
        assert await arp_answers(running, "10.77.0.250") == []


async def test_onvif_at_8899_alone_and_onvif_off() -> None:
    text = link("{unit: gsoap-extended, only_onvif_at: 8899}, {unit: hikvision-ds-2cd2385g1-i, onvif: false}")
    async with serving(lab(text), "netns") as running:
        only, off = running.targets
        asked = [(target, port, 2.0) for target in (only, off) for port in (80, 554, 8899)]
        outcomes = [outcome for outcome, _ in await connected(running, *asked)]
        assert outcomes == [*["ECONNREFUSED"] * 2, "open", *["open"] * 2, "ECONNREFUSED"]
        assert await answers(running, (GROUP, 3702, probe()), (GROUP, 37020, SADP), (off, 3702, probe())) == []


async def test_ws_discovery_and_upnp_are_answered_by_ipv6_from_each_device_link_local_address() -> None:
    text = link("{unit: axis-m2036-le}, {unit: axis-q6045-e}, {unit: nginx-default}")
    async with serving(lab(text), "netns") as running:
        axis = sorted(row["link_local"][0] for row in running.truth["devices"][:2])
        assert await told(running, SIX, "ff02::c", "3702", probe().hex()) == axis
        assert set(await told(running, SIX, "ff02::c", "1900", M_SEARCH.hex())) == set(axis)
        shown = await asyncio.to_thread(_ip_addresses, running.namespaces["devices"])
    assert {row["link_local"][0] for row in running.truth["devices"]} <= shown


def _ip_addresses(namespace: str) -> set[str]:
    command = ["ip", "-j", "-n", namespace, "-6", "address", "show"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {address["local"] for each in json.loads(said) for address in each["addr_info"]}
