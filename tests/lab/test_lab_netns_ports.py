"""What ports without a service do in the lab: refuse, or say nothing; and devices that say nothing at all."""

from lab_client import probe
from netns_client import NEEDS_ROOT, answers, arp_answers, connected, lab

from scanner.lab import serving

pytestmark = NEEDS_ROOT

DEVICES = """[
      {unit: hikvision-ds-2cd2012-i}, {unit: hikvision-ds-2cd2012-i, closed: drop},
      {unit: hikvision-ds-2cd2012-i, dropped: [554, 8000]}, {unit: hikvision-ds-2cd2012-i, silent: true}]"""


async def test_ports_refuse_or_drop_as_each_device_is_told_on_the_link_and_behind_the_router() -> None:
    text = f"""
subnets:
  - {{network: 10.77.0.0/24, devices: {DEVICES}}}
  - {{network: 10.77.4.0/24, attached: false, devices: {DEVICES}}}
"""
    async with serving(lab(text), "netns") as running:
        asked = [(target, port, 0.7) for target in running.targets for port in (80, 554, 81)]
        outcomes = [outcome for outcome, _ in await connected(running, *asked)]
    one_subnet = [
        *("open", "open", "ECONNREFUSED"),
        *("open", "open", "silent"),
        *("open", "silent", "ECONNREFUSED"),
        *("silent", "silent", "silent"),
    ]
    assert outcomes == one_subnet * 2


async def test_a_device_that_drops_still_answers_searches_and_a_silent_one_nothing_but_arp() -> None:
    async with serving(lab(f"subnets: [{{network: 10.77.0.0/24, devices: {DEVICES}}}]"), "netns") as running:
        heard = await answers(running, ("239.255.255.250", 3702, probe()))
        silent = running.truth["devices"][-1]
        assert await arp_answers(running, silent["target"]) == [silent["mac"]]
    assert sorted(sender for sender, _ in heard) == sorted(running.targets[:3])
    assert [row["answers_anything"] for row in running.truth["devices"]] == [True, True, True, False]
