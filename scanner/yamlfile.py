"""YAML that people write -> validated objects, with every fault as file:line:column.

Scalars are text: versions, MAC addresses and `no` stay as written, and a model that wants a number or a boolean reads
it from the text. Only an empty value and a plain `null` or `~` are None. Anchors, aliases, tags, repeated keys and
unknown keys are faults. The tree is built from parser events without recursion, so deep nesting is a fault, no crash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scanner.model.errors import FileFault

MAX_BYTES = 256 * 1024
MAX_DEPTH = 40
_NOTHING = frozenset({"", "~", "null"})

T = TypeVar("T", bound=BaseModel)
Location = tuple[str | int, ...]


class Mark(NamedTuple):
    """A place in a file. Line and column count from 1."""

    line: int
    column: int


_TOP = Mark(1, 1)


@dataclass(slots=True)
class Document:
    """A file's content as plain data, and where each part of it stands.

    `marks` has a mark for each value, keyed by its path of keys and indexes; `key_marks` one for each key.
    """

    path: Path
    fault_type: type[FileFault] = FileFault
    data: Any = None
    marks: dict[Location, Mark] = field(default_factory=dict)
    key_marks: dict[Location, Mark] = field(default_factory=dict)

    def mark(self, location: Location) -> Mark:
        """Return where the value stands, or the nearest part around it that was written."""
        known: Location = ()
        for step in location:
            if (*known, step) in self.marks:
                known = (*known, step)
        return self.marks.get(known, _TOP)

    def fault(self, location: Location, message: str) -> FileFault:
        """Make a fault that points at the value."""
        return self.fault_type(self.path, *self.mark(location), message)

    def validate(self, model: type[T]) -> T:
        """Return the content as an object of the model. Raises the first fault in the file's order."""
        if self.data is None:
            raise self.fault_type(self.path, 1, 1, "the file is empty")
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            faults = [self._explain(details, model) for details in _causes(error.errors(include_url=False))]
        raise min(faults, key=lambda fault: (fault.line, fault.column))

    def _explain(self, details: ErrorDetails, model: type[BaseModel]) -> FileFault:
        location = details["loc"]
        if details["type"] == "extra_forbidden":
            words = _unknown_key(str(location[-1]), _known_keys(model, location[:-1]))
            return self.fault_type(self.path, *self.key_marks.get(location, self.mark(location)), words)
        if location[-1:] == ("[key]",):
            mark = self.key_marks.get(location[:-1], self.mark(location))
            return self.fault_type(self.path, *mark, _in_words(details))
        return self.fault(location, _in_words(details))


def load(path: Path, model: type[T], fault: type[FileFault] = FileFault) -> T:
    """Read a file into an object of the model. Raises `fault`."""
    return read(path, fault).validate(model)


def loads(text: str, path: Path, model: type[T], fault: type[FileFault] = FileFault) -> T:
    """Read text into an object of the model; `path` is only named in faults. Raises `fault`."""
    return parse(text, path, fault).validate(model)


