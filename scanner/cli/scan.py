"""`camscan scan` and `camscan observe`."""

from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import exit_codes, options
from scanner.cli.output import remark, say
from scanner.cli.places import drop_old_transcripts, transcript_path
from scanner.cli.plan_text import plan_text
from scanner.cli.run import code_of, observe_to, run_scan
from scanner.config import Config, read_config
from scanner.engine.plan import Plan, make_plan
from scanner.fingerprint.compile import Compiled, compile_library
from scanner.fingerprint.load import load_library
from scanner.model.errors import UsageError
from scanner.model.ports import parse_ports
from scanner.model.scope import parse_scope
from scanner.transcript.read import replay

Targets = Annotated[
    list[str] | None,
    typer.Argument(metavar="TARGET", help="10.1.2.3 · 10.1.2.0/24 · 10.1.2.10-20 · 10.1.0-3.1-254 · 10.1.2.3:8001"),
]
TargetList = Annotated[
    Path | None, typer.Option("-iL", metavar="FILE", help="Targets from a file, # for remarks; - for stdin.")
]
Exclude = Annotated[list[str] | None, typer.Option("--exclude", metavar="A,B", help="Never touch these. Wins always.")]
ExcludeFile = Annotated[Path | None, typer.Option("--excludefile", metavar="FILE", help="The same, from a file.")]
Public = Annotated[bool, typer.Option("--public", help="The public addresses among the targets are ours.")]
Interface = Annotated[
    list[str] | None, typer.Option("-e", "--interface", metavar="NAME", help="Multicast may leave by this interface.")
]
ConfigFile = Annotated[Path | None, typer.Option("-c", "--config", metavar="FILE", help="Read settings.")]
Profile = Annotated[str | None, typer.Option("--profile", help="gentle, normal or thorough.")]
PortList = Annotated[str | None, typer.Option("-p", "--ports", metavar="PORTS", help="80,443,8000-8010,U:3702")]
FirstPorts = Annotated[str | None, typer.Option("--first-ports", metavar="PORTS", help="First look at each address.")]
MaxRate = Annotated[float | None, typer.Option("--max-rate", metavar="N", help="Packets a second in all.")]
Site = Annotated[str | None, typer.Option("--site", help="Which site this is: part of every device's identity.")]
Operator = Annotated[str | None, typer.Option("--operator", help="Who scans.")]
Authority = Annotated[str, typer.Option("--authority", metavar="TICKET", help="The change or permission it rests on.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-sL", help="Print the plan, send nothing.")]
TranscriptFile = Annotated[Path | None, typer.Option("--transcript", metavar="FILE", help="Where the transcript goes.")]


def scan(
    targets: Targets = None,
    target_list: TargetList = None,
    exclude: Exclude = None,
    excludefile: ExcludeFile = None,
    public: Public = False,
    interface: Interface = None,
    config: ConfigFile = None,
    profile: Profile = None,
    ports: PortList = None,
    first_ports: FirstPorts = None,
    max_rate: MaxRate = None,
    site: Site = None,
    operator: Operator = None,
    authority: Authority = "",
    dry_run: DryRun = False,
    transcript: TranscriptFile = None,
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
    """Discover, probe and identify the cameras of your own networks, and write the inventory.

    \b
    camscan scan 10.1.2.0/24 --dry-run                    what would be sent
    camscan scan 10.1.2.0/24 --exclude 10.1.2.7 -oA census
    camscan scan -iL vlans.txt -c config.yaml --site "Town Hall" --authority CHG-1234

    Only the targets are touched: every packet passes one gate that knows them. A target list with a public address is
    refused without --public. What was sent and heard goes to a transcript, from which `camscan identify` makes the same
    inventory again at any time.

    Exit codes: 0 done · 2 a mistake, or this machine would not · 3 unfinished, or nothing answered · 130 interrupted.
    """  # noqa: D301 - click reads the backspace
    chosen = _choose(config, profile, ports, first_ports, max_rate, site, operator, interface, fingerprints)
    plan, compiled = _plan(chosen, targets, target_list, exclude, excludefile, public, authority)
    if dry_run:
        say(plan_text(plan, compiled.library))
        return exit_codes.DONE
    outputs = options.Outputs(json, json_lines, csv, html, xml, every, list_all)
    return run_scan(plan, compiled, _transcript(plan, transcript), outputs, quiet=quiet)


def observe(
    targets: Targets = None,
    target_list: TargetList = None,
    exclude: Exclude = None,
    excludefile: ExcludeFile = None,
    public: Public = False,
    interface: Interface = None,
    config: ConfigFile = None,
    profile: Profile = None,
    ports: PortList = None,
    first_ports: FirstPorts = None,
    max_rate: MaxRate = None,
    site: Site = None,
    operator: Operator = None,
    authority: Authority = "",
    transcript: TranscriptFile = None,
    fingerprints: options.Fingerprints = None,
    quiet: options.Quiet = False,
) -> int:
    """Scan as `scan` does, and stop at the transcript: a site survey hands this one file over."""
    chosen = _choose(config, profile, ports, first_ports, max_rate, site, operator, interface, fingerprints)
    plan, compiled = _plan(chosen, targets, target_list, exclude, excludefile, public, authority)
    path = _transcript(plan, transcript)
    interrupted = observe_to(plan, compiled, path, quiet=quiet)
    found = replay(path)
    say(f"{path}: head {found.head}")
    if interrupted:
        return exit_codes.INTERRUPTED
    return code_of(found.coverage.answered if found.coverage else 0, complete=found.complete)


def _choose(
    path: Path | None,
    profile: str | None,
    ports: str | None,
    first_ports: str | None,
    max_rate: float | None,
    site: str | None,
    operator: str | None,
    interface: list[str] | None,
    fingerprints: list[Path] | None,
) -> Config:
    config = read_config(path) if path else Config()
    given = {
        "profile": profile,
        "ports": parse_ports(ports) if ports else None,
        "first_ports": parse_ports(first_ports) if first_ports else None,
        "max_rate": max_rate,
        "site": site,
        "operator": operator,
        "interfaces": tuple(interface) if interface else None,
        "fingerprints": tuple(fingerprints) if fingerprints else None,
    }
    return config.with_options({name: value for name, value in given.items() if value is not None})


def _plan(
    config: Config,
    targets: list[str] | None,
    target_list: Path | None,
    exclude: list[str] | None,
    excludefile: Path | None,
    public: bool,
    authority: str,
) -> tuple[Plan, Compiled]:
    named = [*(targets or ()), *(_entries(target_list) if target_list else ())] or list(config.targets)
    left_out = [part for text in exclude or () for part in text.split(",") if part.strip()]
    left_out += [*(_entries(excludefile) if excludefile else ()), *config.exclude]
    config = config.with_options({"exclude": tuple(left_out)})
    scope = parse_scope(named, left_out, public_allowed=public)
    library = load_library(config.fingerprints)
    return make_plan(scope, config, library.version, authority, named), compile_library(library)


def _entries(path: Path) -> list[str]:
    try:
        text = typer.get_text_stream("stdin").read() if str(path) == "-" else path.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{path}: the list cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: the list is not UTF-8 text") from None
    return [entry for line in text.splitlines() for entry in line.partition("#")[0].split()]


def _transcript(plan: Plan, path: Path | None) -> Path:
    if dropped := drop_old_transcripts(plan.config):
        remark(f"camscan: {len(dropped)} transcripts past their retention were deleted")
    return path or transcript_path(plan.config, plan.header.id)
