"""camscan: a camera census for council networks."""

__version__ = "0.1.0"
