"""Every unit of the lab on one link: what a scan says of it that also hears searches and asks by ARP."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scanner import lab
from scanner.config import DEFAULT_PORTS

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="namespaces need root"),
]

UNITS = [unit for unit in lab.units() if not unit.hostile]
CLAIMS = ("brand", "manufacturer", "model", "firmware")
LONGEST_S = 240
# One camera of the lab speaks ONVIF at a port that no camera is known for.
ODD_PORT = 888


@dataclass(frozen=True)
class Link:
    """What was scanned on the link, and what the lab knows of it."""

    truth: dict[str, dict[str, Any]]
    inventory: dict[str, Any]
    misdeeds: list[dict[str, Any]]

    def devices(self, unit: str) -> list[dict[str, Any]]:
        """The rows that stand for a unit."""
        target = self.truth[unit]["target"]
        return [device for device in self.inventory["devices"] if target in device["targets"]]


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Link:
    return asyncio.run(_scanned(tmp_path_factory.mktemp("link")))


async def _scanned(folder: Path) -> Link:
    estate = lab.estate_of(UNITS, think_ms=(0, 20))
    async with lab.serving(estate, "netns") as running:
        command = [*running.prefix, sys.executable, "-m", "scanner", "scan", "10.77.0.0/24", "-e", running.interface]
        command += ["-p", f"{ODD_PORT},{DEFAULT_PORTS}", "--all", "-q"]
        command += ["--transcript", str(folder / "scan.jsonl"), "-oJ", str(folder / "scan.json")]
        scan = await asyncio.create_subprocess_exec(*command)
        assert await asyncio.wait_for(scan.wait(), LONGEST_S) == 0
        truth = {row["unit"]: row for row in running.truth["devices"]}
        wrong = [record for record in running.log.records if record["event"] in ("forbidden", "lab_error")]
    return Link(truth, json.loads((folder / "scan.json").read_text("utf-8")), wrong)


@pytest.mark.parametrize("unit", [unit.id for unit in UNITS])
def test_each_unit_is_one_row_with_the_verdict_that_can_be_reached_on_its_link(link: Link, unit: str) -> None:
    (device,) = link.devices(unit)
    verdict = link.truth[unit]["verdict_on_link"]
    assert {name: _said(device[name]) for name in CLAIMS} == {name: verdict[name] for name in CLAIMS}
    kinds = {verdict["kind"], "other"} if verdict["kind"] == "unknown" and not _is_known(verdict) else {verdict["kind"]}
    assert _said(device["kind"]) in kinds
    assert device["mac"] == link.truth[unit]["mac"]
    assert device["marks"] == []


def test_no_order_was_given_that_a_device_must_not_be_given(link: Link) -> None:
    assert link.misdeeds == []


def test_each_address_stands_in_one_row(link: Link) -> None:
    listed = [target for device in link.inventory["devices"] for target in device["targets"]]
    assert len(listed) == len(set(listed))
    assert {row["target"] for row in link.truth.values()} <= set(listed)


def _said(claim: dict[str, Any] | None) -> str | None:
    return claim["value"] if claim else None


def _is_known(verdict: dict[str, Any]) -> bool:
    """Whether it has a maker or a label; of one that has none, a scan cannot say whether it shows pictures."""
    return bool(verdict["manufacturer"] or verdict["brand"])
