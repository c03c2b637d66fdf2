"""Tell people: one file per format."""
