"""The options that several commands share, with the habits of nmap where it has one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[Path | None, typer.Option("-oJ", metavar="FILE", help="Write JSON (camscan.inventory/1).")]
JsonLines = Annotated[Path | None, typer.Option("-oL", metavar="FILE", help="Write JSON lines, a device a line.")]
Csv = Annotated[Path | None, typer.Option("-oC", metavar="FILE", help="Write a CSV table.")]
Html = Annotated[Path | None, typer.Option("-oH", metavar="FILE", help="Write one HTML page, to read and to print.")]
Xml = Annotated[Path | None, typer.Option("-oX", metavar="FILE", help="Write nmap's XML, for tools that read it.")]
AllFormats = Annotated[
    Path | None, typer.Option("-oA", metavar="BASE", help="Write BASE.json, .jsonl, .csv, .html and .xml.")
]
ListAll = Annotated[bool, typer.Option("--all", help="List what is no camera, too. It is counted either way.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress and no table: files and exit code only.")]
Fingerprints = Annotated[
    list[Path] | None, typer.Option("--fingerprints", metavar="DIR", help="More fingerprint files, beside the shipped.")
]


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that the user asked for."""

    json: Path | None = None
    json_lines: Path | None = None
    csv: Path | None = None
    html: Path | None = None
    xml: Path | None = None
    every: Path | None = None
    list_all: bool = False

    def paths(self) -> list[tuple[str, Path]]:
        """Return (format, path) for each."""
        named = [
            ("json", self.json),
            ("jsonl", self.json_lines),
            ("csv", self.csv),
            ("html", self.html),
            ("xml", self.xml),
        ]
        found = [(kind, path) for kind, path in named if path]
        if self.every:
            found += [(kind, self.every.with_name(f"{self.every.name}.{kind}")) for kind, _ in named]
        return found
