"""Puts another value of the same length and shape in the place of each secret; the same for the same secret."""

import re
import secrets
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from ipaddress import ip_address
from typing import Any

from scanner.transcript.secret import PACKED, Secret, mac_of

_MOST_ATTEMPTS = 64
_SHORTEST_TAIL = 6
_HEX = b"0123456789abcdef"
_HEX_OR_ESCAPE = re.compile(rb"%3[Aa]|[0-9A-Fa-f]")
# Escapes of ASCII signs stay, so that `%20` is a blank in the copy too. Other escapes are letters to replace; one of
# JSON becomes one again.
_TOKEN = re.compile(rb"%[2-7][0-9A-Fa-f]|&(?:amp|lt|gt|quot|#x27|#39);|\\u[0-9A-Fa-f]{4}|[\x00-\xff]", re.DOTALL)
_WORD = b"0123456789abcdefghijklmnopqrstuvwxyz_"
_ESCAPED_BEFORE = re.compile(rb"%[0-9a-f]{2}\Z|\\[nrt]\Z")
_PRIVATE = re.compile(rb"10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.")
_CHUNK_LINE = re.compile(rb"(\r\n[0-9A-Fa-f]{1,8}[^\r\n]{0,64}\r\n)")


class Disguise:
    """Replaces secrets under a key of its own, which nobody ever learns."""

    def __init__(self, forms: Mapping[bytes, Secret]) -> None:
        self._forms = forms
        self._sorted = sorted(forms)
        self._longest = max(map(len, forms), default=0)
        self._pattern = re.compile(alternatives(forms) if forms else rb"(?!)", re.DOTALL)
        self._key = secrets.token_bytes(32)
        self._others: dict[Secret, tuple[bytes, bytes]] = {}
        self._used: set[bytes] = set()

    @property
    def count(self) -> int:
        """How many different values were replaced."""
        return len(self._others)

    @property
    def secrets(self) -> frozenset[Secret]:
        """What is known to be hidden."""
        return frozenset(self._forms.values())

    def other(self, secret: Secret) -> bytes:
        """Return what stands for a secret in this copy, in lower case."""
        return self._other(secret)[0]

    def in_text(self, text: str) -> str:
        """Replace every secret."""
        return self.in_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def in_bytes(self, data: bytes) -> bytes:
        """Replace every secret, also one that the chunks of an HTTP body cut in two or whose end a cap cut off."""
        changed, rest = self._replaced(data)
        parts = _CHUNK_LINE.split(changed)
        if len(parts) > 1:
            whole, whole_rest = self._replaced(b"".join(parts[::2]))
            parts[::2] = _cut(whole, map(len, parts[::2]))
            changed, rest = b"".join(parts), min(rest, whole_rest)
        return self._without_cut_end(changed, rest)

    def _replaced(self, data: bytes) -> tuple[bytes, int]:
        """Return the data with every secret replaced, and how many bytes follow the last one."""
        lower = data.lower()
        binary = b"\0" in data  # in a certificate, a length or a tag next to a name may read as a letter
        pieces, done, position = [], 0, 0
        while match := self._pattern.search(lower, position):
            start, position = match.start(), match.start() + 1
            if end := self._end(lower, start, match.end(), binary=binary):
                pieces += [data[done:start], self._spelt(self._forms[lower[start:end]], data[start:end])]
                done = position = end
        return b"".join([*pieces, data[done:]]), len(data) - done

    def _end(self, lower: bytes, start: int, longest: int, *, binary: bool) -> int:
        """Return where the secret that begins here ends, or 0: the longest, unless an octet before it tells its length.

        In a certificate the tag that follows `10.1.2.3` may read as a digit, and `10.1.2.31` be somebody else's.
        """
        ends = [
            end
            for end in range(longest, start, -1)
            if (secret := self._forms.get(lower[start:end])) and (binary or _fits(secret, lower, start, end))
        ]
        told = [end for end in ends if binary and start and end - start == lower[start - 1]]
        return (told or ends or [0])[0]

    def _without_cut_end(self, data: bytes, rest: int) -> bytes:
        """A cap may have cut the last secret: what is left of it goes too. Only the last `rest` bytes are as found."""
        lower = data.lower()
        for length in range(min(self._longest, rest), _SHORTEST_TAIL - 1, -1):
            tail = lower[-length:]
            place = bisect_left(self._sorted, tail)
            if place < len(self._sorted) and self._sorted[place].startswith(tail):
                return data[:-length] + _scrambled(data[-length:], 0, self._stream(tail))
        return data

    def _spelt(self, secret: Secret, written: bytes) -> bytes:
        """Return the secret's replacement in the spelling that was found."""
        other, seed = self._other(secret)
        if secret.kind == "text":
            return _scrambled(written, secret.kept, self._stream(seed))
        if written[:2] in PACKED.values():
            return written[:2] + ip_address(other.decode()).packed
        if secret.kind == "mac":
            digits = (bytes([digit]) for digit in other)
            other = _HEX_OR_ESCAPE.sub(lambda found: found[0] if len(found[0]) == 3 else next(digits), written)
        return other.upper() if re.sub(rb"%3[Aa]", b"", written).isupper() else other

    def _other(self, secret: Secret) -> tuple[bytes, bytes]:
        """Return the replacement, which is no other secret's value or replacement, and the seed that made it."""
        if secret not in self._others:
            for attempt in range(_MOST_ATTEMPTS):
                seed = b"%s %s %d" % (secret.kind.encode(), secret.value, attempt)
                other = _MAKERS[secret.kind](secret, self._stream(seed))
                # 10.1.2.73 would still show a secret 10.1.2.7 to whoever searches for it.
                if not self._pattern.search(other) and other not in self._used:
                    break
            if secret.kind == "uuid":  # its end may be the MAC that other fields tell
                other = other[:24] + self._other(Secret("mac", secret.value[24:]))[0]
            if secret.kind == "ipv6" and (mac := mac_of(secret.value)):
                other = _ending_in(other, secret.value, self._other(Secret("mac", mac))[0])
            self._used.add(other)
            self._others[secret] = other, seed
        return self._others[secret]

    def _stream(self, seed: bytes) -> Iterator[int]:
        block = 0
        while True:
            yield from blake2b(b"%s/%d" % (seed, block), key=self._key, digest_size=32).digest()
            block += 1