def read(path: Path, fault: type[FileFault] = FileFault) -> Document:
    """Read a file as plain data with marks. Raises `fault`."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise fault(path, 1, 1, "there is no such file") from None
    except OSError as error:
        raise fault(path, 1, 1, f"the file cannot be read: {error.strerror or error}") from None
    if len(raw) > MAX_BYTES:
        raise fault(path, 1, 1, f"the file is larger than {MAX_BYTES // 1024} KiB: split it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8: save the file as UTF-8"
        raise fault(path, *_end_of(before), message) from None
    return parse(text, path, fault)


def parse(text: str, path: Path, fault: type[FileFault] = FileFault) -> Document:
    """Read text as plain data with marks. Raises `fault`."""
    builder = _Builder(Document(path, fault))
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else _TOP
        raise fault(path, line, column, f"this is not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise fault(path, *_first_unreadable(text), "a control character that YAML does not allow") from error
    return builder.document


class _Builder:
    """Builds the plain data from parser events; `stack` holds the open collections."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent) and self.document.marks:
            raise self._fault(event, "a second document (`---`): write one document a file")
        if isinstance(event, yaml.AliasEvent):
            raise self._fault(event, "aliases (`*name`) are not allowed: write the value out")
        if isinstance(event, yaml.NodeEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()

    def _start(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._fault(event, "anchors (`&name`) are not allowed: write the value out where it is needed")
        if event.tag not in (None, "!"):
            raise self._fault(event, f"tags (`{event.tag}`) are not allowed: every value is text")
        if self._key_expected(event):
            return
        value: Any = _scalar(event) if isinstance(event, yaml.ScalarEvent) else _empty(event)
        location = self._place(value, event)
        if not isinstance(event, yaml.ScalarEvent):
            self.stack.append(_Open(value, location))
            if len(self.stack) > MAX_DEPTH:
                raise self._fault(event, f"more than {MAX_DEPTH} levels of nesting")

    def _key_expected(self, event: Any) -> bool:
        """Take the event as a key if an open mapping waits for one."""
        top = self.stack[-1] if self.stack else None
        if top is None or not isinstance(top.value, dict) or top.key is not None:
            return False
        if not isinstance(event, yaml.ScalarEvent):
            raise self._fault(event, "a key must be text, not a list or a mapping")
        if event.value in top.value:
            raise self._fault(event, f"the key `{event.value}` is written twice")
        top.key = event.value
        self.document.key_marks[(*top.location, event.value)] = _mark(event)
        return True

    def _place(self, value: Any, event: Any) -> Location:
        location: Location = ()
        if not self.stack:
            self.document.data = value
        else:
            top = self.stack[-1]
            step: str | int = len(top.value) if top.key is None else top.key
            location = (*top.location, step)
            if top.key is None:
                top.value.append(value)
            else:
                top.value[top.key], top.key = value, None
        self.document.marks[location] = _mark(event)
        return location

    def _fault(self, event: yaml.Event, message: str) -> FileFault:
        return self.document.fault_type(self.document.path, *_mark(event), message)


@dataclass(slots=True)
class _Open:
    value: Any  # list[Any] | dict[str, Any]
    location: Location
    key: str | None = None


def _scalar(event: Any) -> str | None:
    plain = not event.style
    return None if plain and event.value in _NOTHING else event.value


def _empty(event: yaml.Event) -> dict[str, Any] | list[Any]:
    return {} if isinstance(event, yaml.MappingStartEvent) else []


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _end_of(text: str) -> Mark:
    return Mark(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _first_unreadable(text: str) -> Mark:
    bad = (index for index, char in enumerate(text) if not (char.isprintable() or char in "\t\n\r\x85\xa0"))
    return _end_of(text[: next(bad, 0)])


def _unknown_key(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    hint = f"; did you mean `{close[0]}`?" if close else f"; known here: {', '.join(known)}" if known else ""
    return f"unknown key `{key}`{hint}"


def _known_keys(model: Any, location: Location) -> list[str]:
    """Return the keys that the model allows at the location."""
    annotation = model
    for step in location:
        annotation = _step_into(annotation, step)
    plain = _plain(annotation)
    return list(plain.model_fields) if isinstance(plain, type) and issubclass(plain, BaseModel) else []


def _step_into(annotation: Any, step: str | int) -> Any:
    plain = _plain(annotation)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        found = plain.model_fields.get(str(step))
        return found.annotation if found else None
    if isinstance(get_origin(plain), type) and issubclass(get_origin(plain), Mapping):
        return get_args(plain)[1]
    return next(iter(get_args(plain)), None)


def _plain(annotation: Any) -> Any:
    """Return the annotation without `Annotated` and without `| None`."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
    return annotation


def _causes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out what only follows: a list too short by a wrong item, a key missing beside a misspelt one."""
    inner = [details["loc"] for details in errors]
    misspelt = {details["loc"][:-1] for details in errors if details["type"] == "extra_forbidden"}
    causes = [
        details
        for details in errors
        if not any(len(loc) > len(details["loc"]) and loc[: len(details["loc"])] == details["loc"] for loc in inner)
        and not (details["type"] == "missing" and details["loc"][:-1] in misspelt)
    ]
    return sorted(causes, key=lambda details: details["type"] == "missing")


_WORDS = {
    "string_type": "text is wanted here",
    "int_parsing": "a whole number is wanted here, not `{input}`",
    "int_type": "a whole number is wanted here",
    "float_parsing": "a number is wanted here, not `{input}`",
    "float_type": "a number is wanted here",
    "bool_parsing": "`true` or `false` is wanted here, not `{input}`",
    "bool_type": "`true` or `false` is wanted here",
    "list_type": "a list is wanted here",
    "tuple_type": "a list is wanted here",
    "set_type": "a list is wanted here",
    "frozen_set_type": "a list is wanted here",
    "dict_type": "a mapping (`key: value`) is wanted here",
    "model_type": "a mapping (`key: value`) is wanted here",
    "literal_error": "`{input}` is not one of {expected}",
    "enum": "`{input}` is not one of {expected}",
    "string_pattern_mismatch": "`{input}` does not have the form {pattern}",
    "too_short": "at least {min_length} wanted here, there are {actual_length}",
    "string_too_short": "the text is empty",
    "greater_than_equal": "`{input}` is too small: at least {ge}",
    "greater_than": "`{input}` is too small: more than {gt}",
    "less_than_equal": "`{input}` is too large: at most {le}",
}


def _in_words(details: ErrorDetails) -> str:
    if details["type"] == "missing":
        return f"the key `{details['loc'][-1]}` is missing"
    if details["type"] == "value_error":
        return details["msg"].removeprefix("Value error, ")
    template = _WORDS.get(details["type"])
    if template is None:
        return details["msg"]
    return template.format(input=details["input"], **details.get("ctx", {}))
