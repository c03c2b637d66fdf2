"""A copy of a transcript that can be shared: addresses, MACs, serials and names replaced, evidence kept.

Every replacement has the length and the shape of what it replaces, so that bodies keep their Content-Length and
certificates their structure, and the same value gets the same replacement everywhere in one copy. What stays: the MAC's
block, the maker's part of a serial, a host name's `axis-`, models, versions, certificates' organisations, device names
(title, ONVIF name). What cannot be searched, a compressed body, is blanked; what codecs read in it is kept.
"""

import os
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from scanner.model.errors import MachineFault, TranscriptFault
from scanner.transcript.answers import blanked, shown
from scanner.transcript.chain import GENESIS, Record, named, read_chain, sealed
from scanner.transcript.disguise import Disguise
from scanner.transcript.packed import Packed
from scanner.transcript.sensitive import ABOUT_PEOPLE, STRUCTURE, Search

_BYTES = ("sent", "received")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_COMPRESSED = re.compile(rb"^content-encoding:[ \t]*(?!identity)\S", re.IGNORECASE | re.MULTILINE)


def redact(source: Path, output: Path) -> int:
    """Write the copy with mode 0600; return how many different values were replaced.

    Raises TranscriptFault for a damaged source and MachineFault where the copy cannot be written.
    """
    search, number = searched(source)
    disguise = Disguise(search.forms())
    # A scan may still be writing: what came after the search is not copied.
    _write(output, islice(_copied(source, disguise), number))
    return disguise.count


def searched(source: Path) -> tuple[Search, int]:
    """Search a transcript for what is sensitive; return that and the number of records. Raises TranscriptFault."""
    search = Search()
    number = 0
    for number, (record, _) in enumerate(read_chain(source), 1):
        with named(source, number):
            search.take(record, _raw(record))
    return search, number


def _copied(source: Path, disguise: Disguise) -> Iterator[Record]:
    packed = Packed(disguise)
    asked: dict[str, str] = {}
    for number, (record, _) in enumerate(read_chain(source), 1):
        with named(source, number):
            if "endpoint" in record:
                asked[record["id"]] = record["endpoint"][1]
            own = asked.pop(record["id"], "") if "received" in record else ""
            changed = _redacted(record, disguise, packed, own)
        yield changed


def _raw(record: Record) -> dict[str, bytes]:
    return {key: b64decode(record[key]) for key in _BYTES if isinstance(record.get(key), str)}


def _write(output: Path, records: Iterator[Record]) -> None:
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise MachineFault(f"{output}: the copy cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            head = GENESIS
            for record in records:
                line, head = sealed(record, head)
                file.write(line)
    except OSError as error:
        output.unlink(missing_ok=True)
        raise MachineFault(f"{output}: the copy cannot be written: {error.strerror}") from None
    except TranscriptFault:
        output.unlink(missing_ok=True)
        raise


def _redacted(record: Record, disguise: Disguise, packed: Packed, own: str) -> Record:
    raw = _raw(record)
    changed: Record = {key: _value(key, value, disguise) for key, value in record.items() if key not in raw}
    for key, data in raw.items():
        in_clear = packed.replaced(shown(blanked(_searchable(data))), own)
        changed[key] = b64encode(shown(disguise.in_bytes(in_clear))).decode()
    if record.get("type") == "scan":
        changed |= dict.fromkeys(ABOUT_PEOPLE, "")
        changed |= {"targets": [], "excluded": [], "redacted": True}
    if record.get("type") == "coverage":
        networks = enumerate(record["networks"], 1)
        changed["networks"] = [{**network, "network": f"network {number}"} for number, network in networks]
        changed["not_probed"] = [{**item, "network": "redacted"} for item in changed["not_probed"]]
        links = enumerate(changed.get("links", ()), 1)
        changed["links"] = [{**link, "subnet": f"link {number}"} for number, link in links]
    if "observations" in record:
        observations = record["observations"]
        changed["observations"] = [[name, _observed(name, value, changed, disguise)] for name, value in observations]
    return changed


def _value(key: str, value: Any, disguise: Disguise) -> Any:
    if key in STRUCTURE:
        return value
    if isinstance(value, str):
        return disguise.in_text(value)
    if isinstance(value, list):
        return [_value("", item, disguise) for item in value]
    if isinstance(value, dict):
        return {name: _value(name, item, disguise) for name, item in value.items()}
    return value


def _observed(name: str, value: str, changed: Record, disguise: Disguise) -> str:
    if name == "tls.sha256":  # the certificate's own hash would lead back to it
        return sha256(b64decode(changed["received"])).hexdigest()
    return disguise.in_text(value)


def _searchable(data: bytes) -> bytes:
    """Return an answer as it is, or with zeros for a body that is compressed."""
    end = _HEAD_END.search(data)
    if end is None or not _COMPRESSED.search(data, 0, end.start()):
        return data
    return data[: end.end()] + bytes(len(data) - end.end())