def alternatives(forms: Mapping[bytes, Secret]) -> bytes:
    """Write the forms as one pattern that branches byte by byte, so that its cost hardly grows with their number."""
    root: dict[Any, Any] = {}
    for form in forms:
        node = root
        for byte in form:
            node = node.setdefault(byte, {})
        node[None] = {}
    return _branches(root)


def _branches(node: dict[Any, Any]) -> bytes:
    parts = []
    for byte, child in node.items():
        if byte is None:
            continue
        run = bytes([byte])
        while len(child) == 1 and None not in child:
            ((byte, child),) = child.items()
            run += bytes([byte])
        parts.append(re.escape(run) + _branches(child))
    if not parts:
        return b""
    return b"(?:" + b"|".join(parts) + (b")?" if None in node else b")")


def _fits(secret: Secret, lower: bytes, start: int, end: int) -> bool:
    """Whether what was found is the secret and not the beginning of something longer."""
    if secret.kind == "ipv4":
        return not lower[end : end + 1].isdigit()
    return not secret.alone or _stands_alone(lower, start, end)


def _stands_alone(lower: bytes, start: int, end: int) -> bool:
    before, after = lower[max(0, start - 3) : start], lower[end : end + 1]
    if after and after in _WORD:
        return False
    return not before or before[-1:] not in _WORD or bool(_ESCAPED_BEFORE.search(before))


def _cut(data: bytes, lengths: Iterator[int]) -> list[bytes]:
    pieces, start = [], 0
    for length in lengths:
        pieces.append(data[start : start + length])
        start += length
    return pieces


def _scrambled(written: bytes, kept: int, stream: Iterator[int]) -> bytes:
    """Replace letters by letters and digits by digits after the first `kept`; signs stay."""
    tokens = _TOKEN.findall(written)
    return b"".join(tokens[:kept] + [_like(token, stream) for token in tokens[kept:]])


def _like(token: bytes, stream: Iterator[int]) -> bytes:
    if token.startswith(b"\\u"):
        return b"\\u00%02x" % (0x61 + next(stream) % 26)
    if len(token) > 1:
        return token
    if token >= b"\x80":
        return bytes([0x61 + next(stream) % 26])
    for first, count in ((0x30, 10), (0x41, 26), (0x61, 26)):
        if first <= token[0] < first + count:
            return bytes([first + next(stream) % count])
    return token


def _ipv4(secret: Secret, stream: Iterator[int]) -> bytes:
    octets = secret.value.split(b".")
    private = _PRIVATE.match(secret.value)
    kept = private[0].count(b".") if private else 0
    return b".".join(octets[:kept] + [_octet(octet, stream) for octet in octets[kept:]])


def _octet(octet: bytes, stream: Iterator[int]) -> bytes:
    low, high = {1: (1, 9), 2: (10, 99)}.get(len(octet), (100, 254))
    return b"%d" % (low + next(stream) % (high - low + 1))


def _ipv6(secret: Secret, stream: Iterator[int]) -> bytes:
    groups = secret.value.split(b":")
    kept = 4 if groups[0][:3] in (b"fe8", b"fe9", b"fea", b"feb") else 2
    first = groups[0][:kept] + bytes(_HEX[next(stream) % 16] for _ in groups[0][kept:])
    return b":".join([first, *(_group(group, stream) for group in groups[1:])])


def _ending_in(other: bytes, address: bytes, mac: bytes) -> bytes:
    """Return the other address made of the other MAC address, where it takes as many digits."""
    before, written = other.split(b":")[:-4], address.split(b":")[-4:]
    last = mac[8:].lstrip(b"0").rjust(len(written[3]), b"0")
    if not all(written) or len(written[2]) != 4 or len(last) != len(written[3]):
        return other
    return b":".join([*before, *written[:2], b"fe" + mac[6:8], last])


def _group(group: bytes, stream: Iterator[int]) -> bytes:
    if group in (b"", b"0"):
        return group
    return bytes([_HEX[1 + next(stream) % 15], *(_HEX[next(stream) % 16] for _ in group[1:])])


def _mac(secret: Secret, stream: Iterator[int]) -> bytes:
    """Keep the block, which is evidence of a maker. One of decimal digits stays one: it may be a serial after all."""
    base = 10 if secret.value.isdigit() else 16
    return secret.value[:6] + bytes(_HEX[next(stream) % base] for _ in range(6))


def _uuid(secret: Secret, stream: Iterator[int]) -> bytes:
    """Keep the version and the variant (RFC 9562, 4.1 and 4.2)."""
    fresh = bytes(byte if byte == 0x2D else _HEX[next(stream) % 16] for byte in secret.value)
    return fresh[:14] + secret.value[14:20] + fresh[20:]


def _hex(secret: Secret, stream: Iterator[int]) -> bytes:
    return secret.value[: secret.kept] + bytes(_HEX[next(stream) % 16] for _ in secret.value[secret.kept :])


def _text(secret: Secret, stream: Iterator[int]) -> bytes:
    return _scrambled(secret.value, secret.kept, stream)


_MAKERS = {"ipv4": _ipv4, "ipv6": _ipv6, "mac": _mac, "uuid": _uuid, "hex": _hex, "text": _text}
