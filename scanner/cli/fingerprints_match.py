"""`camscan fingerprints match`: try a banner or a value, and see which fingerprints look at it and why each matches."""

import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import exit_codes, options
from scanner.cli.match_text import chosen_near, claim_lines, left_out_line, matched_lines, near_lines, observed_lines
from scanner.cli.output import names_of, say
from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.explain import explain
from scanner.fingerprint.load import Library, load_library
from scanner.fingerprint.pasted import Pasted, observed, read_pasted, readers
from scanner.identify.resolve import Identifier
from scanner.model.errors import UsageError
from scanner.model.observation import Observation
from scanner.model.vocabulary import FIELDS

MAX_BYTES = 1 << 20
STDIN = "-"

What = Annotated[
    list[str],
    typer.Argument(
        metavar="FIELD=VALUE|FILE...", help="http.server=App-webs/ · a saved answer · - for standard input."
    ),
]
ReadAs = Annotated[
    str | None, typer.Option("--as", metavar="CODEC", help="What it is, if the guess is wrong: http, rtsp, onvif, …")
]
AskedFor = Annotated[str | None, typer.Option("--path", metavar="PATH", help="The path that a page was asked at.")]
OneVendor = Annotated[str | None, typer.Option("--vendor", metavar="SLUG", help="Show all of one vendor that look.")]
Every = Annotated[bool, typer.Option("--all", help="Show all fingerprints that look at what was observed.")]


def match(
    what: What,
    read_as: ReadAs = None,
    path: AskedFor = None,
    vendor: OneVendor = None,
    every: Every = False,
    fingerprints: options.Fingerprints = None,
) -> int:
    """Try values, or a banner as saved or pasted: which fingerprints look at it, and why each matches or does not.

    A file may hold an HTTP or RTSP answer, ONVIF or WS-Discovery XML, a discovery answer or a plain banner: what it is
    is guessed from its bytes. All that is given counts as said by one device.
    """
    library = load_library(fingerprints or ())
    _check(read_as, vendor, library)
    observations = _observations(what, read_as, path)
    compiled = compile_library(library)
    explained = explain(observations, compiled)
    identity = Identifier(compiled).identify(observations)
    _say_part("MATCHES", matched_lines(explained), "  nothing matches")
    _say_part("CLAIMS", claim_lines(identity, names_of(library)))
    near = chosen_near(explained, vendor, every=every)
    if near:
        _say_part("NEAR, and why not", near_lines(near, library))
    if left := left_out_line(explained, near):
        say(f"\n{left}")
    return exit_codes.DONE


def _check(read_as: str | None, vendor: str | None, library: Library) -> None:
    if read_as is not None and read_as not in readers():
        raise UsageError(f"--as {read_as}: no codec has this name; known are: {', '.join(readers())}")
    if vendor is not None and vendor not in library.vendors:
        raise UsageError(f"--vendor {vendor}: it has no file; known are: {', '.join(library.vendors)}")


def _observations(what: Iterable[str], read_as: str | None, path: str | None) -> list[Observation]:
    """Read each argument, and say what was observed."""
    found: list[Observation] = []
    said = ""
    for number, one in enumerate(what, 1):
        field, equals, value = one.partition("=")
        if equals and field in FIELDS:
            seen, title = observed(field, value, f"x{number}"), "OBSERVED, as given"
        else:
            pasted = _pasted(one, read_as, path, f"x{number}")
            seen, title = list(pasted.observations), f"OBSERVED in {_named(one)}, read as {pasted.protocol}"
        if title != said:
            say(f"\n{title}" if said else title)
        say("\n".join(observed_lines(seen)))
        found, said = found + seen, title
    return found


def _pasted(what: str, read_as: str | None, path: str | None, name: str) -> Pasted:
    data = sys.stdin.buffer.read(MAX_BYTES) if what == STDIN else _file(what)
    pasted = read_pasted(data, read_as, path, name)
    if pasted.protocol not in readers():
        raise UsageError(f"{_named(what)}: it looks like {pasted.protocol}, which no codec reads: name another by --as")
    if not pasted.observations:
        raise UsageError(f"{_named(what)}: read as {pasted.protocol} it tells nothing: name another codec by --as")
    return pasted


def _file(what: str) -> bytes:
    path = Path(what)
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MAX_BYTES)
    except OSError as error:
        raise UsageError(f"{what}: cannot be read: {error.strerror}") from None
    field = what.partition("=")[0]
    close = get_close_matches(field, FIELDS, n=1) if "=" in what else []
    hint = f"; did you mean `{close[0]}`?" if close else ""
    raise UsageError(f"`{what}` is neither a known field with a value, such as http.server=App-webs/, nor a file{hint}")


def _named(what: str) -> str:
    return "standard input" if what == STDIN else what


def _say_part(title: str, lines: Iterable[str], nothing: str = "") -> None:
    say("\n".join(["", title, *(list(lines) or [nothing])]))
