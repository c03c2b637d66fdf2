"""The catalogue of searches: every question that may go out by UDP, to which port, when, and what it costs.

A row is a protocol's own codec described in one place. The gate permits a datagram only if a row of its port says that
it is that protocol's question and nothing else; the table in docs/method.md is printed from here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from scanner.codec import (
    bosch_rcp,
    dhip,
    dlink,
    dvrip,
    easy_ip,
    foscam,
    hanwha_installer,
    qnap,
    reolink,
    sadp,
    sony_snc,
    ssdp,
    synology,
    tdp,
    ubiquiti,
    uniview,
    vision360,
    vivotek_wizard,
    wsdiscovery,
    xiongmai,
)

# Makes the named questions of a protocol from 16 fresh random octets: the same octets give the same bytes.
Questions = Callable[[bytes], tuple[tuple[str, bytes], ...]]

_ALWAYS = frozenset({"gentle", "normal", "thorough"})
_NORMAL = frozenset({"normal", "thorough"})
_THOROUGH = frozenset({"thorough"})
_ONE_ANSWER = "one datagram read and one written"
_TWO_QUESTIONS = "two datagrams read, of 262 and 334 octets, and one of the same size written for each that it knows"


@dataclass(frozen=True, slots=True)
class Search:
    """One protocol's search. `protocol` is the codec's module name, which reads the answers.

    `groups` are the multicast groups that the question goes to, IPv4 and IPv6; `broadcast` says that it goes to
    255.255.255.255 as well, `unicast` that single addresses may be asked. Answers come to the port that asked; where
    `reply_port` is given, to that one; where `joins` is true, to the group or to everybody at `port`, so somebody must
    listen there. `addressed` rewrites a question (name, bytes) for the group that it goes to.
    `anywhere`: a user may name any port for it, because its question is harmless whoever gets it.
    `profiles` are those that ask it by default, `why` says why, `cost` what it costs the device.
    """

    protocol: str
    maker: str
    port: int
    questions: Questions
    is_question: Callable[[bytes], bool]
    why: str
    cost: str
    groups: tuple[str, ...] = ()
    broadcast: bool = False
    unicast: bool = False
    reply_port: int | None = None
    joins: bool = False
    anywhere: bool = False
    addressed: Callable[[str, bytes, str], bytes] = lambda _, payload, __: payload
    profiles: frozenset[str] = frozenset()


def _row(
    codec: ModuleType, maker: str, profiles: frozenset[str], why: str, cost: str = _ONE_ANSWER, **more: object
) -> Search:
    name = codec.__name__.rpartition(".")[2]
    settings: dict[str, object] = {"broadcast": True, "reply_port": getattr(codec, "REPLY_PORT", None), **more}
    return Search(
        name,
        maker,
        codec.PORT,
        codec.questions,
        codec.is_question,
        why,
        cost,
        profiles=profiles,
        **settings,  # type: ignore[arg-type]
    )


def _mdns_questions(octets: bytes) -> tuple[tuple[str, bytes], ...]:
    # Importing zeroconf takes some 60 ms, and most commands ask nothing.
    return tuple(import_module("scanner.codec.mdns").questions(octets))


def _is_mdns_question(data: bytes) -> bool:
    return bool(import_module("scanner.codec.mdns").is_question(data))


SEARCHES: tuple[Search, ...] = (
    _row(
        wsdiscovery,
        "ONVIF: nearly every maker",
        _ALWAYS,
        "what every ONVIF device must answer; four dialects, because each finds devices that the others do not. "
        "Printers and Windows computers listen there too, and answer the Probe without a type",
        "one datagram of 0.6 kB read, one of 1 to 3 kB written, for each dialect that it speaks; with shorter "
        "questions the protocol is abused for attacks, at 30 to 150 times their size (Phenomite/AMP-Research)",
        groups=wsdiscovery.GROUPS,
        broadcast=False,
        unicast=True,
        joins=True,
        anywhere=True,
    ),
    _row(
        sadp,
        "Hikvision and its labels",
        _ALWAYS,
        "model, firmware and serial without a login, also with ONVIF off and from a factory address",
        "one datagram of 0.1 kB read, one of 1 to 2 kB written; crafted packets make the search of some firmware "
        "stumble (CVE-2025-66177), so the question is the maker's own, octet for octet",
        groups=(sadp.GROUP,),
        unicast=True,
        joins=True,
    ),
    _row(
        dhip,
        "Dahua and its labels",
        _ALWAYS,
        "model, firmware and serial without a login, also with ONVIF off and from a factory address",
        "one datagram of 0.1 kB read, one of about 1 kB written; abused for attacks at up to 30 times its size "
        "(Phenomite/AMP-Research)",
        groups=(dhip.GROUP,),
        unicast=True,
        joins=True,
    ),
    _row(
        ssdp,
        "Axis, Hanwha and many others",
        _ALWAYS,
        "names Axis without ONVIF, and where the description stands. Routers, printers and televisions answer too",
        "one or two datagrams of 0.3 kB written within two seconds; then its description is fetched once",
        groups=ssdp.GROUPS,
        broadcast=False,
        joins=True,
        addressed=lambda name, _, group: dict(ssdp.questions_to(group))[name],
    ),
    Search(
        "mdns",
        "Axis, Arecont and many others",
        5353,
        _mdns_questions,
        _is_mdns_question,
        "names Axis and its MAC address without ONVIF. Everything that announces itself answers, printers and "
        "telephones among it",
        "one datagram of 0.2 kB read, one of 0.2 to 1 kB written",
        groups=("224.0.0.251", "ff02::fb"),
        joins=True,
        profiles=_ALWAYS,
    ),
    _row(
        uniview,
        "Uniview and its labels",
        _NORMAL,
        "firmware and serial without a login",
        "one datagram of 0.6 kB read, one of about 1 kB written; others on WS-Discovery's port drop an action that "
        "they do not know",
    ),
    _row(dvrip, "Dahua, before DHIP", _NORMAL, "old recorders and cameras that know no other search", joins=True),
    _row(
        bosch_rcp,
        "Bosch",
        _NORMAL,
        "serial number and MAC address; units of before ONVIF",
        "one or two datagrams written, within two seconds",
    ),
    _row(
        hanwha_installer, "Hanwha and Samsung", _NORMAL, "model and MAC address; units of before ONVIF", _TWO_QUESTIONS
    ),
    _row(
        vivotek_wizard,
        "VIVOTEK and its labels",
        _NORMAL,
        "model and MAC address; Foscam's shares the port and drops it",
        joins=True,
    ),
    _row(sony_snc, "Sony", _NORMAL, "model, firmware and serial; answers go to everybody", joins=True),
    _row(easy_ip, "Panasonic and i-PRO", _NORMAL, "model, firmware and serial, also of recorders"),
    _row(xiongmai, "Xiongmai and its many labels", _NORMAL, "names a platform that hides behind any label", joins=True),
    _row(tdp, "TP-Link", _NORMAL, "model and firmware; plugs and bulbs of the same maker answer too"),
    _row(
        ubiquiti,
        "Ubiquiti",
        _NORMAL,
        "model and firmware; access points of the same maker answer too",
        "two datagrams of 4 octets read, one of 0.1 to 0.2 kB written for each that it knows; abused for attacks at 7 "
        "to 30 times its size (Phenomite/AMP-Research), so it is asked on links alone",
        groups=("233.89.188.1",),
    ),
    _row(foscam, "Foscam", _NORMAL, "name, firmware and MAC address; VIVOTEK's shares the port and drops it"),
    _row(dlink, "D-Link", _NORMAL, "model and MAC address", joins=True),
    _row(vision360, "360 Vision", _NORMAL, "type and MAC address", joins=True),
    _row(
        synology,
        "Synology",
        _NORMAL,
        "storage that may run a video server: model, version, serial. TP-Link's older plugs listen on the same port, "
        "for questions of their own",
        joins=True,
    ),
    _row(qnap, "QNAP", _NORMAL, "storage that may run a video server: model and build", joins=True),
    _row(
        reolink,
        "Reolink",
        _THOROUGH,
        "name and MAC address. Off in normal: Genetec's door controllers listen on the same port, and a door is no "
        "place to try what an unknown datagram does",
    ),
)
