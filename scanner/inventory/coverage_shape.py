"""The part of `camscan.inventory/1` that says how far the scan reached."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """One object of the document."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


class NotProbedPart(Part):
    """A part of the scope that was left out."""

    network: str
    """The addresses left out."""
    why: str
    """The reason."""


class LinkPart(Part):
    """What was asked of the groups of one interface, and who answered."""

    interface: str
    """The interface's name on the scanning machine."""
    subnet: str
    """Its subnet."""
    asked: list[str]
    """The searches that were sent there, by protocol."""
    heard: dict[str, Count]
    """How many addresses were heard by each protocol."""
    off_because: str
    """Why nothing was sent there; empty where something was."""


class LimitPart(Part):
    """A failure of the scanning machine: never the silence of a device."""

    what: str
    """What went wrong."""
    outcome: Literal["not_sent", "not_heard"]
    """Whether it cost a question or an answer."""
    count: Count
    """How often."""
    advice: str
    """What to do about it."""


class NetworkPart(Part):
    """How far the scan reached in one declared network."""

    network: str
    """The network as the operator wrote it."""
    in_scope: Count
    """Addresses in it, exclusions taken away."""
    probed: Count
    """Addresses that something was sent to."""
    answered: Count
    """Addresses that answered anything, a refusal included."""
    silent: Count
    """Addresses that answered nothing."""
    multicast_heard: bool
    """Whether multicast discovery could be heard there."""
    attached: bool
    """Whether the scanning machine has an interface there. Else it was reached through routers."""
    probed_by: dict[str, Count]
    """How many addresses each thing was sent to: `arp`, `tcp 80`, `wsdiscovery nvt`."""
    heard_by: dict[str, Count]
    """How many addresses were heard by each protocol."""


class CoveragePart(Part):
    """How far the scan reached. No count in this file means anything without it."""

    addresses_in_scope: Count
    """Addresses that the operator declared, exclusions taken away."""
    addresses_probed: Count
    """Addresses that something was sent to."""
    addresses_answered: Count
    """Addresses that answered anything, a refusal included."""
    addresses_refused_only: Count
    """The part of the answered addresses that accepted no connection and told nothing else."""
    addresses_silent: Count
    """Addresses that answered nothing: no device, a device switched off, or one behind a firewall."""
    devices_not_video: Count
    """Devices that answered and are known to be no part of a video system. Listed only with `--all`."""
    devices_of_unknown_kind: Count
    """Devices that answered and did not show what they are. Listed only with `--all`. Some may be cameras."""
    not_probed: list[NotProbedPart]
    """Parts of the scope that were left out, and why."""
    networks: list[NetworkPart]
    """The same counts for each declared network."""
    blind_spots: list[str]
    """What this scan could not have seen, in sentences."""
    addresses_misaddressed: Count
    """Addresses heard on a link to which they do not belong. They are in no other count here."""
    links: list[LinkPart]
    """The scanning machine's interfaces, and what was heard there."""
    limits: list[LimitPart]
    """What the scanning machine failed to send or to hear."""
