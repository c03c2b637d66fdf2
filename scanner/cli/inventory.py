"""`camscan inventory`: an inventory file, read and explained."""

from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import exit_codes, options
from scanner.cli.output import abouts_of, names_of, say, show, terminal
from scanner.fingerprint.load import load_library
from scanner.inventory.document import Document
from scanner.inventory.restore import from_document, read_document, unlisted_devices
from scanner.inventory.schema import schema_text
from scanner.model.errors import UsageError
from scanner.model.inventory import Inventory
from scanner.report.device_text import device_text, find_devices

app = typer.Typer(help="Read an inventory file and explain it.")

File = Annotated[Path, typer.Argument(metavar="INVENTORY", help="A file of -oJ.")]


@app.command("list")
def list_devices(
    path: File,
    list_all: options.ListAll = False,
    maker: Annotated[str | None, typer.Option(metavar="SLUG", help="Answer for one maker, such as hikvision.")] = None,
) -> int:
    """Show the table and the summary of an inventory file."""
    document, inventory = _read(path)
    library = load_library()
    if maker is not None and maker not in library.vendors:
        raise UsageError(f"`{maker}` has no file; known are: {', '.join(library.vendors)}")
    unlisted = unlisted_devices(document, inventory)
    show(inventory, library, list_all=list_all, maker=maker, unlisted=unlisted)
    return exit_codes.DONE


@app.command("show")
def show_device(
    path: File,
    device: Annotated[str, typer.Argument(metavar="DEVICE", help="Its id, address, MAC, serial or host name.")],
    everything: Annotated[bool, typer.Option("--everything", help="Also what decided nothing.")] = False,
) -> int:
    """Explain one device: every claim, how sure it is, why, and the exchanges that it rests on."""
    found = find_devices(_read(path)[1], device)
    if not found:
        raise UsageError(f"{path}: no device is known as `{device}`: name its address, id, MAC, serial or host name")
    library = load_library()
    width, colour = terminal()
    for number, one in enumerate(found):
        if number:
            say("")
        say(device_text(one, names_of(library), abouts_of(library), width, colour, everything))
    return exit_codes.DONE


@app.command()
def schema() -> int:
    """Print the JSON Schema of camscan.inventory/1."""
    say(schema_text())
    return exit_codes.DONE


def _read(path: Path) -> tuple[Document, Inventory]:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{path}: the inventory cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: this is no inventory: it is not UTF-8 text") from None
    document = read_document(text, path)
    return document, from_document(document)


def read_inventory(path: Path) -> Inventory:
    """Read an inventory file. Raises UsageError or FileFault."""
    return _read(path)[1]
