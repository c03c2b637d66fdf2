"""Estates: which devices stand in the simulated town, drawn from the units by a seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from scanner.lab.device import Device, make_device
from scanner.lab.library import units
from scanner.lab.subnet import Subnet
from scanner.lab.unit import Unit

THINK_MS = (5, 60)
RECORDERS = 8
OTHERS = 12

# Shares of the cameras that Hikvision did not label, of 128 in the town as it stands.
_SHARES = (("hikvision-labels", 12), ("dahua", 16), ("dahua-labels", 18), ("unnamed", 10), ("own", 72))


@dataclass(frozen=True, slots=True)
class Estate:
    """The devices of a simulated network. Only those of a lab network have places yet, in its `subnets`."""

    devices: tuple[Device, ...]
    subnets: tuple[Subnet, ...] = ()


def estate_of(chosen: Sequence[Unit], seed: int = 1, think_ms: tuple[int, int] = THINK_MS) -> Estate:
    """Make one device of each unit named, in this order."""
    return Estate(tuple(make_device(number, unit, str(seed), think_ms) for number, unit in enumerate(chosen)))


def tonbridge(
    seed: int = 1,
    cameras: int = 157,
    hikvision: int = 29,
    *,
    think_ms: tuple[int, int] = THINK_MS,
    hostile: bool = False,
) -> Estate:
    """Make a council's town: `cameras` cameras, of which `hikvision` are Hikvision's under its own label.

    Beside them recorders, an intercom and things that are not cameras; with `hostile` also one of each hostile unit.
    Cameras that tell nobody what they are, or that nothing but a search finds, stay out of the town, so that its counts
    can be read off a scan: they are the group `quiet`, for estates of one's own choice.
    Raises ValueError when the numbers do not fit each other.
    """
    return estate_of(town(seed, cameras, hikvision, hostile=hostile), seed, think_ms)


def town(seed: int, cameras: int, hikvision: int, *, hostile: bool) -> list[Unit]:
    """Return the units of the town's devices, in an order of chance. Raises ValueError."""
    if cameras < 1 or not 0 <= hikvision <= cameras:
        raise ValueError(f"{hikvision} Hikvision cameras of {cameras}: needs 1 or more, and no more of the first")
    chance = random.Random(f"tonbridge/{seed}")
    known = groups()
    chosen = draw(known["hikvision"], hikvision, chance)
    for name, count in _split(cameras - hikvision):
        chosen += draw(known[name], count, chance)
    chosen += draw(known["recorders"], RECORDERS, chance) + draw(known["intercoms"], 1, chance)
    chosen += draw(known["others"], OTHERS, chance)
    chance.shuffle(chosen)
    if hostile:
        chosen += known["hostile"]
    return chosen


def draw(group: Sequence[Unit], count: int, chance: random.Random) -> list[Unit]:
    """Take every unit of a group in turn, in an order of chance, until there are `count`."""
    order = list(group)
    chance.shuffle(order)
    return [order[place % len(order)] for place in range(count)]


def _split(count: int) -> list[tuple[str, int]]:
    """Share out the other cameras; rounding goes to the last share."""
    whole = sum(share for _, share in _SHARES)
    counts = [(name, count * share // whole) for name, share in _SHARES]
    last, _ = counts[-1]
    return [*counts[:-1], (last, count - sum(each for _, each in counts[:-1]))]


def groups() -> dict[str, list[Unit]]:
    """Return every unit by the group that estates draw it from."""
    names = [name for name, _ in _SHARES]
    found: dict[str, list[Unit]] = {
        name: [] for name in ("hikvision", *names, "recorders", "intercoms", "others", "hostile", "quiet")
    }
    for unit in units():
        found[_group(unit)].append(unit)
    return found


def _group(unit: Unit) -> str:
    if unit.hostile:
        return "hostile"
    if unit.only_searched:
        return "quiet"
    kinds = {"recorder": "recorders", "encoder": "recorders", "video_server": "recorders", "intercom": "intercoms"}
    if unit.kind != "camera":
        return kinds.get(unit.kind, "others")
    truth = unit.truth
    if unit.verdict.kind != "camera" or (truth.brand == "hikvision" and unit.verdict.brand is None):
        return "quiet"
    if unit.verdict.manufacturer is None:
        return "unnamed"
    if truth.manufacturer in ("hikvision", "dahua"):
        return truth.manufacturer if truth.brand == truth.manufacturer else f"{truth.manufacturer}-labels"
    return "own"
