"""Which targets are one device: by serial number, MAC address or endpoint reference, and never by address alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from ipaddress import ip_address

from scanner.identify.group import Group, group_of, one_of, whole
from scanner.identify.resolve import Identity
from scanner.identify.targets import Heard, target_order
from scanner.model.endpoint import Target

# A tie that more devices than these hold without being one is a placeholder: what follows is compared with these only.
_MOST_COMPARED = 16
# Each round can show what the next one needs. Two are enough for what was seen; the cap is for what was made up.
_MOST_ROUNDS = 5
# Network cards of one device that do not name each other.
_MOST_CARDS = 4
_REFERENCE = "epr:"


def one_device(items: Sequence[tuple[Heard, Identity]]) -> list[Group]:
    """Join what shares a tie and does not contradict itself; in the order of the addresses at which they answer."""
    made = [group_of(place, heard, identity) for place, (heard, identity) in enumerate(items)]
    holders: dict[str, list[Group]] = defaultdict(list)
    for group in made:
        for tie in group.ties:
            holders[tie].append(group)
    shared = {tie: holders[tie] for tie in sorted(holders, key=_surest_first) if len(holders[tie]) > 1}
    for _ in range(_MOST_ROUNDS):
        if not sum(_join(tie, held) for tie, held in shared.items()):
            break
    for tie, held in shared.items():
        if tie.startswith("serial:"):
            _note_doubles(_living(held))
    for group in made:
        group.members.sort(key=_first_place)
    living = (group for group in made if group.left_to is None)
    return sorted(living, key=lambda group: _first_place(group.members[0])[1:])


def joined(group: Group) -> Heard:
    """Return a group's targets as one."""
    if len(group.members) == 1:
        return group.members[0]
    members = group.members
    first = [heard.first_seen for heard in members if heard.first_seen is not None]
    last = [heard.last_seen for heard in members if heard.last_seen is not None]
    return replace(
        members[0],
        targets=_addressed(members),
        observations=[item for heard in members for item in heard.observations],
        first_seen=min(first, default=None),
        last_seen=max(last, default=None),
        misaddressed=frozenset().union(*(heard.misaddressed for heard in members)),
        on_record_only=all(heard.on_record_only for heard in members),
        shared=frozenset().union(*(heard.shared for heard in members)),
        frame_macs=frozenset().union(*(heard.frame_macs for heard in members)),
    )


def _addressed(members: Iterable[Heard]) -> tuple[Target, ...]:
    """Return each target once, where a device answers: not the one of those that have no address yet.

    One that only a record knows stands there where nothing answered: where it answers elsewhere, the record is old.
    """
    by_worth: dict[int, dict[Target, None]] = defaultdict(dict)
    for heard in members:
        by_worth[_worth(heard)] |= dict.fromkeys(heard.targets)
    return tuple(by_worth[min(by_worth)])


def _worth(heard: Heard) -> int:
    if ip_address(heard.targets[0].address).is_unspecified:
        return 2
    return 1 if heard.on_record_only and heard.first_seen is not None else 0


def _first_place(heard: Heard) -> tuple[int, tuple[bool, int, int, Target], str]:
    return _worth(heard), target_order(heard.targets[0]), heard.twin


def _surest_first(tie: str) -> tuple[int, str]:
    return ("mac:", "serial:", _REFERENCE).index(tie[: tie.index(":") + 1]), tie


def _join(tie: str, held: Iterable[Group]) -> int:
    """Make those one that the tie makes one, and return how many were taken in."""
    groups, kept = _living(held), list[Group]()
    if tie.startswith(_REFERENCE) and _is_copied(groups):
        return 0
    if tie.startswith("serial:") and len(groups) > _MOST_CARDS and _are_many(groups):
        return 0
    for group in groups:
        at = next((at for at, known in enumerate(kept[:_MOST_COMPARED]) if known.may_hold(group, tie)), None)
        if at is None:
            kept.append(group)
        else:
            kept[at] = one_of(kept[at], group)
    return len(groups) - len(kept)


def _living(held: Iterable[Group]) -> list[Group]:
    """Return the groups that these have become part of, each once, the first first."""
    return sorted(dict.fromkeys(map(whole, held)), key=lambda group: group.place)


def _is_copied(groups: Iterable[Group]) -> bool:
    """Whether several addresses of one sort tell a reference: factories leave one in. A device has one of each sort."""
    sorts = [sort for group in groups for sort in {_sort(heard.targets[0]) for heard in group.members}]
    return len(sorts) > len(set(sorts))


def _are_many(groups: Sequence[Group]) -> bool:
    """Whether a serial number is told under more MAC addresses than one device has cards: it is a copied one."""
    return len({min(group.macs) for group in groups if group.macs}) > _MOST_CARDS


def _sort(target: Target) -> tuple[int, bool]:
    address = ip_address(target.address)
    return address.version, address.version == 6 and address.is_link_local


def _note_doubles(groups: Sequence[Group]) -> None:
    for group in groups:
        others = (other for other in groups[: _MOST_COMPARED + 1] if other is not group)
        group.doubles += [other for other in others if not group.is_another_makers(other)]
