"""`python -m scanner.lab`: serve a simulated town until the input closes or a signal comes."""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
from ipaddress import IPv4Network
from pathlib import Path

from scanner.lab.estate import THINK_MS, Estate, tonbridge
from scanner.lab.layout import estate_from
from scanner.lab.limits import raise_file_limit
from scanner.lab.placement import LOOPBACK
from scanner.lab.serve import BASE_PORT, Running, networks, serving
from scanner.lab.spec import load_spec, varied
from scanner.lab.truth import write_truth


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scanner.lab", description=__doc__)
    parser.add_argument("--mode", choices=("loopback", "single", "netns"), default="loopback")
    parser.add_argument("--spec", default="town", help="netns mode: a lab network by name, or a YAML file")
    parser.add_argument("--seed", type=int, help="another seed is another estate")
    parser.add_argument("--cameras", type=int, help="how many cameras the town has, 157 if not said")
    parser.add_argument("--hikvision", type=int, help="how many of them are Hikvision's, 29 if not said")
    parser.add_argument("--truth", type=Path, help="write the truth file here")
    parser.add_argument("--log", type=Path, help="write the record of everything received here")
    parser.add_argument("--think-ms", type=int, help="let every device answer after this time, 0 at once")
    parser.add_argument("--base-port", type=int, default=BASE_PORT, help="first port of single mode")
    parser.add_argument("--network", type=IPv4Network, default=LOOPBACK, help="addresses of loopback mode")
    parser.add_argument("--hostile", action="store_true", help="add the devices that behave badly")
    return parser.parse_args()


def _estate(chosen: argparse.Namespace) -> Estate:
    """Return the estate. Raises ValueError, and OSError for a file that cannot be read."""
    think = THINK_MS if chosen.think_ms is None else (chosen.think_ms, chosen.think_ms)
    town = {"cameras": chosen.cameras, "hikvision": chosen.hikvision, "hostile": chosen.hostile or None}
    town = {name: value for name, value in town.items() if value is not None}
    if chosen.mode != "netns":
        return tonbridge(1 if chosen.seed is None else chosen.seed, **town, think_ms=think)
    think_ms = None if chosen.think_ms is None else think
    return estate_from(varied(load_spec(chosen.spec), chosen.seed, think_ms, town))


def _ready(running: Running) -> str:
    return json.dumps(
        {
            "ready": True,
            "mode": running.mode,
            "targets": running.targets,
            "networks": list(networks(running)),
            "tcp_ports": ",".join(map(str, running.tcp_ports)),
            "first_ports": ",".join(map(str, running.first_ports)),
            "prefix": running.prefix,
            "interface": running.interface,
            "interfaces": running.interfaces,
            "attached": running.attached,
            "routed": running.routed,
            "namespaces": running.namespaces,
        }
    )


async def _serve(chosen: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    estate = _estate(chosen)
    where = {"log": chosen.log, "base_port": chosen.base_port, "network": chosen.network}
    async with serving(estate, chosen.mode, **where) as running:
        if chosen.truth:
            write_truth(estate.devices, chosen.truth)
        sys.stdout.write(_ready(running) + "\n")
        sys.stdout.flush()
        threading.Thread(target=_await_end, args=(loop, stop), daemon=True).start()
        await stop.wait()


def _await_end(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Read the input to its end, then stop the lab: works on every platform, and with a pipe from a parent."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        # Not by sys.stdin.read: a thread that holds its lock would abort the interpreter's end.
        while os.read(sys.stdin.fileno(), 4096):
            pass
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(stop.set)


def main() -> int:
    """Serve, and return the exit code: 2 when the estate cannot be served."""
    raise_file_limit()
    try:
        asyncio.run(_serve(_arguments()))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        sys.stderr.write(f"the lab cannot be served: {reason}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
