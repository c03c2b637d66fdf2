"""A draft as a vendor's file, or as lines for the list of one that exists: YAML as people of this house write it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from scanner.fingerprint.draft import Draft, Proposed
from scanner.fingerprint.model import Condition, Example, Fingerprint

WIDTH = 120
_PLAIN = re.compile(r"[A-Za-z][\w./+-]*(?: [\w./+-]+)*")
_READ_OTHERWISE = frozenset({"null", "true", "false", "yes", "no", "on", "off"})

_HEAD = """\
# Drafted by `camscan fingerprints new` from the words of a unit that nobody could name. Before you hand it in, write
# what you know for every <…>, take out what you cannot vouch for, and read whether a name or number of yours is in it.
"""


def file_text(made: Draft, name: str, aliases: Sequence[str] = (), registrant: str | None = None) -> str:
    """Write a whole file; what is not known of the vendor is left to its author."""
    lines = [
        "vendor:",
        f"  name: {scalar(name)}",
        "  # legal_name: <…>",
        "  # country: <two letters>",
        "  makes: both  # <own: builds its platforms · others: labels others' units · both>",
    ]
    if aliases:
        lines.append(f"  aliases: {_list(aliases)}  # what its own answers call it: a name needs no fingerprint")
    if registrant:
        lines += [
            "# The registrant of the unit's MAC block. Take the # off if all that it makes is this vendor's.",
            f"# registered_as: [{scalar(registrant)}]",
        ]
    return "\n".join(
        [
            _HEAD.rstrip(),
            *lines,
            f"fingerprints:{'' if made.proposed else ' []'}",
            *item_lines(made),
            *_left_out(made),
            "",
        ]
    )


def lines_text(made: Draft, slug: str, aliases: Sequence[str] = ()) -> str:
    """Write the items to add to a list that exists."""
    head = [f"  # To add to `fingerprints:` of {slug}.yaml. Read it first: write for every <…> what you know."]
    head += [f"  # And to its `aliases:`, what its answers call it: {_list(aliases)}"] if aliases else []
    return "\n".join([*head, *item_lines(made), *_left_out(made), ""])


def item_lines(made: Draft) -> Iterator[str]:
    """Yield the items of the list, each with its remarks."""
    for item in made.proposed:
        yield from _item(item)


def _left_out(made: Draft) -> Iterator[str]:
    if made.left_out:
        yield "  # Not proposed:"
    for name, why in made.left_out:
        yield f"  # - {name}: {why}"


def _item(item: Proposed) -> Iterator[str]:
    found = item.fingerprint
    yield from (f"  # {remark}" for remark in item.remarks)
    yield f"  - id: {found.id}"
    yield f"    about: {scalar(found.about)}"
    yield f"    strength: {found.strength}"
    yield from _conditions(found)
    yield f"    asserts: {_flow(found.asserts.texts)}"
    yield "    examples:"
    for example in found.examples:
        yield from _example(example)


def _conditions(found: Fingerprint) -> Iterator[str]:
    word = "all" if found.all else "any"
    shown = [_condition(condition) for condition in found.conditions]
    line = f"    {word}: [{shown[0]}]"
    if len(shown) == 1 and len(line) <= WIDTH:
        yield line
        return
    yield f"    {word}:"
    yield from (f"      - {text}" for text in shown)


def _condition(condition: Condition) -> str:
    test, text = condition.test
    return _flow({"field": condition.field[0], test: text})


def _example(example: Example) -> Iterator[str]:
    see = {name: values[0] for name, values in example.see.items()}
    line = f"      - see: {_flow(see)}"
    if len(line) <= WIDTH:
        yield line
    else:
        yield "      - see:"
        yield from (f"          {name}: {scalar(value)}" for name, value in see.items())
    yield f"        gives: {_flow(example.gives)}"
    yield f"        source: {scalar(example.source)}"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(scalar, texts))}]"


def _flow(pairs: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{name}: {scalar(value)}' for name, value in pairs.items())}}}"


def scalar(text: str) -> str:
    """Write a text so that YAML reads it back as that text, also inside brackets."""
    if not text.isprintable():
        return f'"{"".join(map(_escape, text))}"'
    if _PLAIN.fullmatch(text) and text.lower() not in _READ_OTHERWISE:
        return text
    return f"'{text.replace(chr(39), chr(39) * 2)}'"


def _escape(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
