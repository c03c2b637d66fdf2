"""`camscan listen`: an inventory from what passes by on the wire, or stands in a capture, without sending a packet."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from scanner import __version__
from scanner.cli import exit_codes, options
from scanner.cli.output import check_outputs, remark, show, write_outputs
from scanner.cli.places import transcript_path
from scanner.cli.progress import Shown
from scanner.cli.run import code_of
from scanner.config import Config
from scanner.engine.inventories import inventory_of
from scanner.engine.listening import links_to_hear, listen_header, listen_live, listen_to_capture
from scanner.fingerprint.compile import compile_library
from scanner.fingerprint.load import load_library
from scanner.model.errors import UsageError
from scanner.model.progress import Silent
from scanner.model.scope import parse_scope
from scanner.transcript.write import TranscriptWriter


def listen(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="TARGET", help="Only these addresses; without, every private address that is heard."),
    ] = None,
    interface: Annotated[
        list[str] | None, typer.Option("-i", "--interface", metavar="NAME", help="Listen here; without, on every link.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", min=0.1, help="Stop after this; without, at Ctrl-C.")
    ] = None,
    pcap: Annotated[
        Path | None, typer.Option("--pcap", metavar="FILE", help="Read a pcap or pcapng capture instead of the wire.")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="The public addresses among the targets are ours.")] = False,
    site: Annotated[str, typer.Option("--site", help="Which site this is: part of every device's identity.")] = "",
    operator: Annotated[str, typer.Option("--operator", help="Who listens.")] = "",
    transcript: Annotated[
        Path | None, typer.Option("--transcript", metavar="FILE", help="Where the transcript goes.")
    ] = None,
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
    """Hear who is there, and send nothing: no packet leaves this machine.

    \b
    camscan listen --for 600 -oA heard             ten minutes on every link (needs CAP_NET_RAW: docs/privileges.md)
    camscan listen --pcap mirror-port.pcapng       a capture made elsewhere; needs no privilege

    Heard are ARP, DHCP, WS-Discovery, SSDP, mDNS and the makers' own searches and announcements. Devices that say
    nothing by themselves are not there: `camscan scan` asks.

    Exit codes: 0 done · 2 a mistake, or this machine would not · 3 a broken capture, or nothing heard.
    """  # noqa: D301 - click reads the backspace
    outputs = options.Outputs(json, json_lines, csv, html, xml, every, list_all)
    check_outputs(outputs, *(path for path in (transcript, pcap) if path))
    if pcap and (interface or seconds):
        raise UsageError("--pcap reads a file: leave out -i and --for")
    scope = parse_scope(targets, public_allowed=public) if targets else None
    library = load_library(fingerprints or ())
    config = Config(site=site, operator=operator)
    header = listen_header(config, scope, targets or (), library.version)
    links = [] if pcap else links_to_hear(interface or ())
    path = transcript or transcript_path(config, header.id)
    broken = ""
    with TranscriptWriter(path, header) as writer, nullcontext(Silent()) if quiet else Shown() as progress:
        if pcap:
            broken = asyncio.run(listen_to_capture(pcap, scope, writer, progress))
        else:
            if not quiet:
                where = ", ".join(link.name for link in links)
                remark(f"camscan: listening on {where}; nothing is sent. Ctrl-C ends it.")
            asyncio.run(_until_stopped(listen_live(links, scope, seconds, writer, progress)))
    if broken:
        remark(f"camscan: {pcap}: the capture breaks off, what came before is used: {broken}")
    compiled = compile_library(library)
    inventory = inventory_of(path, compiled, __version__)
    write_outputs(inventory, library, outputs)
    if not quiet:
        show(inventory, library, list_all=list_all)
        remark(f"transcript: {path}")
    if not inventory.devices:
        remark("camscan: nothing was heard that tells of a device")
        return exit_codes.INCOMPLETE
    return code_of(inventory.coverage.answered, complete=not broken)


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run until it ends or somebody asks for the end, which is how most listening ends."""
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
