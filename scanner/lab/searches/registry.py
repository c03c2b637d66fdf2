"""The searches that the lab answers: for each protocol its ports, its groups, what it hears and what it announces."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from scanner.lab.device import Device
from scanner.lab.searches import (
    bosch,
    dhip,
    dlink,
    dvrip,
    foscam,
    hanwha,
    mdns,
    panasonic,
    qnap,
    reolink,
    sadp,
    sony,
    ssdp,
    synology,
    tplink,
    ubiquiti,
    uniview,
    vision360,
    vivotek,
    wsd,
    xiongmai,
)
from scanner.lab.searches.hearing import Heard, Hearing, Reply
from scanner.lab.unit import Unit

Hear = Callable[[Any, Device, Heard], Hearing]


class Announce(Protocol):
    """What a device says unasked when it starts, or when it ends."""

    def __call__(self, answer: Any, device: Device, *, begins: bool) -> tuple[Reply, ...]:
        """Return what is said, each with the way it goes."""
        ...


def _silent(answer: Any, device: Device, *, begins: bool) -> tuple[Reply, ...]:
    return ()


class Search(NamedTuple):
    """UDP ports, multicast groups of both families, and the functions. Broadcasts reach every port."""

    ports: tuple[int, ...]
    groups: tuple[str, ...]
    hear: Hear
    announce: Announce = _silent


_SEARCHES: dict[str, Search] = {
    "wsd": Search((wsd.PORT,), wsd.GROUPS, wsd.hear, wsd.announce),
    "sadp": Search((sadp.PORT,), (sadp.GROUP,), sadp.hear, sadp.announce),
    "dhip": Search((dhip.PORT,), (dhip.GROUP,), dhip.hear),
    "dvrip": Search((dvrip.PORT,), (), dvrip.hear),
    "uniview": Search((uniview.PORT,), (), uniview.hear),
    "bosch": Search((bosch.PORT, *bosch.SETTING_PORTS), (), bosch.hear),
    "hanwha": Search((hanwha.PORT,), (), hanwha.hear),
    "vivotek": Search((vivotek.PORT,), (), vivotek.hear),
    "sony": Search((sony.PORT,), (), sony.hear),
    "panasonic": Search((panasonic.PORT,), (), panasonic.hear),
    "xiongmai": Search((xiongmai.PORT,), (), xiongmai.hear),
    "reolink": Search((reolink.PORT, *reolink.SESSION_PORTS), (), reolink.hear),
    "tplink": Search((tplink.PORT,), (), tplink.hear),
    "ubiquiti": Search((ubiquiti.PORT,), (ubiquiti.GROUP,), ubiquiti.hear),
    "foscam": Search((foscam.PORT,), (), foscam.hear),
    "dlink": Search((dlink.PORT,), (), dlink.hear),
    "vision360": Search((vision360.PORT,), (), vision360.hear),
    "synology": Search((synology.PORT,), (), synology.hear),
    "qnap": Search((qnap.PORT,), (), qnap.hear),
    "ssdp": Search((ssdp.PORT,), ssdp.GROUPS, ssdp.hear, ssdp.announce),
    "mdns": Search((mdns.PORT,), mdns.GROUPS, mdns.hear, mdns.announce),
}
PROTOCOLS = tuple(_SEARCHES)


def answer(protocol: str) -> Search:
    """Return the search of this name. Raises KeyError."""
    return _SEARCHES[protocol]


def searches_of(unit: Unit) -> Iterator[tuple[str, Search, Any]]:
    """Yield the searches that a unit answers: name, search and the unit's own answer."""
    answers = unit.answers
    told = {**({"wsd": answers.wsd} if answers.wsd else {}), **answers.searches.searched()}
    for protocol, own in told.items():
        yield protocol, _SEARCHES[protocol], own
