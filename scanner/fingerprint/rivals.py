"""Who else shows a proposed trait: other vendors' published answers, decoys, and the other devices of one scan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scanner.fingerprint.compile import Compiled, compile_library
from scanner.fingerprint.decoy import Decoy, parties_of
from scanner.fingerprint.load import Library, VendorEntry
from scanner.fingerprint.match import match
from scanner.fingerprint.model import Fingerprint, Vendor, VendorFile
from scanner.fingerprint.verify import GENERIC, seen
from scanner.model.observation import Observation

_MOST_NAMED = 3

Said = Sequence[Observation]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another device of the same scan. `parties` made or labelled it; `video` is false for what is no camera."""

    observations: Said
    parties: frozenset[str]
    video: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """`against` says why a fingerprint should not be proposed, `doubts` why it can only be weak; `others` is a count.

    So many more devices of the scan show it, and nobody could name them either.
    """

    against: str = ""
    doubts: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True)
class Rivals:
    """All that a proposal for one vendor is held against."""

    slug: str
    compiled: Compiled
    decoys: Sequence[Decoy] = ()
    neighbours: Sequence[Neighbour] = ()

    def judge(self, proposals: Sequence[Fingerprint], units: Iterable[Said]) -> list[Verdict]:
        """Return a verdict for each proposal. All of `units` must show it."""
        shown = _Shown(_compiled(self.slug, proposals))
        self._show(shown)
        wanted = {item.id for item in proposals}
        missing = {name for unit in units for name in wanted - shown.ids_of(unit)}
        return [self._verdict(item, shown, item.id in missing) for item in proposals]

    def _show(self, shown: "_Shown") -> None:
        for slug, entry in self.compiled.library.vendors.items():
            for item in entry.content.fingerprints if slug != self.slug else ():
                for example in item.examples:
                    shown.note(seen(example.see), "doubt" if slug == GENERIC else "stranger", _vendor(slug))
                for miss in item.near_misses:
                    shown.note(seen(miss.see), "doubt", f"the near miss of {slug}/{item.id}")
        for decoy in self.decoys:
            shown.note(seen(decoy.see), "stranger", f"the decoy {decoy.name}")
        for neighbour in self.neighbours:
            others = sorted(neighbour.parties - {self.slug})
            if others:
                shown.note(neighbour.observations, "stranger", f"a device of the scan ({others[0]})")
            elif not neighbour.video:
                shown.note(neighbour.observations, "stranger", "a device of the scan that is no camera")
            elif not neighbour.parties:
                shown.note(neighbour.observations, "unnamed", "")

    def _verdict(self, item: Fingerprint, shown: "_Shown", missing: bool) -> Verdict:
        if missing:
            return Verdict("not shown at one place of every device that is named")
        if any(item.id not in shown.ids_of(seen(example.see)) for example in item.examples):
            return Verdict("it cannot be written as a pattern that its own example meets")
        if known := self._known(item):
            return Verdict(known)
        strangers, doubts = (shown.by[item.id, sort] for sort in ("stranger", "doubt"))
        if strangers:
            return Verdict(f"{_listed(strangers)} shows it too")
        others = shown.by[item.id, "unnamed"].total()
        return Verdict(doubts=(f"{_listed(doubts)} shows it too",) if doubts else (), others=others)

    def _known(self, item: Fingerprint) -> str:
        """Say which fingerprint already reads the proposal's own examples, for another vendor or for this one."""
        says = parties_of(item.asserts.texts)
        for example in item.examples:
            for found in match(seen(example.see), self.compiled):
                parties = parties_of(dict(found.asserts))
                if strangers := sorted(parties - {self.slug}):
                    return f"`{found.fingerprint}` matches it too and says {', '.join(strangers)}"
                if parties >= says and found.strength != "weak":
                    return f"`{found.fingerprint}` says so already"
        return ""


@dataclass
class _Shown:
    """Who showed which proposal: by its id and by what that means for it."""

    mine: Compiled
    by: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def ids_of(self, said: Iterable[Observation]) -> set[str]:
        return {found.fingerprint.partition("/")[2] for found in match(said, self.mine)}

    def note(self, said: Iterable[Observation], sort: str, who: str) -> None:
        for name in self.ids_of(said):
            self.by[name, sort][who] += 1


def _compiled(slug: str, proposals: Sequence[Fingerprint]) -> Compiled:
    content = VendorFile(vendor=Vendor(name=slug), fingerprints=tuple(proposals))
    return compile_library(Library({slug: VendorEntry(slug, content, Path(f"{slug}.yaml"))}, "", {}))


def _vendor(slug: str) -> str:
    return "many a maker's device" if slug == GENERIC else slug


def _listed(names: Counter[str]) -> str:
    shown = [name for name, _ in sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))]
    more = f" and {len(shown) - _MOST_NAMED} more" if len(shown) > _MOST_NAMED else ""
    return ", ".join(shown[:_MOST_NAMED]) + more
