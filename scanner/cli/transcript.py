"""`camscan transcript`: verify and redact."""

from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import exit_codes
from scanner.cli.output import say
from scanner.transcript.read import count_records, replay
from scanner.transcript.redact import redact as redact_file

app = typer.Typer(help="The record of what was sent and heard.")


@app.command()
def verify(path: Annotated[Path, typer.Argument(metavar="TRANSCRIPT")]) -> int:
    """Check the chain of hashes: one changed byte is found, and named by its line."""
    records, head = count_records(path)
    found = replay(path)
    if found.ended is None:
        say(f"{path}: {records} records are whole, and the scan was cut short: its end is missing")
        return exit_codes.INCOMPLETE
    say(f"{path}: {records} records are whole, head {head}")
    return exit_codes.DONE


@app.command()
def redact(
    path: Annotated[Path, typer.Argument(metavar="TRANSCRIPT")],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="The copy to share. The original stays as it is.")],
) -> int:
    """Write a copy without addresses, MACs, serials and names, good for a bug report: makers stay identifiable."""
    replaced = redact_file(path, output)
    say(f"{output}: {replaced} different values were replaced. Read it once before you share it.")
    return exit_codes.DONE
