"""Results to stdout and to files, remarks to stderr."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from scanner.cli.options import Outputs
from scanner.fingerprint.load import Library
from scanner.identify.lineage import record_id
from scanner.inventory.document import ordered, to_document
from scanner.model.claim import Kind
from scanner.model.errors import UsageError
from scanner.model.inventory import Inventory
from scanner.report.csv_format import csv_text
from scanner.report.files import write_atomically
from scanner.report.html_page import html_page
from scanner.report.json_format import json_text
from scanner.report.json_lines import json_lines
from scanner.report.nmap_xml import nmap_xml
from scanner.report.summary import summarise
from scanner.report.summary_text import summary_text
from scanner.report.table import table_text
from scanner.report.wording import record_words

_NONE_UNLISTED: Mapping[Kind, int] = MappingProxyType({})


def say(text: str) -> None:
    """Write a result to stdout."""
    sys.stdout.write(text.rstrip("\n") + "\n")


def remark(text: str) -> None:
    """Write a remark to stderr."""
    sys.stderr.write(text.rstrip("\n") + "\n")


def names_of(library: Library) -> Mapping[str, str]:
    """Return the vendors' names for people by slug."""
    return {slug: entry.content.vendor.name for slug, entry in library.vendors.items()}


def show(
    inventory: Inventory,
    library: Library,
    *,
    list_all: bool,
    maker: str | None = None,
    unlisted: Mapping[Kind, int] = _NONE_UNLISTED,
) -> None:
    """Write the table and the summary to stdout. `unlisted` counts what a file left out."""
    names = names_of(library)
    width, colour = terminal()
    whole = ordered(inventory)
    listed = whole.devices if list_all else whole.video_devices
    if listed:
        say(table_text(listed, names, width, colour))
        say("")
    say(summary_text(summarise(inventory, unlisted), names, maker, width, colour, bars=_writes_blocks()))


def terminal() -> tuple[int | None, bool]:
    """Return the width of the terminal on stdout and whether colour is welcome; (None, False) where there is none."""
    if not sys.stdout.isatty():
        return None, False
    return shutil.get_terminal_size().columns, not os.environ.get("NO_COLOR")


def _writes_blocks() -> bool:
    try:
        "█▓░".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def check_outputs(outputs: Outputs, *kept: Path) -> None:
    """Find out before a scan, not after it, that a file cannot be written. Raises UsageError.

    `kept` are the transcript and what is read: `-oA census` writes census.jsonl, and would replace a transcript of that
    name.
    """
    taken = {_place(path) for path in kept}
    for _, path in outputs.paths():
        _check_output(path)
        if _place(path) in taken:
            raise UsageError(f"{path}: the transcript, what is read and each output need names of their own")
        if path.is_file() or not path.exists():  # two may go to /dev/null
            taken.add(_place(path))


def _check_output(path: Path) -> None:
    try:
        if not path.parent.is_dir():
            raise UsageError(f"{path}: there is no folder {path.parent}")
        if path.is_dir():
            raise UsageError(f"{path}: this is a folder; name a file")
        writable = os.access(path if path.exists() else path.parent, os.W_OK)
    except PermissionError:
        writable = False
    if not writable:
        raise UsageError(f"{path}: may not be written")


def _place(path: Path) -> str:
    """Return where a path leads, without a look at what stands there."""
    return os.path.normcase(os.path.realpath(path))


def write_outputs(inventory: Inventory, library: Library, outputs: Outputs) -> None:
    """Write every file that was asked for, each whole or not at all. Raises MachineFault."""
    whole = ordered(inventory)
    for kind, path in outputs.paths():
        write_atomically(path, _WRITERS[kind](whole, library, outputs.list_all))


def abouts_of(library: Library) -> Mapping[str, str]:
    """Return why each fingerprint and each public record proves what it says, by its id in evidence."""
    entries = library.vendors.values()
    abouts = {entry.full_id(item): item.about for entry in entries for item in entry.content.fingerprints}
    for entry in entries:
        for number, record in enumerate(entry.content.vendor.lineage, 1):
            words = record_words(record.grade, record.about, library.name(record.made_by), record.source)
            abouts[record_id(entry.slug, number)] = words
    return abouts


def _json(inventory: Inventory, _: Library, list_all: bool) -> str:
    return json_text(to_document(inventory, list_all))


def _json_lines(inventory: Inventory, _: Library, list_all: bool) -> str:
    return "".join(json_lines(to_document(inventory, list_all)))


def _csv(inventory: Inventory, library: Library, list_all: bool) -> str:
    return csv_text(inventory, names_of(library), list_all)


def _html(inventory: Inventory, library: Library, list_all: bool) -> str:
    return html_page(inventory, summarise(inventory), names_of(library), abouts_of(library), list_all)


def _nmap_xml(inventory: Inventory, library: Library, list_all: bool) -> str:
    return nmap_xml(inventory, names_of(library), list_all)


_WRITERS: Mapping[str, Callable[[Inventory, Library, bool], str]] = {
    "json": _json,
    "jsonl": _json_lines,
    "csv": _csv,
    "html": _html,
    "xml": _nmap_xml,
}
