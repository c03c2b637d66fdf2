"""Who speaks at one address: mostly one device, and two where what is told without a connection contradicts itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address

from scanner.identify.particulars import is_same
from scanner.identify.speaker import Speaker, is_one_serial, one_of, speaker_of, whole
from scanner.identify.tales import Tale, models_in, serials_in, tale_of, told_macs
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation

# More devices than these at one address are somebody's forgery: the rest counts as the first one's.
MOST_AT_ONE_ADDRESS = 16


@dataclass
class Speakers:
    """The devices at one address, and which of them each exchange belongs to.

    The first `answering` of them answered; the others are known by records that name another device than these.
    """

    found: list[Speaker]
    answering: int
    before_address: bool
    homes: Mapping[str, int]
    usual: int

    @property
    def count(self) -> int:
        """How many there are: at least one."""
        return len(self.found)

    def home(self, exchange: str) -> int:
        """Return whose an exchange is: of whom its answer tells, else of the one that connections lead to."""
        return self.homes.get(exchange, self.usual)

    def twin(self, place: int) -> str:
        """Return what tells a device from others at its address; nothing for the only one that answers there."""
        if self.answering == 1 and place == 0 and not self.before_address:
            return ""
        name = self.found[place].name
        return name if self._names[name] == 1 else " ".join(self.found[place].words)

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(speaker.name for speaker in self.found)


def speakers_of(exchanges: Sequence[Exchange], observations: Iterable[Observation]) -> Speakers:
    """Sort what was told at one address by who tells it, whatever the order in which it came."""
    scene = _Scene(exchanges, observations)
    clusters = _clusters(scene.told_by("udp", "arp"))
    found = clusters if scene.before_address else _settled(clusters)
    placed = {tale.exchange: place for place, speaker in enumerate(found) for tale in speaker.tales}
    usual = 0
    if len(found) > 1:
        fitting = {name: place for name in scene.rest(placed) if (place := _fit(scene.told[name], found)) is not None}
        usual = _usual(scene, fitting, placed)
        placed |= fitting
    found = found or [Speaker()]
    answering = len(found)
    for name in scene.rest(placed):
        found[usual].macs |= told_macs(scene.told[name])
    placed |= _recorded(scene, found, usual)
    return Speakers(found, answering, scene.before_address, placed, usual)


class _Scene:
    """What was told at one address, by exchange."""

    def __init__(self, exchanges: Sequence[Exchange], observations: Iterable[Observation]) -> None:
        self.exchanges = exchanges
        self.told: dict[str, list[Observation]] = defaultdict(list)
        for item in observations:
            self.told[item.exchange].append(item)
        self.before_address = any(ip_address(item.target.address).is_unspecified for item in exchanges[:1])

    def told_by(self, *transports: str) -> list[Tale]:
        """Return what was told by these transports of who speaks."""
        chosen = (item for item in self.exchanges if item.endpoint.transport in transports)
        return [tale for item in chosen if (tale := tale_of(item, self.told[item.id]))]

    def rest(self, placed: Mapping[str, int]) -> list[str]:
        """Return the exchanges that no tale placed, records left out."""
        live = (item for item in self.exchanges if item.endpoint.transport != "record")
        return [item.id for item in live if item.id not in placed]

    @cached_property
    def tables(self) -> frozenset[str]:
        """The lines of this machine's neighbour table: where its connections went."""
        return frozenset(item.id for item in self.exchanges if item.protocol == "neighbour_table")


def _clusters(tales: Iterable[Tale]) -> list[Speaker]:
    """Join the tales that share a serial number or a MAC address and do not contradict each other."""
    made: list[Speaker] = []
    holders: dict[str, list[Speaker]] = defaultdict(list)
    for tale in sorted(tales, key=lambda item: item.order):
        alone = home = speaker_of(tale)
        for near in _near(alone, holders):
            if near is not home and near.left_to is None and not near.contradicts(home):
                home = one_of(near, home)
        made.append(alone)
        for key in alone.keys:
            holders[key].append(home)
    living = [item for item in made if item.left_to is None]
    return sorted(living, key=lambda item: min(tale.order for tale in item.tales))


def _near(item: Speaker, holders: Mapping[str, Sequence[Speaker]]) -> list[Speaker]:
    """Return those that tell one of its keys too, as what they have become part of."""
    held = (whole(near) for key in item.keys for near in holders.get(key, ())[:MOST_AT_ONE_ADDRESS])
    return list(dict.fromkeys(held))


def _settled(clusters: Iterable[Speaker]) -> list[Speaker]:
    """Give each cluster to the one speaker that it may belong to; one that fits nobody is another device."""
    found: list[Speaker] = []
    for item in clusters:
        bearable = [known for known in found if not known.contradicts(item)]
        alike = [known for known in bearable if _is_model_of(item.models, known)]
        if bearable:
            (alike if len(alike) == 1 else bearable)[0].take(item)
        elif len(found) < MOST_AT_ONE_ADDRESS:
            found.append(item)
    return found


def _fit(seen: Sequence[Observation], speakers: Sequence[Speaker]) -> int | None:
    """Return whose an answer over a connection is, by serial number or MAC address, else by model; None if nobody's."""
    serials, macs, models = serials_in(seen), told_macs(seen), models_in(seen)
    for place, speaker in enumerate(speakers):
        if macs & speaker.macs or any(is_one_serial(one, other) for one in serials for other in speaker.numbers):
            return place
    alike = [place for place, speaker in enumerate(speakers) if _is_model_of(models, speaker)]
    return alike[0] if len(alike) == 1 else None


def _is_model_of(models: Iterable[str], speaker: Speaker) -> bool:
    return any(is_same(one, other) for one in models for other in speaker.models)


def _usual(scene: _Scene, fitting: Mapping[str, int], placed: Mapping[str, int]) -> int:
    """Return whose an answer is that tells nothing of who speaks: of the one that connections led to, or the first."""
    for votes in (set(fitting.values()), {placed[name] for name in scene.tables if name in placed}):
        if votes:
            return votes.pop() if len(votes) == 1 else 0
    return 0


def _recorded(scene: _Scene, found: list[Speaker], usual: int) -> dict[str, int]:
    """Place what records tell: with whom they do not contradict, the latest first, else with a device of their own."""
    places: dict[str, int] = {}
    times = {item.id: item.ended for item in scene.exchanges}
    for tale in sorted(scene.told_by("record"), key=lambda item: (-times[item.exchange], item.order)):
        fitting = [
            place for place, known in enumerate(found) if tale.macs & known.macs or not (known.macs and tale.macs)
        ]
        place = usual if usual in fitting else next(iter(fitting), len(found))
        if place == len(found):
            found.append(Speaker())
        found[place].macs |= tale.macs
        places[tale.exchange] = place
    return places
