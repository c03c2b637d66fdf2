"""`camscan fingerprints evaluate`: how often what identification says is right."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from scanner.cli import exit_codes, options
from scanner.cli.evaluation_text import evaluation_lines
from scanner.cli.output import say
from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.load import load_library
from scanner.identify.corpus import Row, rows_of
from scanner.identify.evaluate import as_record, changes, evaluate
from scanner.model.errors import UsageError
from scanner.report.files import write_atomically

Corpora = Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="Labelled answers, a JSON object a line.")]
Show = Annotated[bool, typer.Option("--show", help="Name each row that came out wrong.")]
Disputed = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Rows whose label is wrong, `ID REASON` a line: told apart and not counted."),
]
Json = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write every verdict, to compare with later.")
]
Against = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Name what changed since the run that wrote this file.")
]


def evaluate_corpora(
    corpora: Corpora,
    show: Show = False,
    disputed: Disputed = None,
    json_file: Json = None,
    against: Against = None,
    fingerprints: options.Fingerprints = None,
) -> int:
    """Measure the fingerprints on labelled answers: right, wrong and unknown, and how often each word was right."""
    compiled = compile_library(load_library(fingerprints or ()))
    rows = [row for path in corpora for row in _rows(path)]
    reasons = _reasons(disputed) if disputed else {}
    earlier = _record(against) if against else None
    try:
        result = evaluate(rows, compiled, disputed=reasons)
        cameras = (row for row in rows if row["label"]["device_type"] != "not_camera")
        remaining = evaluate(cameras, compiled, disputed=reasons, without_source=True)
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{corpora[0]}: not a corpus of labelled answers: {error}") from None
    for line in evaluation_lines(result, remaining, show=show):
        say(line)
    record = as_record(result, compiled.library.version)
    if earlier is not None:
        _say_changes(earlier, record)
    if json_file:
        write_atomically(json_file, json.dumps(record, indent=1) + "\n")
    return exit_codes.DONE


def _rows(path: Path) -> Iterable[Row]:
    try:
        return list(rows_of(_text(path).splitlines()))
    except ValueError as error:
        raise UsageError(f"{path}: not a corpus of labelled answers: {error}") from None


def _reasons(path: Path) -> dict[str, str]:
    lines = (line.strip().partition(" ") for line in _text(path).splitlines())
    return {row: reason.strip() for row, _, reason in lines if row and not row.startswith("#")}


def _record(path: Path) -> Mapping[str, Any]:
    try:
        record = json.loads(_text(path))
    except ValueError as error:
        raise UsageError(f"{path}: not the record of an evaluation: {error}") from None
    if not isinstance(record, dict) or record.get("schema") != "camscan.evaluation/1":
        raise UsageError(f"{path}: not the record of an evaluation: write one with --json")
    return record


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: it is not UTF-8 text") from None


def _say_changes(earlier: Mapping[str, Any], record: Mapping[str, Any]) -> None:
    found = changes(earlier, record)
    say("")
    say(f"{len(found)} verdicts differ from those by fingerprints {earlier.get('fingerprints_version')}")
    for row, attribute, before, after in found:
        say(f"  {row} {attribute}: {before} -> {after}")
