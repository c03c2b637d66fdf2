"""Three subnets, one attached and two behind a router with 30 ms and 5 % loss: 300 devices, found once each."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cli_runs import camscan_beside

from scanner import lab

pytestmark = [pytest.mark.netns, pytest.mark.timeout(600)]

Row = dict[str, Any]


@dataclass(frozen=True)
class Surveyed:
    """What a scan of the three subnets found, and what the lab knows."""

    devices: list[Row]
    coverage: Row
    truth: list[Row]
    strays: tuple[int, int]
    forbidden: int
    died: list[str]

    def at(self, address: str) -> list[Row]:
        return [device for device in self.devices if address in device["addresses"]]

    def missing(self, rows: Iterable[Row]) -> list[str]:
        return [row["unit"] for row in rows if not any(self.at(address) for address in row["addresses"])]


def scan(folder: Path, profile: str) -> Surveyed:
    return asyncio.run(_scan(folder, profile))


async def _scan(folder: Path, profile: str) -> Surveyed:
    estate = lab.estate_from(lab.load_spec("three-subnets"))
    async with lab.serving(estate, "netns") as running:
        named = ["--profile", profile, "--transcript", "t.jsonl", "-oJ", "census.json", "--all", "-q"]
        ran = await camscan_beside(folder, "scan", *lab.networks(running), *named, prefix=running.prefix)
        assert (ran.code, ran.err) == (0, "")
        document = json.loads((folder / "census.json").read_text())
        return Surveyed(
            document["devices"],
            document["coverage"],
            running.truth["devices"],
            (running.strays("client"), running.strays("router")),
            len(running.log.events("forbidden")),
            [record["unit"] for record in running.log.events("died")],
        )


@pytest.fixture(scope="module")
def thorough(tmp_path_factory: pytest.TempPathFactory) -> Surveyed:
    return scan(tmp_path_factory.mktemp("thorough"), "thorough")


def test_every_device_that_answers_anything_is_found(thorough: Surveyed) -> None:
    assert len(thorough.truth) == 300
    findable = [row for row in thorough.truth if row["answers_anything"] and row["findable"]]
    assert len(findable) > 280
    assert thorough.missing(findable) == []


def test_no_device_is_found_twice(thorough: Surveyed) -> None:
    macs = Counter(device["mac"] for device in thorough.devices if device["mac"])
    assert [mac for mac, count in macs.items() if count > 1] == []
    serials = Counter(name for device in thorough.devices for name in device["ids"] if name.startswith("serial:"))
    assert [serial for serial, count in serials.items() if count > 1] == []
    known = {address for row in thorough.truth for address in row["addresses"]}
    others = [device["addresses"] for device in thorough.devices if not known.intersection(device["addresses"])]
    # The router is the one thing on the attached link beside the devices; it answers ARP.
    assert others == [["10.77.0.254"]]


def test_each_device_of_the_attached_subnet_has_its_own_mac(thorough: Surveyed) -> None:
    expected: dict[str, set[str]] = defaultdict(set)
    for row in thorough.truth:
        if row["attached"]:
            for address in row["addresses"]:
                expected[address] |= set(row["macs"])
    found = {address: {device["mac"] for device in thorough.at(address)} for address in expected}
    assert {address: macs for address, macs in found.items() if not macs <= expected[address] or not macs} == {}


def test_wrong_addresses_lying_references_and_shared_addresses_are_marked(thorough: Surveyed) -> None:
    marked: dict[str, set[str]] = defaultdict(set)
    for device in thorough.devices:
        for mark in device["marks"]:
            marked[mark["name"]].add(device["addresses"][0])
    odd: dict[str, set[str]] = defaultdict(set)
    for row in thorough.truth:
        for oddity in row["oddities"]:
            odd[oddity].add(row["addresses"][0])
    assert marked["misaddressed"] == {"192.168.1.64", "192.168.1.108"} == odd["factory_address"]
    assert marked["xaddr_elsewhere"] == odd["xaddr_elsewhere"]
    assert marked["duplicate_address"] == odd["duplicate_address"]
    assert all(len(thorough.at(address)) == 2 for address in odd["duplicate_address"])


def test_a_device_with_two_network_cards_is_one_row_with_both_addresses(thorough: Surveyed) -> None:
    (row,) = [row for row in thorough.truth if "two_interfaces" in row["oddities"]]
    first, second = row["addresses"]
    assert thorough.at(first) == thorough.at(second)
    assert len(thorough.at(first)) == 1


def test_nothing_left_the_scope_and_nobody_was_given_an_order(thorough: Surveyed) -> None:
    assert (thorough.strays, thorough.forbidden, thorough.died) == ((0, 0), 0, [])


def test_the_coverage_says_which_network_was_reached_how(thorough: Surveyed) -> None:
    attached, *routed = thorough.coverage["networks"]
    assert (attached["attached"], attached["multicast_heard"], set(attached["probed_by"])) == (True, True, {"arp"})
    for network in routed:
        assert (network["attached"], network["multicast_heard"]) == (False, False)
        assert network["probed"] == network["in_scope"] == 256
        assert network["probed_by"]["tcp 80"] == 256
    assert thorough.coverage["addresses_misaddressed"] == 2
    assert len(thorough.coverage["links"]) == 1
    assert any(spot.startswith("packets were lost on the way") for spot in thorough.coverage["blind_spots"])


def test_normal_finds_what_its_first_look_can_see_and_says_what_it_cannot(tmp_path: Path) -> None:
    found = scan(tmp_path, "normal")
    findable = [row for row in found.truth if row["answers_anything"] and row["findable"]]
    assert found.missing(row for row in findable if row["attached"]) == []
    missed = found.missing(findable)
    assert len(missed) <= len(findable) // 50
    assert any(spot.startswith("across routers, a device that answers none") for spot in found.coverage["blind_spots"])
    assert (found.strays, found.forbidden, found.died) == ((0, 0), 0, [])
