"""Which targets are one device: by serial number, MAC address or endpoint reference, and never by address alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address, ip_address

from scanner.identify.oui import is_global
from scanner.identify.particulars import is_same
from scanner.identify.resolve import Identity
from scanner.identify.serials import is_telling
from scanner.identify.targets import Heard, told_macs
from scanner.model.claim import Claim


@dataclass(slots=True)
class Group:
    """Targets that are one device, and the groups that may be the same device and could not be shown to be."""

    members: list[Heard]
    marks: frozenset[str]
    macs: frozenset[str]
    certificates: frozenset[str]
    named: dict[str, str]  # what it says of itself, by claim
    interfaces: frozenset[str] = frozenset()  # marks of MAC addresses that its IPv6 addresses are made of
    doubles: list["Group"] = field(default_factory=list)

    def may_hold(self, other: "Group", mark: str) -> bool:
        """Whether a mark that both have makes them one."""
        if mark in self.interfaces | other.interfaces:
            return True  # one network card: a link-local address is made of the other's MAC
        for name in ("serial", "model", "manufacturer"):
            mine, theirs = self.named.get(name), other.named.get(name)
            if mine and theirs and not (is_same(mine, theirs) if name == "model" else mine == theirs):
                return False
        differing = bool(self.macs and other.macs) and not self.macs & other.macs
        if not differing or mark.startswith("mac:"):
            return True
        # Copied firmware copies serial numbers and references too. Two network cards of one device name each other, or
        # the device says the same of itself at both and shows one certificate.
        return mark.startswith("serial:") and self._agrees_with(other)

    def take(self, other: "Group") -> None:
        """Make the other's targets one device with these."""
        self.members += other.members
        self.marks |= other.marks
        self.macs |= other.macs
        self.certificates |= other.certificates
        self.named = {**other.named, **self.named}

    def _agrees_with(self, other: "Group") -> bool:
        if self.certificates and other.certificates and not self.certificates & other.certificates:
            return False
        both = [name for name in self.named if name in other.named and name != "serial"]
        return bool(both) and all(self.named[name] == other.named[name] for name in both)


def one_device(items: Sequence[tuple[Heard, Identity]]) -> list[Group]:
    """Join what shares a mark and does not contradict itself, in the order given."""
    made = [_group(heard, identity) for heard, identity in items]
    copied = _copied_references(made)
    groups: list[Group] = []
    holders: dict[str, list[Group]] = defaultdict(list)
    for item in made:
        item.marks -= copied
        home = _home(item, holders, groups)
        for mark in item.marks:
            if home not in holders[mark]:
                holders[mark].append(home)
    return groups


def joined(group: Group) -> Heard:
    """Return a group's targets as one."""
    members = group.members
    if len(members) == 1:
        return members[0]
    first = [heard.first_seen for heard in members if heard.first_seen is not None]
    last = [heard.last_seen for heard in members if heard.last_seen is not None]
    return replace(
        members[0],
        targets=tuple(dict.fromkeys(target for heard in members for target in heard.targets)),
        observations=[item for heard in members for item in heard.observations],
        first_seen=min(first, default=None),
        last_seen=max(last, default=None),
        misaddressed=frozenset().union(*(heard.misaddressed for heard in members)),
        on_record_only=all(heard.on_record_only for heard in members),
        shares_address=any(heard.shares_address for heard in members),
    )


def _home(item: Group, holders: dict[str, list[Group]], groups: list[Group]) -> Group:
    """Return the group that an item belongs to, which may be itself, and make one of those that it joins."""
    home: Group | None = None
    for mark in sorted(item.marks):
        for known in list(holders[mark]):
            if known is home or known not in groups:
                continue
            if not known.may_hold(home or item, mark):
                if mark.startswith("serial:"):
                    known.doubles.append(home or item)
                    (home or item).doubles.append(known)
            elif home is None:
                known.take(item)
                known.doubles += [double for double in item.doubles if double is not known]
                home = known
            else:
                home.take(known)
                groups.remove(known)
                for held in holders.values():
                    held[:] = [home if group is known else group for group in held]
    if home is None:
        groups.append(item)
        home = item
    return home


def _group(heard: Heard, identity: Identity) -> Group:
    marks = marks_of(heard, identity)
    seen = heard.observations
    claims: dict[str, Claim | None] = {
        "serial": identity.serial if _is_telling(identity.serial) else None,
        "model": identity.model,
        "manufacturer": identity.manufacturer,
    }
    named = {name: claim.value for name, claim in claims.items() if claim and claim.value}
    if identity.firmware and identity.firmware.value:
        named["firmware"] = identity.firmware.value
    return Group(
        [heard],
        marks,
        told_macs(seen),
        frozenset(item.value for item in seen if item.field == "tls.sha256"),
        named,
        frozenset(f"mac:{mac}" for mac in _interface_macs(heard)),
    )


def marks_of(heard: Heard, identity: Identity) -> frozenset[str]:
    """Return what only one device has: its serial number, its MAC addresses, its reference.

    Behind one forwarded address stand several units, and the network tells the forwarder's MAC for all of them.
    """
    forwarded = any(target.tcp_ports or target.udp_ports for target in heard.targets)
    networks = {item.value for item in heard.observations if item.field == "mac"} if forwarded else set()
    marks = {
        f"mac:{mac}" for mac in (*identity.macs, *_interface_macs(heard)) if is_global(mac) and mac not in networks
    }
    if _is_telling(identity.serial):
        assert identity.serial
        marks.add(f"serial:{(identity.serial.value or '').upper()}")
    marks |= {f"epr:{item.value}" for item in heard.observations if item.field == "wsd.endpoint_reference"}
    return frozenset(marks)


def _interface_macs(heard: Heard) -> Iterable[str]:
    """Yield the MAC addresses that link-local IPv6 addresses are made of (RFC 4291 appendix A)."""
    for target in heard.targets:
        address = ip_address(target.address)
        octets = address.packed
        if isinstance(address, IPv6Address) and address.is_link_local and octets[11:13] == b"\xff\xfe":
            yield bytes((octets[8] ^ 2, *octets[9:11], *octets[13:])).hex(":")


def _copied_references(groups: Iterable[Group]) -> frozenset[str]:
    """Return the references that several addresses of one IP version tell: factories leave them in."""
    holders: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for group in groups:
        for heard in group.members:
            for mark in group.marks:
                if mark.startswith("epr:"):
                    address = f"{heard.targets[0].address} {heard.twin}"
                    holders[mark, ":" in heard.targets[0].address].add(address)
    return frozenset(mark for (mark, _), addresses in holders.items() if len(addresses) > 1)


def _is_telling(claim: Claim | None) -> bool:
    return bool(claim and claim.value and is_telling(claim.value))
