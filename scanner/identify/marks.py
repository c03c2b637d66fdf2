"""What a reader should know about a device beside its claims: a wrong address, a twin, a reference elsewhere."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from scanner.identify.targets import Heard
from scanner.model.device import Mark
from scanner.model.endpoint import Target
from scanner.model.observation import Observation

_MOST_NAMED = 3


def marks_of(heard: Heard, doubles: Sequence[Target]) -> tuple[Mark, ...]:
    """Return the marks of a device; `doubles` are where others stand that may be the same."""
    return tuple(_marks(heard, doubles))


def _marks(heard: Heard, doubles: Sequence[Target]) -> Iterator[Mark]:
    addresses = [target.address for target in heard.targets]
    if heard.misaddressed:
        wrong = " and ".join(f"on {link} from {address}" for address, link in sorted(heard.misaddressed)[:_MOST_NAMED])
        yield Mark(
            "misaddressed",
            f"heard {wrong}, which does not belong there: it cannot be asked until it has an address of that network",
        )
    if elsewhere := _elsewhere(heard.observations, addresses):
        yield Mark(
            "xaddr_elsewhere",
            f"its service addresses name {_listed(elsewhere)} and not {addresses[0]}, where it answers",
        )
    if heard.shared:
        place = _listed(sorted(heard.shared))
        yield Mark("duplicate_address", f"more than one device answers at {place}: give each its own address")
    if heard.on_record_only and any(item.endpoint.transport == "record" for item in heard.observations):
        yield Mark("on_record_only", "a record knows it, and it answered nothing: it may be gone, off, or out of reach")
    if doubles:
        others = _listed(list(dict.fromkeys(map(str, doubles))))
        yield Mark(
            "possibly_same",
            f"tells the same serial number as {others}, and nothing shows whether they are one device: look at both",
        )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _elsewhere(observations: Sequence[Observation], own: Sequence[str]) -> list[str]:
    """Return the hosts that the service addresses name, if none of them is the device's own or a link-local one."""
    named = [host for item in observations if item.field == "wsd.xaddr" and (host := _host(item.value))]
    if any(host in own or _is_link_local(host) for host in named):
        return []
    return sorted(set(named))


def _host(text: str) -> str:
    try:
        return str(ip_address((urlsplit(text).hostname or "").partition("%")[0]))
    except ValueError:
        return ""


def _is_link_local(host: str) -> bool:
    return ip_address(host).is_link_local
