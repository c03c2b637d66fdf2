"""Results to stdout and to files, remarks to stderr."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping

from scanner.cli.options import Outputs
from scanner.fingerprint.load import Library
from scanner.inventory.document import device_order
from scanner.model.inventory import Inventory
from scanner.report.summary import summarise
from scanner.report.summary_text import summary_text
from scanner.report.table import table_text


def say(text: str) -> None:
    """Write a result to stdout."""
    sys.stdout.write(text.rstrip("\n") + "\n")


def remark(text: str) -> None:
    """Write a remark to stderr."""
    sys.stderr.write(text.rstrip("\n") + "\n")


def names_of(library: Library) -> Mapping[str, str]:
    """Return the vendors' names for people by slug."""
    return {slug: entry.content.vendor.name for slug, entry in library.vendors.items()}


def show(inventory: Inventory, library: Library, *, list_all: bool, maker: str | None = None) -> None:
    """Write the table and the summary to stdout."""
    names = names_of(library)
    width, colour = _terminal()
    listed = inventory.devices if list_all else inventory.video_devices
    if listed:
        say(table_text(sorted(listed, key=device_order), names, width, colour))
        say("")
    say(summary_text(summarise(inventory), names, maker, width, colour, bars=_writes_blocks()))


def _terminal() -> tuple[int | None, bool]:
    if not sys.stdout.isatty():
        return None, False
    return shutil.get_terminal_size().columns, not os.environ.get("NO_COLOR")


def _writes_blocks() -> bool:
    try:
        "█▓░".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def check_outputs(outputs: Outputs) -> None: ...


def write_outputs(inventory: Inventory, library: Library, outputs: Outputs) -> None: ...
