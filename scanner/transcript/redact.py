"""A copy of a transcript that can be shared: addresses, MACs, serials and names replaced, evidence kept.

Every replacement has the length and the shape of what it replaces, so that bodies keep their Content-Length and
certificates their structure, and the same value gets the same replacement everywhere in one copy. The key is not kept.
"""

import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from scanner.model.errors import MachineFault
from scanner.transcript.chain import GENESIS, Record, read_chain, sealed

_BLANKED = ("site", "operator", "authority")
_NAMED_FIELDS = frozenset({"onvif.hostname", "ssdp.name"})
_ADDRESS = re.compile(rb"(?<![\d.])(?:10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){1,3}(?![\d.])")
_MAC = re.compile(rb"(?<![0-9A-Fa-f:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![0-9A-Fa-f:-])")
# Certificates, realms and endpoint references hold MACs without separators. A nonce is longer than twelve digits.
_BARE_MAC = re.compile(rb"(?<![0-9A-Fa-f])[0-9A-Fa-f]{12}(?![0-9A-Fa-f])")
# Serials stand in realms: `Login to <serial>`, `IP Camera(<tail>)`, `AXIS_<MAC>`.
_REALM_SERIAL = re.compile(r"\(([A-Z0-9]{5})\)|\b([0-9A-Za-z]*\d[0-9A-Za-z]{7,})\b|_([0-9A-F]{12})\b")
# Bosch names a camera by its serial number: `BOSCH-` and eighteen digits.
_LONG_NUMBER = re.compile(r"(?<!\d)\d{10,}(?!\d)")
_SUBJECT_SERIAL = re.compile(r"(?i)SERIALNUMBER=([^,]+)")
# Where the factory is, not where the camera hangs.
_FACTORY_PLACES = frozenset({"city/hangzhou", "country/china", "hangzhou", "china"})
_SHORTEST = 4


def redact(source: Path, output: Path) -> int:
    """Write the copy with mode 0600; return how many different values were replaced.

    Raises TranscriptFault for a damaged source and MachineFault where the copy cannot be written.
    """
    records = [record for record, _ in read_chain(source)]
    replacer = _Replacer(_sensitive(records))
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            head = GENESIS
            for record in records:
                line, head = sealed(_redacted(record, replacer), head)
                file.write(line)
    except OSError as error:
        raise MachineFault(f"{output}: the copy cannot be written: {error.strerror}") from None
    return replacer.count


def _redacted(record: Record, replacer: "_Replacer") -> Record:
    changed: Record = {key: _value(key, value, replacer) for key, value in record.items()}
    if record["type"] == "scan":
        changed |= dict.fromkeys(_BLANKED, "")
        changed |= {"targets": [], "excluded": [], "redacted": True}
    if record["type"] == "coverage":
        changed["networks"] = [
            {**network, "network": f"network {number}"} for number, network in enumerate(record["networks"], 1)
        ]
        changed["not_probed"] = [{**item, "network": "redacted"} for item in record["not_probed"]]
    return changed


def _value(key: str, value: Any, replacer: "_Replacer") -> Any:
    if isinstance(value, str):
        if key in ("sent", "received"):
            return b64encode(replacer.in_bytes(b64decode(value))).decode()
        return replacer.in_text(value)
    if isinstance(value, list):
        return [_value("", item, replacer) for item in value]
    if isinstance(value, dict):
        return {name: _value(name, item, replacer) for name, item in value.items()}
    return value


def _sensitive(records: Iterable[Record]) -> set[bytes]:
    found: set[bytes] = set()
    kept: set[bytes] = set()
    for record in records:
        found.update(record.get(key, "").encode() for key in _BLANKED if record["type"] == "scan")
        for key in ("sent", "received"):
            if isinstance(record.get(key), str):
                raw = b64decode(record[key])
                found.update(match[0] for pattern in (_ADDRESS, _MAC, _BARE_MAC) for match in pattern.finditer(raw))
        found.update(_addresses(record))
        for name, value in record.get("observations", ()):
            found.update(text.encode("utf-8", "replace") for text in _of_observation(name, value))
            # In a certificate's bytes the next tag may look like one more digit; in its text it does not.
            found.update(match[0] for match in _BARE_MAC.finditer(value.encode("utf-8", "replace")))
            if name.endswith((".firmware", ".version")):
                kept.add(value.encode("utf-8", "replace"))  # four numbers with dots may be a version
    macs = {match[0] for value in found for match in [_MAC.fullmatch(value) or _BARE_MAC.fullmatch(value)] if match}
    found |= {form for mac in macs for form in _forms_of_mac(mac)}
    return {value for value in found if len(value) >= _SHORTEST} - kept


