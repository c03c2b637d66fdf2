"""The text of `camscan fingerprints match`: what was observed, what matches, what that claims, and what came near."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from scanner.fingerprint.explain import Explanation, Look, hint
from scanner.fingerprint.load import Library
from scanner.fingerprint.match import Match
from scanner.fingerprint.model import Condition
from scanner.identify.resolve import Identity
from scanner.model.claim import Claim, FirmwareClaim
from scanner.model.observation import Observation
from scanner.report.evidence import firmware_text
from scanner.report.plain import shortened
from scanner.report.wording import UNKNOWN, grade_word, named, plural

WIDTH = 100
_LONGEST_VALUE = 160
_LONGEST_PATTERN = 300
_MOST_VALUES = 2
_MOST_IN_BODY = 60
# A label, a Server header, an icon, a MAC block or a certificate: docs/decisions/0003.
_NOT_ENOUGH = "what points to a maker here is easily copied, and the platform showed nothing of him: decision 3"


def observed_lines(observations: Iterable[Observation]) -> Iterator[str]:
    """Write each observation as `field = 'value'`."""
    for seen in observations:
        yield shortened(f"  {seen.field} = '{seen.value}'", WIDTH)


def matched_lines(explained: Iterable[Explanation]) -> Iterator[str]:
    """Write each match, what it says, and the conditions that carry it."""
    for item in explained:
        for found in item.matches:
            yield from _folded(f"{found.fingerprint} ({found.strength}): {_said(found)}", "  ", "      ")
            for look in item.looks:
                if any(seen in found.observations for seen in look.met_by):
                    yield from _look_lines(look)


def claim_lines(identity: Identity, names: Mapping[str, str]) -> Iterator[str]:
    """Write each claim with its grade and what decided it."""
    maker = identity.manufacturer
    claims: tuple[tuple[str, Claim | FirmwareClaim | None, str], ...] = (
        ("kind", identity.kind, _value(identity.kind)),
        ("label", identity.brand, named(identity.brand, names)),
        ("made by", maker, named(maker, names)),
        ("model", identity.model, _value(identity.model)),
        ("firmware", identity.firmware, firmware_text(identity.firmware) if identity.firmware else UNKNOWN),
        ("serial", identity.serial, _value(identity.serial)),
    )
    for subject, claim, value in claims:
        because = ", ".join(claim.because) if claim else ""
        if subject == "made by" and maker is None and any(found.value("manufacturer") for found in identity.matches):
            because = _NOT_ENOUGH
        text = f"{subject:<9}{shortened(value, 40):<24}{grade_word(claim):<12}{because}"
        yield from _folded(text.rstrip(), "  ", " " * 47)


def near_lines(explained: Iterable[Explanation], library: Library) -> Iterator[str]:
    """Write each fingerprint that did not match: its conditions, met or not, and what was seen instead."""
    for item in explained:
        rule = item.rule
        said = ", ".join(f"{name} {value}" for name, value in rule.fingerprint.asserts.texts.items())
        head = f"{rule.full_id} ({rule.fingerprint.strength}) would say {said}; {_place(item, library)}"
        yield from _folded(head, "  ", "      ")
        if item.why_not:
            yield from _folded(item.why_not, "    ", "    ")
        for look in item.looks:
            yield from _look_lines(look)


def chosen_near(explained: Sequence[Explanation], vendor: str | None, *, every: bool) -> list[Explanation]:
    """Return what came near: where part was met, or all that look of one vendor, or all."""
    missed = [item for item in explained if not item.matches]
    if every or vendor is not None:
        return [item for item in missed if vendor in (None, item.rule.slug)]
    return [item for item in missed if item.met]


def left_out_line(explained: Sequence[Explanation], shown: Sequence[Explanation]) -> str:
    """Say how many fingerprints look at the same fields and are not shown; nothing where there is none."""
    missed = [item for item in explained if not item.matches]
    left = len(missed) - len(shown)
    near = sum(item.is_near for item in missed) - sum(item.is_near for item in shown)
    if not left:
        return ""
    look = plural(left, "more fingerprint looks", "more fingerprints look")
    return (
        f"{look} at these fields, {near} of them by a pattern that did not hit.\nSee them with --vendor SLUG or --all."
    )


def _said(found: Match) -> str:
    return ", ".join(f"{name} {shortened(value, _LONGEST_VALUE)}" for name, value in sorted(found.asserts))


def _value(claim: Claim | None) -> str:
    return UNKNOWN if claim is None else claim.value or " or ".join(claim.rivals) or UNKNOWN


def _place(item: Explanation, library: Library) -> str:
    entry = library.vendors[item.rule.slug]
    number = entry.content.fingerprints.index(item.rule.fingerprint)
    return f"{entry.path.name}:{entry.document.mark(('fingerprints', number)).line}"


def _look_lines(look: Look) -> Iterator[str]:
    wanted = _wanted(look.condition)
    if look.met_by:
        values = dict.fromkeys(seen.value for seen in look.met_by)
        shown = "" if look.condition.equals is not None else f"; seen {_quoted(values)}"
        yield from _folded(f"{wanted}{shown}", "    met      ", " " * 13)
        return
    yield from _folded(f"{wanted}; {_instead(look)}", "    not met  ", " " * 13)


def _wanted(condition: Condition) -> str:
    test, text = condition.test
    return f"{' or '.join(condition.field)} {test} '{shortened(text, _LONGEST_PATTERN)}'"


def _instead(look: Look) -> str:
    if not look.others:
        return "not observed"
    nearest = look.nearest(_MOST_VALUES)
    more = f" and {len(look.others) - len(nearest)} more" if len(look.others) > len(nearest) else ""
    reason = next((words for value in nearest if (words := hint(look.condition, value))), "")
    return f"seen {_quoted(nearest)}{more}{f': {reason}' if reason else ''}"


def _quoted(values: Iterable[str]) -> str:
    shown = list(values)[:_MOST_VALUES]
    return ", ".join(f"'{shortened(value, _LONGEST_VALUE if len(value) < 1000 else _MOST_IN_BODY)}'" for value in shown)


def _folded(text: str, first: str, rest: str) -> list[str]:
    """Break a line at blanks where it is too wide; a word that is too wide by itself is cut anywhere."""
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, drop_whitespace=True)
