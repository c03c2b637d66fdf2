"""What people write for a lab network: subnets, the devices in them, and what is odd about these."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from scanner.lab.written import Written

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
LARGEST, SMALLEST = 16, 28


class Town(Written):
    """The simulated town of the demo: cameras, of which some are Hikvision's under its own label, and other things."""

    cameras: int = Field(157, ge=1)
    hikvision: int = Field(29, ge=0)
    hostile: bool = False


class Entry(Written):
    """Devices: `count` of one `unit`, or of a `group` of units in turn. Everything below is said of each of them.

    `address` is a fixed one; one outside the subnet is heard there all the same, by multicast and broadcast.
    `xaddr` is the host that its WS-Discovery answer names instead of its own. `interfaces: 2` gives it a second
    MAC and address. `only_onvif_at` leaves nothing but its ONVIF service, at this port. `onvif: false` takes away ONVIF
    and every search. `silent` devices answer ARP and nothing else. `closed` says what ports without a service do, and
    `dropped` names TCP ports that a firewall before the device hides. `twin` stands at the address of the device
    written before it.
    """

    unit: str = ""
    group: str = ""
    count: int = Field(1, ge=1, le=2000)
    address: IPv4Address | None = None
    xaddr: IPv4Address | None = None
    interfaces: Literal["1", "2"] = "1"
    only_onvif_at: int = Field(0, ge=0, le=65_535)
    onvif: bool = True
    silent: bool = False
    closed: Literal["refuse", "drop"] = "refuse"
    dropped: tuple[int, ...] = ()
    twin: bool = False

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if bool(self.unit) == bool(self.group):
            raise ValueError("name either a unit or a group")
        if self.count > 1 and (self.twin or self.address):
            raise ValueError("one address holds one device: leave out count")
        if self.twin and self.address:
            raise ValueError("a twin has the address of the device before it: leave out address")
        return self


class SubnetSpec(Written):
    """One subnet. `spread` puts its devices at addresses of chance, else they stand from the second on."""

    network: IPv4Network
    attached: bool = True
    latency_ms: float = Field(0, ge=0, le=2000)
    loss: float = Field(0, ge=0, le=0.9)
    spread: bool = False
    town: Town | None = None
    devices: tuple[Entry, ...] = ()

    @model_validator(mode="after")
    def _has_a_size(self) -> Self:
        if not LARGEST <= self.network.prefixlen <= SMALLEST:
            raise ValueError(f"{self.network}: a subnet of the lab is a /{LARGEST} to a /{SMALLEST}")
        return self


class Spec(Written):
    """A lab network. The scanner stands in every attached subnet; a router joins the first of them to the others."""

    about: str = ""
    seed: int = Field(1, ge=0)
    think_ms: tuple[int, int] = (5, 60)
    subnets: tuple[SubnetSpec, ...] = Field(min_length=1, max_length=32)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.subnets[0].attached:
            raise ValueError("the first subnet is attached: the scanner stands there")
        for place, one in enumerate(self.subnets):
            for other in self.subnets[:place]:
                if one.network.overlaps(other.network):
                    raise ValueError(f"{one.network} and {other.network} overlap")
        return self


@cache
def spec_names() -> tuple[str, ...]:
    """Return the names of the specs that come with the lab."""
    found = (entry.name for entry in (files("scanner.lab") / "specs").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def load_spec(name: str) -> Spec:
    """Return the spec of this name, or the one in this file. Raises ValueError in one line, OSError."""
    if name in spec_names():
        return read_spec((files("scanner.lab") / "specs" / f"{name}.yaml").read_text("utf-8"), name)
    if not (file := Path(name)).is_file():
        raise ValueError(f"{name}: no such file, and no spec of the lab ({', '.join(spec_names())})")
    return read_spec(file.read_text("utf-8"), name)


def read_spec(text: str, name: str) -> Spec:
    """Return the spec written in a YAML text. Raises ValueError, in one line that begins with `name`."""
    try:
        return Spec.model_validate(yaml.load(text, Loader=_Loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}" if mark else ""
        raise ValueError(f"{name}{where}: {getattr(error, 'problem', None) or 'this is not YAML'}") from None
    except ValidationError as error:
        raise ValueError(f"{name}: {_fault(error)}") from None


def varied(spec: Spec, seed: int | None, think_ms: tuple[int, int] | None, town: Mapping[str, int]) -> Spec:
    """Return the spec with another seed, think time, and numbers of its town. Raises ValueError where it has none."""
    if town and not any(subnet.town for subnet in spec.subnets):
        raise ValueError(f"{', '.join(town)}: this lab network has no town; its spec says what stands in it")
    changes: dict[str, object] = {"seed": seed, "think_ms": think_ms}
    changes = {name: value for name, value in changes.items() if value is not None}
    subnets = tuple(
        each.model_copy(update={"town": each.town.model_copy(update=dict(town))}) if each.town else each
        for each in spec.subnets
    )
    return spec.model_copy(update={**changes, "subnets": subnets})


def _fault(error: ValidationError) -> str:
    """Return the first fault alone: one in a subnet brings others with it."""
    fault = error.errors()[0]
    where = ".".join(map(str, fault["loc"]))
    message = fault["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
