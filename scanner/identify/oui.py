"""Who registered a MAC address's block, by the longest prefix that belongs to a vendor who has a file."""

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.fingerprint.load import Library
from scanner.fingerprint.registry import block_of
from scanner.identify.weights import MAC_BLOCK
from scanner.identify.witness import Witness
from scanner.model.vocabulary import Channel

# Cheap cameras carry these without having registered them (they are Cisco-Linksys's): they prove nothing of anybody.
_SQUATTED = frozenset({"001216", "001217"})


@dataclass(frozen=True, slots=True)
class ToldMac:
    """A MAC address, and the channels that told it: one read from a certificate is no witness beside that."""

    text: str
    channels: frozenset[Channel] = frozenset({Channel.MAC})


@dataclass(frozen=True, slots=True)
class Block:
    """A registered block as its file writes it, and whose it is."""

    text: str
    slug: str


class BlockTable:
    """All blocks of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._blocks = library.blocks

    def find(self, mac: str) -> Block | None:
        """Return the block of a MAC address written in lower case with colons; None if nobody is known to own it."""
        held = block_of(mac, self._blocks) if is_global(mac) else None
        return Block(_written(held), self._blocks[held]) if held else None

    def witnesses(self, macs: Iterable[ToldMac], attribute: str) -> list[Witness]:
        """Return what the blocks say: of the maker where their owner builds only his own, else of the brand."""
        found = []
        for mac in macs:
            block = self.find(mac.text)
            if block is None:
                continue
            makes_own = self._library.vendors[block.slug].content.vendor.makes == "own"
            if attribute == ("manufacturer" if makes_own else "brand"):
                because = f"mac/{block.text}"
                found.append(Witness(block.slug, MAC_BLOCK, mac.channels, "mac", because))
        return found


def is_global(mac: str) -> bool:
    """Whether a MAC address is one device's, given by its maker: no local or group address, no squatted block."""
    digits = mac.replace(":", "")
    return not int(digits[1], 16) & 0b11 and digits[:6] not in _SQUATTED


def _written(block: str) -> str:
    return ":".join(block[at : at + 2] for at in range(0, len(block), 2))
