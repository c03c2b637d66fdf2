"""One unit's text -> what all such units write: its own serial, addresses, names and dates become patterns.

A text falls into pieces. A piece that belongs to the unit has a pattern for what any unit writes there, and a made-up
sample that stands in for it in an example, so that neither tells whose unit it was.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

MODEL_GROUP = "(?P<model>"
_PAIR = "[0-9A-Fa-f]{2}"
_SPECIAL = re.compile(r"([\\.^$|?*+()\[\]{}])")
_DATE = r"(?:19|20)\d\d([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])"
# What belongs to one unit wherever it stands: a word for people, and how it looks. The first that matches counts.
_LOOKS = (
    ("uuid", re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")),
    ("mac", re.compile(rf"(?<![0-9A-Fa-f:-]){_PAIR}(?:(?::{_PAIR}){{5}}|(?:-{_PAIR}){{5}})(?![0-9A-Fa-f:-])")),
    ("mac", re.compile(rf"{_PAIR}(?:%3[Aa]{_PAIR}){{5}}")),
    ("date", re.compile(rf"(?<!\d){_DATE}(?!\d)")),
    ("address", re.compile(r"(?<=//)\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")),
    ("address", re.compile(r"(?<![\d.])(?:(?:10|127)\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)"
                           r"(?:\.\d{1,3}){2}(?![\d.])")),
    ("mac", re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Fa-f]*\d)[0-9A-Fa-f]{12}(?![0-9A-Za-z])")),
    ("hex", re.compile(r"(?<![0-9A-Za-z])(?=[A-Fa-f]*\d)(?=\d*[A-Fa-f])[0-9A-Fa-f]{16,}(?![0-9A-Za-z])")),
    ("number", re.compile(r"(?<!\d)\d{7,}(?!\d)")),
    ("serial", re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Z]*[A-Z])(?=(?:[A-Z]*\d){5})[0-9A-Z]{10,}(?![0-9A-Za-z])")),
)  # fmt: skip
_VERSION = re.compile(r"(?<![\d.])\d{1,5}(?:\.\d{1,5}){1,4}(?![\d.])")
_NOBODYS = frozenset({"", "model", "version"})  # pieces that are no unit's own
_SAMPLES = {
    "uuid": "00000000-0000-4000-8000-00005e005301",
    "mac": "00005e005301",
    "address": "192.0.2.1",
    "name": "Example",
}
_RUN = re.compile(r"[0-9]+|[A-Z]+|[a-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text. `word` says what it is of the unit; it is empty where the text is the same on every unit."""

    text: str
    word: str = ""

    @property
    def pattern(self) -> str:
        """What any unit writes here, as a regex."""
        return _PATTERNS.get(self.word, _shape)(self.text) if self.word else escaped(self.text)

    @property
    def sample(self) -> str:
        """What stands for it in an example. A model and a version are nobody's secret."""
        if self.word in _NOBODYS:
            return self.text
        known = _SAMPLES.get(self.word, "")
        return _like(self.text, known) if self.word == "mac" else known or _made_up(self.text)


@dataclass(frozen=True, slots=True)
class Own:
    """A value known to be one unit's, in any case. `alone`: only where it stands as a word."""

    text: str
    word: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class General:
    """A text in its pieces."""

    pieces: tuple[Piece, ...]

    @property
    def is_plain(self) -> bool:
        """Whether nothing in it is one unit's."""
        return not any(piece.word for piece in self.pieces)

    @property
    def is_own(self) -> bool:
        """Whether all of it is one unit's."""
        return all(piece.word not in _NOBODYS for piece in self.pieces)

    @property
    def constant(self) -> str:
        """What is the same on every unit; a blank stands for each piece that is not."""
        return "".join(" " if piece.word else piece.text for piece in self.pieces).strip()

    @property
    def pattern(self) -> str:
        """The whole as an anchored regex; a model that it repeats is captured once."""
        before, group, after = "".join(piece.pattern for piece in self.pieces).partition(MODEL_GROUP)
        return f"^{before}{group}{after.replace(MODEL_GROUP, '(?:')}$"

    @property
    def sample(self) -> str:
        """The whole with made-up values for what is the unit's."""
        return "".join(piece.sample for piece in self.pieces)

    @property
    def shown(self) -> str:
        """The whole for people, and the same for all such units: `Login to {serial}`."""
        return "".join(f"{{{piece.word}}}" if piece.word else piece.text for piece in self.pieces)


def generalised(text: str, own: Sequence[Own] = (), *, versions: bool = False) -> General:
    """Find what belongs to the unit: `own` first, then what looks like it, and version numbers where `versions`."""
    pieces = [Piece(text)]
    for word, pattern in _searches(own, versions):
        pieces = [part for piece in pieces for part in ([piece] if piece.word else _cut(piece, word, pattern))]
    return General(tuple(piece for piece in pieces if piece.text))


