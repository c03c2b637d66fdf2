"""The pipeline: scope in, transcript out; transcript in, inventory out."""