def _addresses(record: Record) -> Iterator[bytes]:
    for key in ("endpoint", "target"):
        parts = record.get(key)
        if parts:
            yield str(parts[1] if key == "endpoint" else parts[0]).encode()
    for key in ("open", "refused"):
        value = record.get(key)
        if isinstance(value, list):
            yield from (str(endpoint[1]).encode() for endpoint in value)


def _of_observation(name: str, value: str) -> Iterator[str]:
    if name.endswith(".serial") or name in _NAMED_FIELDS:
        yield value
    elif name.endswith(".realm"):
        yield from (next(filter(None, match.groups())) for match in _REALM_SERIAL.finditer(value))
    elif name in ("tls.subject", "tls.issuer"):
        yield from (match[1] for match in _SUBJECT_SERIAL.finditer(value))
    elif name == "wsd.scope.location":
        yield from () if value.lower() in _FACTORY_PLACES else (value,)
    elif name == "mac" or name.endswith(".mac"):
        yield value
    elif name.startswith(("wsd.scope", "ssdp.", "tls.s", "http.title")):
        yield from _LONG_NUMBER.findall(value)


def _forms_of_mac(mac: bytes) -> Iterator[bytes]:
    digits = mac.replace(b":", b"").replace(b"-", b"")
    pairs = [digits[start : start + 2] for start in range(0, 12, 2)]
    for joined in (b"", b":", b"-", b"%3A", b"%3a"):
        text = joined.join(pairs)
        yield from (text, text.lower(), text.upper())


class _Replacer:
    """Replaces known values by others of the same shape, the same for the same value in whatever case."""

    def __init__(self, values: set[bytes]) -> None:
        self._key = secrets.token_bytes(32)
        self.count = len(values)
        ordered = sorted(values, key=lambda value: (-len(value), value))
        self._pattern = re.compile(b"|".join(map(re.escape, ordered)) or rb"(?!)")

    def in_bytes(self, data: bytes) -> bytes:
        """Replace every known value."""
        return self._pattern.sub(lambda match: self._other(match[0]), data)

    def in_text(self, text: str) -> str:
        """Replace every known value."""
        data = text.encode("utf-8", "surrogatepass")
        return self.in_bytes(data).decode("utf-8", "surrogatepass")

    def _other(self, value: bytes) -> bytes:
        if _ADDRESS.fullmatch(value):
            return self._address(value)
        if len(_hex_digits(value)) == 12 and not value.strip(b"0123456789abcdefABCDEF:-%"):
            return self._mac(value)
        return self._scrambled(value, value)

    def _address(self, value: bytes) -> bytes:
        octets = value.split(b".")
        kept = 1 if octets[0] in (b"10", b"127") else 2
        return b".".join(octets[:kept] + [self._octet(octet) for octet in octets[kept:]])

    def _octet(self, octet: bytes) -> bytes:
        # A keyed permutation of the numbers with as many digits: different addresses stay different.
        low, high = {1: (0, 9), 2: (10, 99)}.get(len(octet), (100, 255))
        numbers = list(range(low, high + 1))
        numbers.sort(key=lambda number: self._digest(b"octet%d" % number))
        return str(numbers[(int(octet) - low) % len(numbers)]).encode()

    def _mac(self, value: bytes) -> bytes:
        """Keep the block, which is evidence of a maker, and replace the rest."""
        digits = _hex_digits(value).lower()
        fresh = iter(digits[:6] + self._digest(digits).hex().encode()[:6])
        encoded = b"%3" in value
        out = bytearray()
        skip = 0
        for place, byte in enumerate(value):
            if skip:
                out.append(byte)
                skip -= 1
            elif encoded and value[place : place + 2] == b"%3":
                out.append(byte)
                skip = 2
            elif byte in b":-":
                out.append(byte)
            else:
                digit = bytes([next(fresh)])
                out += digit.upper() if value.isupper() or value == value.upper() else digit
        return bytes(out)

    def _scrambled(self, value: bytes, seed: bytes) -> bytes:
        stream = self._stream(seed.lower())
        return bytes(_same_class(byte, next(stream)) for byte in value)

    def _stream(self, seed: bytes) -> Iterator[int]:
        block = 0
        while True:
            yield from self._digest(seed + b"/%d" % block)
            block += 1

    def _digest(self, data: bytes) -> bytes:
        return blake2b(data, key=self._key, digest_size=32).digest()


def _hex_digits(value: bytes) -> bytes:
    plain = value.replace(b"%3A", b"").replace(b"%3a", b"")
    return bytes(byte for byte in plain if byte in b"0123456789abcdefABCDEF")


def _same_class(byte: int, random: int) -> int:
    for first, count in ((0x30, 10), (0x41, 26), (0x61, 26)):
        if first <= byte < first + count:
            return first + random % count
    return byte
