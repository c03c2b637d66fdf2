"""What the shell is told. 2 wins over 3."""

DONE = 0
ERROR = 2  # usage, configuration, this machine
INCOMPLETE = 3  # unfinished, or nothing answered
INTERRUPTED = 130  # partial results were written
