"""Generates fingerprints/mac_blocks.tsv: who registered which MAC blocks, from the three IEEE registries.

    python tools/update_oui.py             from the newest `oui-data` package
    python tools/update_oui.py VERSION     from that version of it

It asks npm, which must be on the PATH. The package (BSD-2-Clause) holds the IEEE's MA-L, MA-M and MA-S public listings
as one JSON object, from block to name and address. Only block and name are kept. A line of the table is a name, a tab
and its blocks in lower case.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

TABLE = Path(__file__).parent.parent / "fingerprints" / "mac_blocks.tsv"
PACKAGE = "oui-data"
REGISTRIES = {6: "MA-L", 7: "MA-M", 9: "MA-S"}
# The registries' words for "the holder stays unnamed" and "see the smaller blocks": neither names anybody.
NOBODY = frozenset({"Private", "IEEE Registration Authority"})


def main(arguments: list[str]) -> None:
    """Write the table."""
    published = json.loads(_npm("view", PACKAGE, "time", "--json"))
    version = arguments[0] if arguments else json.loads(_npm("view", PACKAGE, "version", "--json"))
    date = published[version][: len("yyyy-mm-dd")]
    with tempfile.TemporaryDirectory() as folder:
        _npm("pack", f"{PACKAGE}@{version}", "--silent", "--pack-destination", folder)
        blocks = read_package(next(Path(folder).glob("*.tgz")))
    TABLE.write_text(table_of(blocks, version, date), "utf-8")
    print(f"{TABLE.name}: {len(blocks)} blocks as of {date}")


def _npm(*arguments: str) -> str:
    return subprocess.run(["npm", *arguments], check=True, capture_output=True, text=True).stdout  # noqa: S603, S607


def read_package(package: Path) -> dict[str, str]:
    """Return block -> name as registered, from a package as npm serves it."""
    with tarfile.open(package) as archive:
        listings = archive.extractfile("package/index.json")
        if listings is None:
            raise ValueError(f"{package}: it holds no index.json")
        return names_of(json.load(listings))


def names_of(listings: Mapping[str, str]) -> dict[str, str]:
    """Return block -> name, the address left out, blanks folded, blocks that name nobody left out."""
    names = {block.lower(): " ".join(text.split("\n")[0].split()) for block, text in listings.items()}
    return {
        block: name
        for block, name in names.items()
        if name and name not in NOBODY and re.fullmatch("[0-9a-f]{6,9}", block) and len(block) in REGISTRIES
    }


def table_of(blocks: Mapping[str, str], version: str, date: str) -> str:
    """Write the table: a dated head, then a line for each name, in the order of names."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for block, name in sorted(blocks.items()):
        by_name[name].append(block)
    counts = {size: sum(len(block) == size for block in blocks) for size in REGISTRIES}
    counted = ", ".join(f"{name} {counts[size]}" for size, name in REGISTRIES.items())
    head = f"# MAC blocks of the IEEE registries ({counted}), as of {date}: npm {PACKAGE} {version}, BSD-2-Clause\n"
    return head + "".join(f"{name}\t{' '.join(found)}\n" for name, found in sorted(by_name.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
