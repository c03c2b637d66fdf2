"""Datagrams in pieces, put together again: answers of a camera with many scopes are longer than a frame."""

from dataclasses import dataclass, field

from scanner.codec.frames import Fragment, Packet, datagram

MOST_OPEN = 256
MOST_BYTES = 65_535
# The longest datagram in pieces of 576 octets, the least that every IPv4 host takes (RFC 791).
MOST_PARTS = 128
_PATIENCE_S = 30.0  # RFC 791 suggests 15, RFC 8200 says 60


@dataclass(slots=True)
class _Open:
    whole: Packet
    parts: dict[int, bytes] = field(default_factory=dict)
    size: int = 0
    end: int = -1


class Fragments:
    """Collects parts; `add` returns the datagram when its last missing part came. Bounded in number, size and time."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str, int], _Open] = {}

    def add(self, fragment: Fragment) -> Packet | None:
        """Take a part. Parts that overlap or leave a hole give nothing."""
        self._forget(fragment.whole.at)
        known = self._open.setdefault(fragment.key, _Open(fragment.whole))
        if fragment.offset not in known.parts:
            known.parts[fragment.offset] = fragment.data
            known.size += len(fragment.data)
        too_far = fragment.offset + len(fragment.data) > MOST_BYTES
        if too_far or known.size > MOST_BYTES or len(known.parts) > MOST_PARTS:
            del self._open[fragment.key]
            return None
        if fragment.last:
            known.end = fragment.offset + len(fragment.data)
        data = _joined(known)
        if data is None:
            return None
        del self._open[fragment.key]
        return datagram(known.whole, data)

    def _forget(self, now: float) -> None:
        while self._open:
            key = next(iter(self._open))
            if len(self._open) < MOST_OPEN and abs(now - self._open[key].whole.at) <= _PATIENCE_S:
                return
            del self._open[key]


def _joined(known: _Open) -> bytes | None:
    if known.size != known.end:
        return None
    data = bytearray()
    for offset in sorted(known.parts):
        if offset != len(data):
            return None
        data += known.parts[offset]
    return bytes(data)
