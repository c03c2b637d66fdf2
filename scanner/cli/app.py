"""The command `camscan` and its groups."""

from typing import Annotated

import typer

from scanner import __version__
from scanner.cli import demo, doctor, fingerprints, identify, imports, inventory, lab, listen, scan, transcript
from scanner.cli.output import say
from scanner.fingerprint.load import load_library

app = typer.Typer(
    name="camscan",
    help="""A camera census for networks that are yours.

    Finds the network cameras, recorders and video servers on the networks that you name, and says who made each one,
    also under another brand's label, how sure that is, and why. It reads what devices say to anyone who asks: it never
    logs in, never asks for a picture, and sends nothing outside your targets.

    First steps:  camscan demo  ·  camscan scan 10.1.2.0/24 --dry-run  ·  camscan scan 10.1.2.0/24 -oA census
    """,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        library = load_library()
        files = f"{len(library.vendors)} vendor files, MAC blocks of {library.registry.date}"
        say(f"camscan {__version__}, fingerprints {library.version} ({files})")
        raise typer.Exit


@app.callback()
def _camscan(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the versions and leave.")
    ] = False,
) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        say(context.get_help())


app.command("demo")(demo.demo)
app.command("scan")(scan.scan)
app.command("observe")(scan.observe)
app.command("listen")(listen.listen)
app.command("import")(imports.import_records)
app.command("identify")(identify.identify)
app.add_typer(transcript.app, name="transcript")
app.add_typer(inventory.app, name="inventory")
app.add_typer(fingerprints.app, name="fingerprints")
app.add_typer(lab.app, name="lab")
app.command("doctor")(doctor.doctor)
