"""What every part of a unit file is built on: a frozen record that refuses unknown keys."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

Pair = tuple[str, str]


def _nothing(value: object) -> object:
    return None if value in ("", "null") else value


Maybe = Annotated[str | None, BeforeValidator(_nothing)]


class Written(BaseModel):
    """Base of everything read from a unit file: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)