def escaped(text: str) -> str:
    """Write a text as a regex that matches it and nothing else."""
    return _SPECIAL.sub(r"\\\1", text)


def _searches(own: Sequence[Own], versions: bool) -> Iterator[tuple[str, re.Pattern[str]]]:
    for item in sorted(own, key=lambda one: (-len(one.text), one.text)):
        before, after = (r"(?<![0-9A-Za-z_])", r"(?![0-9A-Za-z_])") if item.alone else ("", "")
        yield item.word, re.compile(f"{before}{re.escape(item.text)}{after}", re.IGNORECASE)
    yield from _LOOKS
    if versions:
        yield "version", _VERSION


def _cut(piece: Piece, word: str, pattern: re.Pattern[str]) -> Iterable[Piece]:
    done = 0
    for found in pattern.finditer(piece.text):
        yield Piece(piece.text[done : found.start()])
        yield Piece(found[0], word)
        done = found.end()
    yield Piece(piece.text[done:])


def _shape(text: str) -> str:
    """Write a value's form: its length, and which kinds of characters it holds."""
    if re.fullmatch(r"[0-9A-Za-z]+", text) and not text.isdigit():
        return f"{_letters(text)}{{{len(text)}}}"
    return "".join(map(_run, _RUN.findall(text)))


def _run(run: str) -> str:
    if not run.isascii():
        return "."
    if run.isdigit():
        return f"\\d{{{len(run)}}}"
    return f"{_letters(run)}{{{len(run)}}}" if run.isalpha() else escaped(run)


def _letters(text: str) -> str:
    hexadecimal = len(text) >= 8 and re.fullmatch(r"[0-9A-F]+|[0-9a-f]+", text)
    end = "F" if hexadecimal else "Z"
    digits = "0-9" if any(map(str.isdigit, text)) else ""
    upper = f"A-{end}" if any(map(str.isupper, text)) else ""
    lower = f"a-{end.lower()}" if any(map(str.islower, text)) else ""
    return f"[{digits}{upper}{lower}]"


def _mac_pattern(text: str) -> str:
    digit = _hex_digit(re.sub("%3[Aa]", "", text))
    separator = next((mark for mark in (":", "-", "%3A", "%3a") if mark in text), "")
    return f"{digit}{{2}}(?:{separator}{digit}{{2}}){{5}}" if separator else f"{digit}{{12}}"


def _hex_digit(text: str) -> str:
    upper, lower = any(map(str.isupper, text)), any(map(str.islower, text))
    return f"[0-9{'A-F' if upper or not lower else ''}{'a-f' if lower or not upper else ''}]"


def _address_pattern(text: str) -> str:
    return r"[0-9A-Fa-f:.]{2,45}" if ":" in text else r"\d{1,3}(?:\.\d{1,3}){3}"


def _model_pattern(text: str) -> str:
    """Keep what a line of models has in common: the letters before its first digit or sign."""
    start = re.match(r"[A-Za-z]{2,}[-_ ]?", text)
    line = start[0] if start and start[0] != text else ""
    return f"{MODEL_GROUP}{escaped(line)}{_model_rest(text[len(line) :])})"


def _model_rest(text: str) -> str:
    signs = "".join(sorted({escaped(sign) for sign in text if not sign.isalnum() and sign != "-"}))
    wide = "" if text.isascii() else r"|[^\x00-\x7f]"
    return f"(?:[0-9A-Za-z{signs}-]{wide})+" if wide else f"[0-9A-Za-z{signs}-]+"


_PATTERNS = {
    "mac": _mac_pattern,
    "uuid": lambda text: "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
    "address": _address_pattern,
    "name": lambda text: ".+",
    "version": lambda text: r"\d+(?:\.\d+)+",
    "model": _model_pattern,
}


def _like(written: str, digits: str) -> str:
    """Write other hex digits in the spelling of a MAC address."""
    upper = any(map(str.isupper, re.sub("%3[Aa]", "", written)))
    rest = iter(digits.upper() if upper else digits)
    return re.sub(r"%3[Aa]|[0-9A-Fa-f]", lambda found: found[0] if len(found[0]) == 3 else next(rest, "0"), written)


def _made_up(text: str) -> str:
    """Write another value of the same form."""
    supplies = {"0": cycle("1234567890"), "A": cycle("ABCDEF"), "a": cycle("abcdef")}
    made = re.sub("[0-9A-Za-z]", lambda found: next(supplies[_kind(found[0])]), text)
    return re.sub(r"[^\x00-\x7f]", "x", made)


def _kind(character: str) -> str:
    return "0" if character.isdigit() else "A" if character.isupper() else "a"
