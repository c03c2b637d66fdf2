"""Shows a scan on stderr while it runs: live lines in a terminal, plain ones every few seconds elsewhere."""

import sys
import time
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from scanner.model.device import Device
from scanner.report.plain import printable
from scanner.report.wording import plural

_PLAIN_EVERY_S = 5.0


class Shown:
    """Implements model.progress.Progress on a console. Use as a context manager."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._bars = Progress(
            TextColumn("{task.description:>11}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[found]}"),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._began: dict[str, float] = {}
        self._done: dict[str, int] = {}
        self._total: dict[str, int] = {}
        self._video = 0
        self._next_plain = time.monotonic() + _PLAIN_EVERY_S

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def begin(self, stage: str, total: int) -> None:
        """Open a line for the stage."""
        self._began[stage], self._done[stage], self._total[stage] = time.monotonic(), 0, total
        self._tasks[stage] = self._bars.add_task(stage, total=total, rate="", found="")

    def advance(self, stage: str, steps: int = 1) -> None:
        """Move the stage on."""
        self._done[stage] += steps
        seconds = max(time.monotonic() - self._began[stage], 0.001)
        rate = f"{self._done[stage] / seconds:,.0f}/s"
        self._bars.update(self._tasks[stage], advance=steps, rate=rate)
        self._plain()

    def grow(self, stage: str, steps: int = 1) -> None:
        """Give the stage more to do."""
        self._total[stage] += steps
        self._bars.update(self._tasks[stage], total=self._total[stage])

    def device(self, device: Device) -> None:
        """Count a device, and show a video device's line."""
        if not device.is_video:
            return
        self._video += 1
        for stage, task in self._tasks.items():
            if stage == "devices":
                self._bars.update(task, found=plural(self._video, "video device", "video devices"))
        if self._console.is_terminal:
            self._console.print(Text(_line(device), style="dim"))

    def note(self, text: str) -> None:
        """Print a remark."""
        self._console.print(printable(text))

    def _plain(self) -> None:
        if self._console.is_terminal or time.monotonic() < self._next_plain:
            return
        self._next_plain = time.monotonic() + _PLAIN_EVERY_S
        stages = ", ".join(f"{stage} {self._done[stage]}/{self._total[stage]}" for stage in self._tasks)
        # Listening tells devices apart only when it is over.
        found = f"; {plural(self._video, 'video device', 'video devices')}" if "devices" in self._tasks else ""
        sys.stderr.write(f"camscan: {stages}{found}\n")


def _line(device: Device) -> str:
    def said(value: str | None) -> str:
        return printable(value or "?")[:24]

    maker = device.manufacturer
    words = f"{said(maker.value)} ({maker.grade.value})" if maker else "maker unknown"
    model = said(device.model.value) if device.model else ""
    brand = f"labelled {said(device.brand.value)}" if device.brand and device.wears_another_label else ""
    return f"  {device.targets[0]!s:<22} {device.kind.value or '':<9} {words:<24} {model} {brand}".rstrip()
