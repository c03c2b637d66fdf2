"""`camscan fingerprints new`: a vendor's file drafted from what a unit said that nobody could name."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import exit_codes, options
from scanner.cli.output import remark, say
from scanner.engine.heard import Known, heard_in
from scanner.fingerprint.common import is_common
from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.decoy import load_decoys
from scanner.fingerprint.draft import Draft, Vendor, draft
from scanner.fingerprint.draft_text import file_text, lines_text
from scanner.fingerprint.general import Own
from scanner.fingerprint.load import Library, load_library
from scanner.fingerprint.own import own_of, own_secrets
from scanner.fingerprint.rivals import Rivals
from scanner.fingerprint.verify import GENERIC
from scanner.identify.nameplate import PLATES, Nameplates
from scanner.identify.oui import is_global
from scanner.identify.resolve import Identifier
from scanner.model.errors import MachineFault, UsageError
from scanner.report.files import write_atomically
from scanner.report.wording import plural
from scanner.transcript.redact import searched

UNNAMED = "unnamed"
_MOST_NAMED = 5

From = Annotated[Path, typer.Option("--from", metavar="TRANSCRIPT", help="What `scan` or `observe` wrote.")]
Devices = Annotated[
    list[str],
    typer.Option("--device", metavar="ADDRESS", help="Who said it; several units of one kind leave what they share."),
]
Slug = Annotated[str | None, typer.Option(metavar="SLUG", help="The vendor's slug. One with a file gets lines to add.")]
Name = Annotated[str | None, typer.Option(metavar="NAME", help="The vendor's name, for people.")]
Output = Annotated[
    Path | None, typer.Option("-o", metavar="FILE", help="Write a new file, SLUG.yaml; otherwise it is shown.")
]
Decoys = Annotated[Path | None, typer.Option(metavar="DIR", help="Answers of what is no camera, as for `verify`.")]
Reparse = Annotated[bool, typer.Option("--reparse", help="Read the raw bytes anew, with the codecs of this version.")]


def new(
    transcript: From,
    device: Devices,
    slug: Slug = None,
    name: Name = None,
    output: Output = None,
    decoys: Decoys = None,
    reparse: Reparse = False,
    fingerprints: options.Fingerprints = None,
) -> int:
    """Draft a vendor's file from what a unit said: traits that its kind shares, and nothing that is the unit's own.

    Serial numbers, addresses, names of places and dates become patterns or are left out. Each trait is held against all
    that is known, the decoys and the scan's other devices. The draft passes `verify`; its author completes it.
    """
    library = load_library(fingerprints or ())
    identifier = Identifier(compile_library(library))
    known = heard_in(transcript, identifier, reparse=reparse)
    units = [_unit(one, known, transcript) for one in device]
    chosen = _slug(slug, name, output, units, library)
    made = draft(
        [unit.heard.observations for unit in units],
        _own(transcript, units),
        _vendor(chosen, library),
        Rivals(
            chosen,
            identifier.compiled,
            load_decoys(decoys) if decoys else (),
            [other.neighbour for other in known if other not in units],
        ),
        f"own unit, {_date(units[0])}: <make and model as printed on it>",
    )
    if not made.proposed and not _own_word(units[0]):
        raise UsageError(f"{transcript}: nothing that {device[0]} said tells its kind from others: {_reasons(made)}")
    called = name or _own_word(units[0]) or chosen.title()
    aliases = _aliases(units, called, identifier.nameplates)
    if chosen in library.vendors:
        text = lines_text(made, chosen, aliases)
    else:
        text = file_text(made, called, aliases, _registrant(units, library))
    _write(text, output)
    _say_more(made, chosen, units, output)
    return exit_codes.DONE


def _unit(wanted: str, known: Sequence[Known], transcript: Path) -> Known:
    text = wanted.strip().lower()
    found = [one for one in known if text in (str(one.target), one.target.address)]
    exact = [one for one in found if text == str(one.target)]
    if len(exact or found) == 1:
        return (exact or found)[0]
    shown = ", ".join(str(one.target) for one in (found or known)[:_MOST_NAMED])
    if found:
        raise UsageError(f"{transcript}: {wanted} is {len(found)} devices: name one with its ports, such as {shown}")
    raise UsageError(f"{transcript}: nothing was heard of {wanted}; it heard {len(known)} devices, such as {shown}")


def _slug(slug: str | None, name: str | None, output: Path | None, units: Sequence[Known], library: Library) -> str:
    """Return the slug: as given, as the file is named, or made of a name."""
    stem = output.stem if output else None
    if slug and stem and slug != stem and slug not in library.vendors:
        raise UsageError(f"{output}: a vendor's file is named by its slug: {slug}.yaml")
    chosen = slug or stem or _slugged(name or _own_word(units[0])) or UNNAMED
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", chosen):
        raise UsageError(f"`{chosen}` is no slug: lower-case letters, digits and `-` only; name it with --slug")
    if chosen == GENERIC:
        raise UsageError(f"`{GENERIC}` is the file of what proves no maker: name a vendor with --slug")
    return chosen


def _slugged(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _own_word(unit: Known) -> str:
    """Return the company that the unit's own answers name first."""
    return next((item.value for item in unit.heard.observations if item.field in PLATES), "")


