"""What a maker's search answer told, in whichever form the maker chose."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.model.observation import Fact

MAX_DATAGRAM = 65_535


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, by the name of its protocol; empty where nothing was told."""

    protocol: str
    name: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""
    mac: str = ""
    build_date: str = ""


def facts_of(answer: Answer | None) -> list[Fact]:
    """Return what was told, by field; no answer tells nothing."""
    if answer is None:
        return []
    told = {
        "finder.protocol": answer.protocol,
        "finder.name": answer.name,
        "finder.model": answer.model,
        "finder.firmware": answer.firmware,
        "finder.build_date": answer.build_date,
        "finder.serial": answer.serial,
        "mac": answer.mac,
    }
    return [Fact(field, value) for field, value in told.items() if value]


# Reads a datagram, or returns None where it is no answer in its protocol. Never raises.
Reader = Callable[[bytes], Answer | None]


def records(data: bytes, tag: int, length: int, bare: frozenset[int] = frozenset()) -> Iterator[tuple[int, bytes]]:
    """Yield tags with their values: `tag` octets, `length` octets (network order), the value.

    Tags in `bare` carry one octet and no length. The first record that is not whole ends it.
    """
    position = 0
    while position + tag < len(data):
        number = int.from_bytes(data[position : position + tag], "big")
        position += tag
        size = 1 if number in bare else int.from_bytes(data[position : position + length], "big")
        position += 0 if number in bare else length
        value = data[position : position + size]
        if len(value) < size or position > len(data):
            return
        yield number, value
        position += size


def first_of(data: bytes, tag: int, length: int, bare: frozenset[int] = frozenset()) -> dict[int, bytes]:
    """Return the first value of each tag."""
    found: dict[int, bytes] = {}
    for number, value in records(data, tag, length, bare):
        found.setdefault(number, value)
    return found
