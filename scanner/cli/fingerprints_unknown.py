"""`camscan fingerprints unknown`: the devices that nobody could name, by what they share, and what to do about them."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Annotated

import typer

from scanner.cli import exit_codes, options
from scanner.cli.inventory import read_inventory
from scanner.cli.output import say
from scanner.cli.places import transcript_path
from scanner.config import Config
from scanner.fingerprint.load import load_library
from scanner.identify.unnamed import Group, is_unnamed, unnamed_groups
from scanner.model.device import Device
from scanner.model.inventory import Inventory
from scanner.report.plain import shortened
from scanner.report.wording import kind_word, number, plural

WIDTH = 100
_MOST_TRAITS = 8
_MOST_ADDRESSES = 6
_MOST_REGISTRANTS = 3
_LONGEST_FIELD = 27
_UNITS = 2  # so many devices of a group go into its next step: what they do not share is no trait

File = Annotated[Path, typer.Argument(metavar="INVENTORY", help="A file of -oJ.")]
AllGroups = Annotated[
    bool, typer.Option("--all", help="Also devices of unknown kind, where the file lists them (-oJ with --all).")
]


def unknown(path: File, every: AllGroups = False, fingerprints: options.Fingerprints = None) -> int:
    """Group the video devices that nobody could name by what they share, the largest group first.

    A fingerprint for one of a group may name all of it: the last line of each group says how to begin.
    """
    inventory = read_inventory(path)
    devices = inventory.devices if every else inventory.video_devices
    unnamed = [device for device in devices if is_unnamed(device)]
    if not unnamed:
        say(f"All of {plural(len(devices), 'device', 'devices')} have a maker or a label that is known.")
        return exit_codes.DONE
    groups = unnamed_groups(unnamed, load_library(fingerprints or ()).registry)
    counted = f"{number(len(unnamed))} of {plural(len(devices), 'device', 'devices')} that nobody could name"
    say(f"{counted}, in {plural(len(groups), 'group', 'groups')}")
    transcript = _transcript(path, inventory)
    for place, group in enumerate(groups, 1):
        say("\n".join(["", *_group_lines(place, group, transcript)]))
    return exit_codes.DONE


def _group_lines(place: int, group: Group, transcript: str) -> Iterator[str]:
    kinds = {device.counted_kind for device in group.devices}
    count = len(group.devices)
    words = kind_word(kinds.pop(), count) if len(kinds) == 1 else "devices"
    yield from wrap(f"{place}. {number(count)} {words}: {_addresses(group)}", WIDTH, subsequent_indent="   ")
    for (field, value), shown in group.shared[:_MOST_TRAITS]:
        part = "" if shown == count else f" ({shown} of {count})"
        room = WIDTH - len(part) - _LONGEST_FIELD - 6
        yield f"   {field:<{_LONGEST_FIELD}} '{shortened(value, room)}'{part}"
    if len(group.shared) > _MOST_TRAITS:
        yield f"   and {plural(len(group.shared) - _MOST_TRAITS, 'more trait', 'more traits')}"
    if not group.shared:
        yield "   they share nothing that tells a kind" if count > 1 else "   it said nothing that tells a kind"
    if group.registrants:
        yield shortened(f"   {'MAC blocks registered to':<{_LONGEST_FIELD}} {_registrants(group)}", WIDTH)
    yield f"   next: {_next(group, transcript)}"


def _addresses(group: Group) -> str:
    shown = [str(device.targets[0]) for device in group.devices[:_MOST_ADDRESSES]]
    more = len(group.devices) - len(shown)
    return ", ".join(shown) + (f" and {number(more)} more" if more else "")


def _registrants(group: Group) -> str:
    told = sum(shown for _, shown in group.registrants)
    named = [f"{name} ({shown})" for name, shown in group.registrants[:_MOST_REGISTRANTS]]
    rest = len(group.registrants) - len(named)
    silent = len(group.devices) - told
    more = ([f"{rest} more"] if rest else []) + ([f"{silent} told no MAC address"] if silent else [])
    return ", ".join(named + more)


def _next(group: Group, transcript: str) -> str:
    devices = " ".join(f"--device {device.targets[0]}" for device in _examples(group))
    return f"camscan fingerprints new --from {transcript} {devices}"


def _examples(group: Group) -> tuple[Device, ...]:
    """Return the devices that said most of what the group shares."""
    return tuple(sorted(group.devices, key=lambda device: -len(device.evidence))[:_UNITS])


def _transcript(path: Path, inventory: Inventory) -> str:
    """Return where the scan's transcript is, if it is beside the inventory or where scans leave it."""
    name = f"{inventory.scan.id}.jsonl"
    places = (path.parent / name, transcript_path(Config(), inventory.scan.id))
    return next((str(place) for place in places if place.is_file()), "TRANSCRIPT")
