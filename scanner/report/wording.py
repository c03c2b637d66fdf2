"""The words of every report: kinds, grades, bases, names, counts and times."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from scanner.model.claim import Claim, FirmwareClaim, Grade, Kind
from scanner.model.device import Device, Mark
from scanner.model.endpoint import Target
from scanner.report.plain import printable, shortened

Names = Mapping[str, str]
"""From the slugs of brands and makers to the names that people know."""

UNKNOWN = "–"
_LONGEST_NAME = 40
_LONGEST_LIST = 500
_LONGEST_MARK = 500

_ONE_AND_MANY = {
    Kind.CAMERA: ("camera", "cameras"),
    Kind.RECORDER: ("recorder", "recorders"),
    Kind.ENCODER: ("encoder", "encoders"),
    Kind.VIDEO_SERVER: ("video server", "video servers"),
    Kind.INTERCOM: ("intercom", "intercoms"),
    Kind.ACCESS_CONTROL: ("access control unit", "access control units"),
    Kind.OTHER: ("other device", "other devices"),
    Kind.UNKNOWN: ("device of unknown kind", "devices of unknown kind"),
}

_BASIS = {
    "platform": "how the device itself behaves",
    "mac": "the block of its MAC address",
    "label": "names that it carries, and these are easily changed",
    "record": "a public record about this line of models",
}
# Who says it, by the grade of a public record.
_RECORD_GRADES = {
    "A": "By the maker's own record, or a regulator's",
    "B": "By two independent public statements",
    "C": "By one public statement",
}


def number(count: int) -> str:
    """Write `1022` as `1,022`."""
    return f"{count:,}"


def plural(count: int, one: str, many: str) -> str:
    """Write `1 camera` or `157 cameras`."""
    return f"{number(count)} {one if count == 1 else many}"


def counted(count: int, kind: Kind) -> str:
    """Write a number of devices of a kind."""
    return plural(count, *_ONE_AND_MANY[kind])


def kind_word(kind: Kind, count: int = 1) -> str:
    """Return the kind's word for so many devices."""
    return _ONE_AND_MANY[kind][count != 1]


def sentence(text: str) -> str:
    """Write a remark as a sentence, safe to show: a capital first and a full stop at the end."""
    shown = printable(text)
    return f"{shown[:1].upper()}{shown[1:]}{'' if shown.endswith(('.', '!', '?')) else '.'}"


def listing(parts: Iterable[str], last: str = "and") -> str:
    """Join words as people do: `a, b and c`."""
    items = list(parts)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def name_of(slug: str, names: Names) -> str:
    """Return the name of a brand or maker, and the slug itself where no name is known."""
    return shortened(names.get(slug, slug), _LONGEST_NAME)


def named(claim: Claim | None, names: Names) -> str:
    """Return the name that a brand or manufacturer claim gives; rivals as `Hikvision or Dahua`."""
    if claim is None:
        return UNKNOWN
    if claim.value is None:
        return listing((name_of(rival, names) for rival in claim.rivals), "or") or UNKNOWN
    return name_of(claim.value, names)


def grade_word(claim: Claim | FirmwareClaim | None) -> str:
    """Return the grade as a word; a claim that nobody can make is `unknown`."""
    return (Grade.UNKNOWN if claim is None else claim.grade).value


def place_of(device: Device) -> str:
    """Return where the device stands: its addresses, with ports where these were given."""
    return ", ".join(str(target) for target in device.targets)


def short_place_of(device: Device) -> str:
    """Return the first address and port of a device; `…` says that there are more."""
    first = device.targets[0]
    whole = place_of(device)
    udp_ports = () if first.tcp_ports else first.udp_ports[:1]
    short = str(Target(first.address, first.tcp_ports[:1], udp_ports))
    return whole if len(whole) <= len(short) else f"{short}…"


def services_text(device: Device) -> str:
    """Write what the device speaks and where: `http at tcp 80 and rtsp at tcp 554`, once over all its addresses."""
    parts = dict.fromkeys(f"{one.protocol} at {one.endpoint.transport} {one.endpoint.port}" for one in device.services)
    return shortened(listing(parts) or "nothing that we know", _LONGEST_LIST)


def basis_words(basis: str) -> str:
    """Say which kind of evidence a claim rests on."""
    return _BASIS.get(basis, basis)


def record_words(grade: str, about: str, maker: str, source: str) -> str:
    """Say what a public record states, and on whose word: `By the maker's own record (grade A): …`."""
    return f"{_RECORD_GRADES[grade]} (grade {grade}), {maker} makes this: {about}. {source}"


def time_words(seconds: float) -> str:
    """Write seconds since the epoch as `2 March 2026, 09:30 UTC`."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"


def span_text(first: float, last: float) -> str:
    """Write a span of time to the minute, and one that is shorter than that as one moment."""
    begin, end = time_words(first), time_words(last)
    return begin if begin == end else f"{begin} to {end}"


# strftime would follow the machine's language.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


MARKS = {
    "misaddressed": "It was heard on a link that its address does not belong to, and could be asked nothing.",
    "xaddr_elsewhere": "The service addresses that it announces lead to another host than itself.",
    "duplicate_address": "Another device answers at the same address: each has a row, and each counts.",
    "possibly_same": "Another row tells the same serial number: the count may be one too high for the two.",
    "on_record_only": "A list, a lease or an ARP table knows it, and it answered nothing.",
}


def mark_words(devices: Iterable[Device]) -> list[tuple[str, str]]:
    """Return what the marks of these devices mean, each once."""
    used = {mark.name for device in devices for mark in device.marks}
    return [(name.replace("_", " "), meaning) for name, meaning in MARKS.items() if name in used]


def mark_text(mark: Mark) -> str:
    """Return a mark's sentence, safe to show: it quotes what devices said."""
    return f"{mark_name(mark)}: {shortened(mark.about, _LONGEST_MARK)}"


def mark_name(mark: Mark) -> str:
    """Return a mark's name in words, safe to show: an inventory may be anybody's file."""
    return shortened(mark.name.replace("_", " "), _LONGEST_MARK)
