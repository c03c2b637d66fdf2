"""A simulated estate on real sockets: the demo's network and the tests' bench. Imports nothing of the scanner."""

from scanner.lab.estate import Estate, estate_of, tonbridge
from scanner.lab.layout import estate_from
from scanner.lab.library import unit, units
from scanner.lab.placement import own_network
from scanner.lab.serve import Mode, Running, networks, serving
from scanner.lab.spec import load_spec

__all__ = [
    "Estate",
    "Mode",
    "Running",
    "estate_from",
    "estate_of",
    "load_spec",
    "networks",
    "own_network",
    "serving",
    "tonbridge",
    "unit",
    "units",
]
