"""`camscan fingerprints firmware`: what a maker's version text says, and which of two is older."""

from typing import Annotated

import typer

from scanner.cli import exit_codes, options
from scanner.cli.output import say
from scanner.fingerprint.firmware import Firmware, Order, compare, read_firmware
from scanner.fingerprint.load import VendorEntry, load_library
from scanner.model.errors import UsageError

_ANSWERS = {
    Order.OLDER: "the first is older",
    Order.SAME: "they are the same",
    Order.NEWER: "the first is newer",
    Order.CANNOT_TELL: "cannot tell: they are not of one line of releases",
}


def read_and_compare(
    vendor: Annotated[str, typer.Argument(help="The maker's slug.")],
    text: Annotated[str, typer.Argument(help="A version as a device writes it.")],
    other: Annotated[str | None, typer.Argument(help="Another to compare it with.")] = None,
    model: Annotated[str | None, typer.Option(help="The model that both are of, where that matters.")] = None,
    fingerprints: options.Fingerprints = None,
) -> int:
    """Read a firmware text by its maker's scheme, and say how it stands to another."""
    library = load_library(fingerprints or ())
    if vendor not in library.vendors:
        raise UsageError(f"`{vendor}` has no file; `camscan fingerprints list` names those that do")
    entry = library.vendors[vendor]
    for one in (text, other) if other is not None else (text,):
        say(f"{one}: {_parts(one, entry)}")
    if other is not None:
        first, second = Firmware(vendor, model, text), Firmware(vendor, model, other)
        say(_ANSWERS[compare(first, second, entry.content.firmware)])
    return exit_codes.DONE


def _parts(text: str, entry: VendorEntry) -> str:
    parts = read_firmware(text, entry.content.firmware)
    if parts is None:
        makers = sorted({record.made_by for record in entry.content.vendor.lineage} - {entry.slug})
        hint = f"; its units are on record as made by {', '.join(makers)}" if makers else ""
        return f"no firmware scheme of {entry.slug}.yaml reads it{hint}"
    told = {"version": parts.version, "build": parts.build, "built": parts.date, "branch": parts.branch}
    within = ", comparable within one model" if parts.scheme.within == "model" else ""
    return ", ".join(f"{name} {value}" for name, value in told.items() if value) + within
