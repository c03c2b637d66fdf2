"""Arguments in, exit codes out. No decisions here."""

import sys
from io import TextIOWrapper


def main() -> None:
    """Run `camscan`. Every mistake of people and of this machine is one line on stderr and exit code 2."""
    # Imported here: `camscan --help` of a shell's completion should not wait for what it does not use.
    import typer
    from typer.exceptions import TyperException

    from scanner.cli import exit_codes
    from scanner.cli.app import app
    from scanner.model.errors import CamscanError
    from scanner.report.plain import printable

    for stream in (sys.stdout, sys.stderr):
        # What devices say may hold any character, and a Windows console can write few of them.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
    except typer.Exit as left:
        code = left.exit_code
    except TyperException as mistake:
        sys.stderr.write(f"camscan: {printable(mistake.format_message())} (`--help` behind the command tells more)\n")
        code = exit_codes.ERROR
    except CamscanError as fault:
        sys.stderr.write(f"camscan: {printable(str(fault))}\n")
        code = exit_codes.ERROR
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("camscan: interrupted\n")
        code = exit_codes.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone, as with `camscan … | head`: nothing is left to say, also not at exit.
        sys.stderr.close()
        code = exit_codes.ERROR
    sys.exit(code if isinstance(code, int) else exit_codes.DONE)
