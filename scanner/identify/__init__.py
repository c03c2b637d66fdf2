"""WHO MADE YOU? Observations -> devices. Pure: no network, no clock, no files."""
