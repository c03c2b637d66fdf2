"""What the shell is told. 2 wins over 3, 3 over 1."""

DONE = 0
FINDINGS = 1  # `check` and `diff` only
ERROR = 2  # usage, configuration, this machine
INCOMPLETE = 3  # unfinished, or nothing answered
INTERRUPTED = 130  # partial results were written
