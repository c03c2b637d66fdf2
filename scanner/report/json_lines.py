"""JSON lines: the scan and its coverage first, then one device a line. For pipes and log systems."""

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.report.json_format import json_line


def json_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Write `camscan.inventory/1` as lines: `{"type": "scan", …}`, then `{"type": "device", …}` for each device."""
    head = {key: document[key] for key in ("schema", "scan", "coverage")}
    yield json_line({"type": "scan"} | head)
    for device in document["devices"]:
        yield json_line({"type": "device"} | device)
