"""DNS messages as the lab's mDNS responder needs them: questions and PTR records in, records out (RFC 1035, 4.1)."""

import struct
from dataclasses import dataclass

A, PTR, TXT, AAAA, SRV, ANY = 1, 12, 16, 28, 33, 255
IN = 1
_HEADER = struct.Struct(">HHHHHH")
_MOST_JUMPS = 8
_MOST_RECORDS = 64


@dataclass(frozen=True, slots=True)
class Question:
    """A name in lower case, a type, and whether the asker wants its answer by unicast."""

    name: str
    type: int
    unicast: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record to write: its data is written by the functions below. `unique` records flush what others cached."""

    name: str
    type: int
    data: bytes
    ttl_s: int
    unique: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """What a message asks, and which PTR records its sender already knows."""

    identity: int
    questions: tuple[Question, ...]
    known: frozenset[tuple[str, str]]


class Broken(ValueError):
    """A message that does not follow its own counts or pointers."""


def flags_of(data: bytes) -> int | None:
    """Return the flags of a message, or None where there is no header."""
    return int.from_bytes(data[2:4], "big") if len(data) >= _HEADER.size else None


def read_query(data: bytes) -> Query:
    """Read a query. Raises Broken."""
    try:
        identity, _, asked, known, _, _ = _HEADER.unpack_from(data)
        if not 1 <= asked <= _MOST_RECORDS or known > _MOST_RECORDS:
            raise Broken("counts")
        place, questions, answers = _HEADER.size, [], set()
        for _ in range(asked):
            name, place = _read_name(data, place)
            kind, space = struct.unpack_from(">HH", data, place)
            place += 4
            questions.append(Question(name, kind, bool(space & 0x8000)))
        for _ in range(known):
            name, place = _read_name(data, place)
            kind, _, _, length = struct.unpack_from(">HHIH", data, place)
            place += 10
            if kind == PTR:
                answers.add((name, _read_name(data, place)[0]))
            place += length
    except (struct.error, IndexError) as error:
        raise Broken(str(error)) from error
    return Query(identity, tuple(questions), frozenset(answers))


def _read_name(data: bytes, place: int) -> tuple[str, int]:
    labels: list[str] = []
    end = 0
    for _ in range(128):
        length = data[place]
        if length >= 0xC0:
            end = end or place + 2
            place = ((length & 0x3F) << 8) | data[place + 1]
            labels.append("")
            if labels.count("") > _MOST_JUMPS:
                raise Broken("pointers")
        elif length > 63:
            raise Broken("label")
        elif length == 0:
            return ".".join(label for label in labels if label).lower(), end or place + 1
        else:
            if place + 1 + length > len(data):
                raise Broken("label over the end")
            labels.append(data[place + 1 : place + 1 + length].decode("utf-8", "replace"))
            place += 1 + length
    raise Broken("name too long")


def read_target(data: bytes) -> str:
    """Return the name in a PTR record's data that this module wrote."""
    return _read_name(data, 0)[0]


def write_name(name: str) -> bytes:
    """Return a name as labels. A dot behind a backslash is an instance's own and stays in its label."""
    labels = [label.replace("\0", ".") for label in name.replace("\\.", "\0").split(".")]
    return b"".join(bytes((len(label.encode()),)) + label.encode() for label in labels) + b"\0"


def write_txt(texts: tuple[str, ...]) -> bytes:
    """Return TXT data; a service without texts has one empty string (RFC 6763, 6.1)."""
    return b"".join(bytes((len(text.encode()),)) + text.encode() for text in texts) or b"\0"


def write_srv(port: int, host: str) -> bytes:
    """Return SRV data with priority and weight zero."""
    return struct.pack(">HHH", 0, 0, port) + write_name(host)


def write_response(
    records: tuple[Record, ...], additional: tuple[Record, ...] = (), *, legacy: Query | None = None
) -> bytes:
    """Return a response. One for a legacy asker repeats identity and questions, and flushes nothing (RFC 6762, 6.7)."""
    asked = legacy.questions if legacy else ()
    head = _HEADER.pack(legacy.identity if legacy else 0, 0x8400, len(asked), len(records), 0, len(additional))
    body = b"".join(write_name(each.name) + struct.pack(">HH", each.type, IN) for each in asked)
    return head + body + b"".join(_write(record, legacy is not None) for record in (*records, *additional))


def _write(record: Record, legacy: bool) -> bytes:
    space = IN | (0x8000 if record.unique and not legacy else 0)
    ttl_s = min(record.ttl_s, 10) if legacy else record.ttl_s
    return write_name(record.name) + struct.pack(">HHIH", record.type, space, ttl_s, len(record.data)) + record.data
