"""`camscan demo`: an estate of cameras on this machine's loopback, scanned for real."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from scanner.cli import options
from scanner.cli.lab_process import ServedLab, served_lab
from scanner.cli.output import remark
from scanner.cli.run import run_scan
from scanner.config import Config
from scanner.engine.plan import make_plan
from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.load import load_library
from scanner.model.errors import UsageError
from scanner.model.ports import parse_ports
from scanner.model.scope import parse_scope
from scanner.net.interfaces import can_bind

# Linux answers on all of 127.0.0.0/8, macOS on 127.0.0.1 alone.
_MANY_ADDRESSES = "127.77.0.1"
_NETWORKS = 10
_WEB_PORT = 10_080


def demo(
    seed: Annotated[int, typer.Option(min=0, help="Another seed is another estate.")] = 1,
    cameras: Annotated[int, typer.Option(min=1, max=230, help="How many cameras it has.")] = 157,
    hikvision: Annotated[int, typer.Option(min=0, help="How many of them wear Hikvision's own label.")] = 29,
    one_address: Annotated[bool, typer.Option("--one-address", help="Put all devices on 127.0.0.1, by ports.")] = False,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep transcript, truth and the lab's log in this folder.")
    ] = None,
    json: options.Json = None,
    json_lines: options.JsonLines = None,
    csv: options.Csv = None,
    html: options.Html = None,
    xml: options.Xml = None,
    every: options.AllFormats = None,
    list_all: options.ListAll = False,
    quiet: options.Quiet = False,
) -> int:
    """Scan a simulated council's estate over real sockets, and show what a scan of yours would show.

    The estate answers on loopback with what real devices are published to say; nothing leaves this machine and no
    privilege is needed. The scanner does not know the answers: it finds them out as on any network.
    """
    outputs = options.Outputs(json, json_lines, csv, html, xml, every, list_all)
    compiled = compile_library(load_library())
    folder = keep or Path(tempfile.mkdtemp(prefix="camscan-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    if hikvision > cameras:
        raise UsageError(f"--hikvision {hikvision}: there are only {cameras} cameras")
    mode = ["--mode", "single"] if one_address or not can_bind(_MANY_ADDRESSES) else _loopback_mode()
    arguments = [*mode, "--seed", str(seed), "--cameras", str(cameras), "--hikvision", str(hikvision)]
    with served_lab(arguments, folder / "truth.json", folder / "lab.jsonl") as lab:
        if not quiet:
            remark(f"An estate of {len(lab.targets)} devices answers on loopback. Scanning it as if it were yours.")
        targets, config = _as_user(lab)
        plan = make_plan(parse_scope(targets), config, compiled.library.version, "", targets)
        path = folder / f"{plan.header.id}.jsonl"
        code = run_scan(plan, compiled, path, outputs, quiet=quiet)
    if not quiet:
        remark(f"what the estate really holds: {folder / 'truth.json'}")
        remark(f"next: camscan identify {path} -oJ inventory.json · camscan inventory show inventory.json ADDRESS")
    return code


def _as_user(lab: ServedLab) -> tuple[list[str], Config]:
    """Return the targets and the settings that a user of such a network would write."""
    config = Config(site="demo")
    if lab.mode == "single":
        return list(lab.targets), config
    ports = {"ports": parse_ports(f"{lab.tcp_ports},U:3702"), "first_ports": parse_ports(lab.first_ports)}
    return list(lab.networks), config.with_options(ports)


def _loopback_mode() -> list[str]:
    """Return a network of addresses for the lab; the next one where another demo has the first."""
    free = (number for number in range(_NETWORKS) if can_bind(f"127.77.{number}.2", _WEB_PORT))
    return ["--mode", "loopback", "--network", f"127.77.{next(free, 0)}.0/24"]
