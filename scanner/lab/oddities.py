"""What is odd about a device of a lab network: the names that truth files use, and units changed accordingly."""

import re

from scanner.lab.search_unit import SearchAnswers
from scanner.lab.spec import Entry
from scanner.lab.subnet import Subnet
from scanner.lab.unit import Answers, Claims, Told, Unit

FACTORY_ADDRESS = "factory_address"
XADDR_ELSEWHERE = "xaddr_elsewhere"
DUPLICATE_ADDRESS = "duplicate_address"
TWO_INTERFACES = "two_interfaces"
ONLY_ONVIF = "only_onvif_at"
ONVIF_OFF = "onvif_off"
SILENT = "silent"
CLOSED_PORTS_DROP = "closed_ports_drop"
PORTS_DROPPED = "ports_dropped"

_OWN = re.compile(r"\$\{(?:ip|at_(\d+))\}")


def named(entry: Entry, subnet: Subnet) -> tuple[str, ...]:
    """Return the names of what an entry says is odd."""
    odd = {
        FACTORY_ADDRESS: entry.address is not None and entry.address not in subnet.network,
        XADDR_ELSEWHERE: entry.xaddr is not None,
        DUPLICATE_ADDRESS: entry.twin,
        TWO_INTERFACES: entry.interfaces == "2",
        f"{ONLY_ONVIF}_{entry.only_onvif_at}": entry.only_onvif_at > 0,
        ONVIF_OFF: not entry.onvif,
        SILENT: entry.silent,
        CLOSED_PORTS_DROP: entry.closed == "drop",
        PORTS_DROPPED: bool(entry.dropped),
    }
    return tuple(name for name, there in odd.items() if there)


def changed(unit: Unit, entry: Entry) -> Unit:
    """Return the unit as an entry wants it. Raises ValueError where the unit has not what is to be changed.

    The verdict of one that is not silent stays as written: change a unit whose verdict rests on what is left.
    """
    if entry.xaddr:
        unit = with_xaddr(unit, str(entry.xaddr))
    if entry.only_onvif_at:
        unit = with_onvif_only(unit, entry.only_onvif_at)
    if entry.silent:
        nothing = Claims(kind="unknown", brand=None, manufacturer=None)
        return _saying(unit, Answers()).model_copy(update={"verdict": nothing})
    return unit if entry.onvif else without_onvif(unit)


def with_xaddr(unit: Unit, host: str) -> Unit:
    """Let the WS-Discovery answer name another host's service. Raises ValueError."""
    wsd = unit.answers.wsd
    if not wsd:
        raise ValueError(f"{unit.id} has no WS-Discovery answer whose XAddr could name {host}")
    addresses = tuple(_OWN.sub(lambda own: _authority(host, own[1]), each) for each in wsd.xaddrs)
    answers = unit.answers.model_copy(update={"wsd": wsd.model_copy(update={"xaddrs": addresses})})
    return unit.model_copy(update={"answers": answers})


def _authority(host: str, port: str | None) -> str:
    return host if port in (None, "80") else f"{host}:{port}"


def with_onvif_only(unit: Unit, port: int) -> Unit:
    """Leave the ONVIF service, at this port, and nothing else. Raises ValueError."""
    onvif = unit.answers.onvif
    if not onvif:
        raise ValueError(f"{unit.id} has no ONVIF service to put at port {port}")
    return _saying(unit, Answers(onvif=onvif.model_copy(update={"port": port})))


def without_onvif(unit: Unit) -> Unit:
    """Switch off ONVIF, WS-Discovery and every other search."""
    off = {"onvif": None, "wsd": None, "searches": SearchAnswers()}
    return _saying(unit, unit.answers.model_copy(update=off))


def _saying(unit: Unit, answers: Answers) -> Unit:
    return unit.model_copy(update={"answers": answers, "told_by_search": Told()})
