"""`camscan import`: leases, ARP tables, nmap's XML and lists as sightings, with the rest of an inventory's tools."""

from pathlib import Path
from typing import Annotated

import typer

from scanner import __version__
from scanner.cli import exit_codes, options
from scanner.cli.output import check_outputs, remark, say, show, write_outputs
from scanner.cli.places import transcript_path
from scanner.config import Config
from scanner.engine.importing import READERS, Imported, import_file, import_header, read_text
from scanner.engine.inventories import inventory_of
from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.load import load_library
from scanner.model.errors import UsageError
from scanner.model.scope import parse_scope
from scanner.report.plain import printable
from scanner.report.wording import plural
from scanner.transcript.write import TranscriptWriter

_MOST_FAULTS_SHOWN = 50


def import_records(
    kind: Annotated[str, typer.Argument(metavar="leases|arp|nmap|list", help="What the file holds.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The export: see docs/imports.md.")],
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="TARGET", help="Only these addresses; without, the private ones.")
    ] = None,
    expired: Annotated[bool, typer.Option("--expired", help="Leases that are over, too.")] = False,
    public: Annotated[bool, typer.Option("--public", help="The public addresses among the targets are ours.")] = False,
    site: Annotated[str, typer.Option("--site", help="Which site this is: as for `scan`.")] = "",
    operator: Annotated[str, typer.Option("--operator", help="Who imports.")] = "",
    transcript: Annotated[
        Path | None, typer.Option("--transcript", metavar="FILE", help="Where the transcript goes.")
    ] = None,
    json: options.Json = None,
    json_lines: options.JsonLines = None,
    csv: options.Csv = None,
    html: options.Html = None,
    xml: options.Xml = None,
    every: options.AllFormats = None,
    list_all: options.ListAll = False,
    quiet: options.Quiet = False,
) -> int:
    """Take what you have already: each line becomes a sighting, in a transcript of its own. Sends nothing.

    \b
    camscan import leases dhcpd.leases --transcript leases.jsonl
    camscan import arp arp-table.csv --transcript arp.jsonl
    camscan identify scan.jsonl leases.jsonl arp.jsonl -oA census      all of it together

    A line that cannot be read is named and skipped. What a record says of make and model is its writer's word: it is
    kept, and proves nothing.

    Exit codes: 0 done · 2 a mistake, or the file is none of its kind · 3 nothing in it was kept.
    """  # noqa: D301 - click reads the backspace
    outputs = options.Outputs(json, json_lines, csv, html, xml, every, list_all)
    check_outputs(outputs, file, *([transcript] if transcript else []))
    if kind not in READERS:
        raise UsageError(f"`{kind}` is nothing that can be imported: name one of {', '.join(READERS)}")
    text = read_text(file)
    scope = parse_scope(targets, public_allowed=public) if targets else None
    library = load_library()
    header = import_header(site, operator, file.name, targets or (), library.version)
    path = transcript or transcript_path(Config(), header.id)
    with TranscriptWriter(path, header) as writer:
        done = import_file(kind, file, text, scope, writer, expired=expired)
    _tell(file, done)
    inventory = inventory_of(path, compile_library(library), __version__)
    write_outputs(inventory, library, outputs)
    if not quiet:
        show(inventory, library, list_all=list_all)
        say(f"transcript: {path}")
    return exit_codes.DONE if done.kept else exit_codes.INCOMPLETE


def _tell(file: Path, done: Imported) -> None:
    for fault in done.faults[:_MOST_FAULTS_SHOWN]:
        remark(f"{file}:{fault.line}: {printable(fault.why)}: skipped")
    if done.skipped > _MOST_FAULTS_SHOWN:
        remark(f"{file}: {done.skipped - _MOST_FAULTS_SHOWN} more lines could not be read")
    parts = [f"{plural(done.kept, 'sighting', 'sightings')} kept"]
    parts += [f"{done.over} leases that are over left out (--expired keeps them)"] if done.over else []
    parts += [f"{plural(done.outside, 'address', 'addresses')} outside left out"] if done.outside else []
    parts += [f"{plural(done.skipped, 'line', 'lines')} skipped"] if done.skipped else []
    remark(f"camscan: {file.name}: {', '.join(parts)}")
