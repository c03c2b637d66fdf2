"""The unit files of this package: read, checked, and listed in a fixed order."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from scanner.lab.unit import Unit

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def units() -> tuple[Unit, ...]:
    """Return every unit, ordered by file and place in it. Raises ValueError on a faulty file or a repeated id."""
    found: dict[str, Unit] = {}
    folder = files("scanner.lab") / "units"
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".yaml"):
            for unit in _read(entry.read_text(encoding="utf-8"), entry.name):
                if unit.id in found:
                    raise ValueError(f"{entry.name}: the id {unit.id} is taken")
                found[unit.id] = unit
    return tuple(found.values())


def unit(identity: str) -> Unit:
    """Return the unit of this id. Raises KeyError."""
    for each in units():
        if each.id == identity:
            return each
    raise KeyError(identity)


def _read(text: str, name: str) -> list[Unit]:
    content = yaml.load(text, Loader=_Loader)
    try:
        return [Unit.model_validate(each) for each in content["units"]]
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