def _aliases(units: Sequence[Known], name: str, nameplates: Nameplates) -> list[str]:
    """Return what the units' answers call their vendor beside his name, unless that is a word or a name of others."""
    said = [{item.value.strip() for item in unit.heard.observations if item.field in PLATES} for unit in units]
    shared = sorted(set.intersection(*said))
    return [text for text in shared if text != name and not is_common(text) and nameplates.find(text) is None]


def _own(transcript: Path, units: Sequence[Known]) -> list[Own]:
    """Return what belongs to the units: by their own words, and by a search of the whole transcript."""
    said = [(item.field, item.value) for unit in units for item in unit.heard.observations]
    forms = searched(transcript)[0].forms()
    return [*own_of(said), *own_secrets(forms, (value for _, value in said))]


def _vendor(slug: str, library: Library) -> Vendor:
    entry = library.vendors.get(slug)
    if entry is None:
        return Vendor(slug)
    taken = frozenset(item.id for item in entry.content.fingerprints)
    return Vendor(slug, entry.content.vendor.makes, taken)


def _registrant(units: Sequence[Known], library: Library) -> str | None:
    """Return who registered the units' MAC blocks, if no vendor's file has that registrant."""
    macs = [mac for unit in units for mac in unit.identity.macs if is_global(mac)]
    registrants = [found for mac in macs if (found := library.registry.registrant(mac))]
    taken = {name for entry in library.vendors.values() for name in entry.content.registered_as}
    return next((found for found in registrants if found not in taken), None)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        say(text)
        return
    if output.exists():
        raise UsageError(f"{output}: there is a file of this name: name a new one, so that nothing of yours is lost")
    if not output.parent.is_dir():
        raise MachineFault(f"{output}: there is no folder {output.parent}")
    write_atomically(output, text)


def _say_more(made: Draft, slug: str, units: Sequence[Known], output: Path | None) -> None:
    parties = sorted({party for unit in units for party in unit.parties} - {slug})
    if parties:
        remark(f"what is known already names this device: {', '.join(parties)}")
    strong = sum(item.fingerprint.strength == "strong" for item in made.proposed)
    proposed = plural(len(made.proposed), "fingerprint is proposed", "fingerprints are proposed")
    remark(f"{proposed}, {strong} of them strong; not proposed: {plural(len(made.left_out), 'trait', 'traits')}")
    where = output.parent if output else "DIR"
    remark(f"next: read it, complete each <…>, then camscan fingerprints verify --fingerprints {where}")


def _reasons(made: Draft) -> str:
    shown = [f"{name}: {why}" for name, why in made.left_out[:_MOST_NAMED]]
    more = len(made.left_out) - len(shown)
    return "; ".join(shown + ([f"and {more} more"] if more > 0 else [])) or "it said too little"


def _date(unit: Known) -> str:
    return datetime.fromtimestamp(unit.heard.last_seen or 0, UTC).date().isoformat()
