"""`camscan fingerprints`: what is known, checked and measured."""

import json as json_text
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import exit_codes, options
from scanner.cli.fingerprints_evaluate import evaluate_corpora
from scanner.cli.fingerprints_firmware import read_and_compare
from scanner.cli.fingerprints_match import match
from scanner.cli.fingerprints_new import new
from scanner.cli.fingerprints_unknown import unknown
from scanner.cli.output import remark, say
from scanner.codec.http import request
from scanner.fingerprint.decoy import load_decoys
from scanner.fingerprint.load import Library, load_library
from scanner.fingerprint.model import schema as fingerprint_schema
from scanner.fingerprint.verify import verify as verify_library
from scanner.model.errors import FileFault, UsageError
from scanner.net.allowed import refusal

app = typer.Typer(help="What is known of vendors: list, check, try and measure it.")
app.command("evaluate")(evaluate_corpora)
app.command("firmware")(read_and_compare)
app.command("match")(match)
app.command("new")(new)
app.command("unknown")(unknown)


@app.command("list")
def list_vendors(
    vendor: Annotated[str | None, typer.Argument(help="One vendor's fingerprints in full.")] = None,
    fingerprints: options.Fingerprints = None,
) -> int:
    """List the vendors that are known, or one vendor's fingerprints and why each proves what it says."""
    library = load_library(fingerprints or ())
    if vendor is None:
        for line in _vendor_lines(library):
            say(line)
        return exit_codes.DONE
    if vendor not in library.vendors:
        raise UsageError(f"`{vendor}` has no file; known are: {', '.join(library.vendors)}")
    for fingerprint in library.vendors[vendor].content.fingerprints:
        asserted = ", ".join(f"{name} {value}" for name, value in fingerprint.asserts.texts.items())
        say(f"{vendor}/{fingerprint.id}  ({fingerprint.strength}: {asserted})\n    {fingerprint.about}")
    return exit_codes.DONE


def _vendor_lines(library: Library) -> Iterator[str]:
    blocks = Counter(library.blocks.values())
    for slug, entry in library.vendors.items():
        content = entry.content
        counts = f"{len(content.fingerprints):>3} fingerprints  {blocks[slug]:>3} MAC blocks"
        empty = "" if content.fingerprints else "  (nothing published was found)"
        yield f"{slug:<18} {content.vendor.name:<20} {counts}  makes {content.vendor.makes}{empty}"


@app.command()
def verify(
    fingerprints: options.Fingerprints = None,
    decoys: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Answers of what is no camera: nothing strong may match them.")
    ] = None,
) -> int:
    """Check every file: examples match, near misses and other vendors' examples do not, regexes are safe."""
    library = load_library(fingerprints or ())
    faults = [*verify_library(library, load_decoys(decoys) if decoys else ()), *_refused_follow_ups(library)]
    for fault in faults:
        remark(str(fault))
    total = sum(len(entry.content.fingerprints) for entry in library.vendors.values())
    say(f"{len(library.vendors)} vendor files, {total} fingerprints, {len(faults)} faults")
    return exit_codes.ERROR if faults else exit_codes.DONE


@app.command()
def schema() -> int:
    """Print the JSON Schema of a fingerprint file, for editors."""
    say(json_text.dumps(fingerprint_schema(), indent=1))
    return exit_codes.DONE


def _refused_follow_ups(library: Library) -> list[FileFault]:
    """Name the follow-ups that the gate would never let out."""
    faults = []
    for entry in library.vendors.values():
        for place, item in enumerate(entry.content.follow_up):
            method, _, path = item.request.partition(" ")
            refused = refusal("tcp", request(method, path, "192.0.2.1", (), item.body.encode()))
            if refused:
                faults.append(entry.document.fault(("follow_up", place, "request"), f"it can never be sent: {refused}"))
    return faults
