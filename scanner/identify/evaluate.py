"""How often identification is right, by labelled answers: per vendor and attribute, per word, and the false alarms."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from scanner.fingerprint.compile import Compiled
from scanner.identify.corpus import Row, observations_of_row
from scanner.identify.judge import Attribute, Judged, Judgement, Section, Verdict, judge, slugs_by_name
from scanner.identify.resolve import Identifier, Identity
from scanner.model.claim import Claim, Grade, Kind

NO_VIDEO = "no video device"
_SURE = frozenset({Grade.CONFIRMED, Grade.PROBABLE})
_NORMAL_95 = 1.959964  # quantile of the normal distribution for a two-sided interval of 95 %


@dataclass(slots=True)
class Tally:
    """Counts of one group. `unknown`: nothing was claimed. `unjudged`: the label or the text does not say."""

    right: int = 0
    wrong: int = 0
    unknown: int = 0
    unjudged: int = 0

    def count(self, verdict: Verdict) -> None:
        """Add one."""
        setattr(self, verdict, getattr(self, verdict) + 1)

    @property
    def claimed(self) -> int:
        """How many claims were made."""
        return self.right + self.wrong

    @property
    def judged(self) -> int:
        """How many could be judged."""
        return self.claimed + self.unknown


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every row judged. Rows whose label is disputed are kept apart, with the reason."""

    rows: tuple[Judged, ...]
    disputed: Mapping[str, str] = field(default_factory=dict)

    def section(self, section: Section) -> list[Judged]:
        """Return the undisputed rows of a section."""
        return [row for row in self.rows if row.section == section and row.row not in self.disputed]

    def tally(self, attribute: Attribute, section: Section = "named") -> Tally:
        """Return the counts of an attribute over a section."""
        return tally(row.verdict(attribute) for row in self.section(section))

    def vendors(self, section: Section = "named") -> dict[str, list[Judged]]:
        """Return a section's rows by the corpus's names of vendors, the most frequent first."""
        found: dict[str, list[Judged]] = defaultdict(list)
        for row in self.section(section):
            found[row.group].append(row)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))

    def maker_or_label(self) -> tuple[Tally, float]:
        """Return how often the maker or the label was right, over rows and averaged over vendors."""
        groups = [tally(row.maker_or_label for row in rows) for rows in self.vendors().values()]
        mean = sum(group.right / group.judged for group in groups if group.judged) / max(1, len(groups))
        return tally(row.maker_or_label for row in self.section("named")), mean

    def words(self, *attributes: Attribute) -> dict[Grade, Tally]:
        """Return how often each word was right, over the claims of camera rows of every section."""
        found: dict[Grade, Tally] = defaultdict(Tally)
        for row in self.rows:
            for item in row.judgements if row.section != "other" and row.row not in self.disputed else ():
                if item.grade is not None and item.said is not None and item.attribute in attributes:
                    found[item.grade].count(item.verdict)
        return found

    def mistakes(self) -> list[tuple[Judged, Judgement]]:
        """Return what was wrong, false alarms among what is no camera left out."""
        return [
            (row, item)
            for row in self.rows
            if row.section != "other" and row.row not in self.disputed
            for item in row.judgements
            if item.verdict == "wrong"
        ]

    def false_alarms(self, *, sure: bool) -> list[tuple[Judged, Judgement]]:
        """Return what is no camera and was taken for one: at probable or above, or else at possible."""
        return [
            (row, item)
            for row in self.section("other")
            for item in row.judgements
            if item.verdict == "wrong" and (item.grade in _SURE) is sure
        ]


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Count verdicts."""
    found = Tally()
    for verdict in verdicts:
        found.count(verdict)
    return found


def evaluate(
    rows: Iterable[Row], compiled: Compiled, *, disputed: Mapping[str, str] | None = None, without_source: bool = False
) -> Evaluation:
    """Identify every row and compare with its label.

    `without_source` leaves out, for each row, the fingerprints all of whose examples come from that row's own source:
    what remains was known from elsewhere.
    """
    identifier = Identifier(compiled)
    slugs = slugs_by_name(compiled.library)
    left_out = _known_only_from(compiled) if without_source else lambda _: frozenset()
    judged = []
    for row in rows:
        observations = observations_of_row(row)
        identity = identifier.identify(observations, left_out(row))
        if not observations:
            judged.append(Judged(row["id"], row["label"].get("vendor") or "", "unseen"))
        elif row["label"]["device_type"] == "not_camera":
            judged.append(Judged(row["id"], row["label"].get("vendor") or "", "other", _alarm(identity)))
        else:
            judged.append(judge(row, observations, identity, slugs, compiled.library))
    return Evaluation(tuple(judged), disputed or {})


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a rate by Wilson's score, as two shares; of nothing it is everything."""
    if not of:
        return 0.0, 1.0
    share, weight = right / of, _NORMAL_95**2 / of
    middle = (share + weight / 2) / (1 + weight)
    spread = _NORMAL_95 / (1 + weight) * sqrt(share * (1 - share) / of + weight / (4 * of))
    return max(0.0, middle - spread), min(1.0, middle + spread)


def as_record(result: Evaluation, version: str) -> dict[str, object]:
    """Return what a later run compares with: the fingerprints' version and every verdict by row."""
    return {
        "schema": "camscan.evaluation/1",
        "fingerprints_version": version,
        "rows": {
            row.row: {item.attribute: item.verdict for item in row.judgements}
            for row in result.rows
            if row.section != "unseen"
        },
    }


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, str, str, str]]:
    """Return what differs between two records: row, attribute, verdict before and after."""
    old, new = before["rows"], after["rows"]
    assert isinstance(old, dict)
    assert isinstance(new, dict)
    return [
        (row, attribute, old[row].get(attribute, "unjudged"), verdict)
        for row, verdicts in new.items()
        if row in old
        for attribute, verdict in verdicts.items()
        if old[row].get(attribute, "unjudged") != verdict
    ]


def _known_only_from(compiled: Compiled) -> Callable[[Row], frozenset[str]]:
    sources = {rule.full_id: [example.source for example in rule.fingerprint.examples] for rule in compiled.rules}
    cache: dict[str, frozenset[str]] = {}

    def of(row: Row) -> frozenset[str]:
        repository = row.get("source", {}).get("repo", "")
        if repository not in cache:
            cache[repository] = frozenset(
                full_id
                for full_id, cited in sources.items()
                if repository and all(repository.casefold() in source.casefold() for source in cited)
            )
        return cache[repository]

    return of


def _alarm(identity: Identity) -> tuple[Judgement, ...]:
    """Return the judgement of what is no camera: wrong where an inventory would list it, as `Device.is_video` says.

    Door controllers are listed too, and are called what they are.
    """
    kind = Kind(identity.kind.value or Kind.UNKNOWN)
    if kind.is_video and kind is not Kind.ACCESS_CONTROL:
        return (Judgement("kind", "wrong", NO_VIDEO, kind.value, identity.kind.grade, identity.kind.because),)
    parties = [claim for claim in (identity.manufacturer, identity.brand) if claim]
    if kind is Kind.UNKNOWN and parties:
        first = max(parties, key=lambda claim: claim.confidence)
        return (Judgement("kind", "wrong", NO_VIDEO, f"a device of {_who(first)}", first.grade, first.because),)
    return (Judgement("kind", "right", NO_VIDEO),)


def _who(claim: Claim) -> str:
    return claim.value or " or ".join(claim.rivals)
