"""The process's limit on open files, raised as far as it may be: an estate holds several sockets a device."""

import sys


def raise_file_limit(wanted: int = 8192) -> None:
    """Raise the soft limit towards `wanted`; does nothing where there is no such limit."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))
