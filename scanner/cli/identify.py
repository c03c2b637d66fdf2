"""`camscan identify`: a transcript becomes an inventory, on any machine, years later."""

from pathlib import Path
from typing import Annotated

import typer

from scanner import __version__
from scanner.cli import exit_codes, options
from scanner.cli.output import check_outputs, show, write_outputs
from scanner.cli.run import code_of
from scanner.engine.inventories import inventory_of
from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.load import load_library


def identify(
    transcripts: Annotated[
        list[Path],
        typer.Argument(
            metavar="TRANSCRIPT…", help="What `scan`, `observe`, `listen` or `import` wrote; several as one."
        ),
    ],
    reparse: Annotated[
        bool, typer.Option("--reparse", help="Read the raw bytes anew, with the codecs of this version.")
    ] = False,
    fingerprints: options.Fingerprints = None,
    json: options.Json = None,
    json_lines: options.JsonLines = None,
    csv: options.Csv = None,
    html: options.Html = None,
    xml: options.Xml = None,
    every: options.AllFormats = None,
    list_all: options.ListAll = False,
    quiet: options.Quiet = False,
) -> int:
    """Identify the devices of transcripts. Sends nothing; the same transcripts give the same inventory.

    Several become one inventory: a device that a scan asked, a listening heard and a lease knows is one row.
    """
    outputs = options.Outputs(json, json_lines, csv, html, xml, every, list_all)
    check_outputs(outputs, *transcripts)
    first, *others = transcripts
    library = load_library(fingerprints or ())
    inventory = inventory_of(first, compile_library(library), __version__, *others, reparse=reparse)
    write_outputs(inventory, library, outputs)
    if not quiet:
        show(inventory, library, list_all=list_all)
    if inventory.devices and inventory.scan.complete and not inventory.coverage.probed:  # records ask nobody
        return exit_codes.DONE
    return code_of(inventory.coverage.answered, complete=inventory.scan.complete)
