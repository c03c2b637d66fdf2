"""Rules for the whole run: no deadlines of the clock, and on a build machine no test may be left out."""

import os

import pytest
from hypothesis import settings

# How long an example takes says nothing of what it tests. A build machine tries the same examples on every run.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)

_ON_BUILD_MACHINE = os.environ.get("CI", "") not in ("", "0", "false")
settings.load_profile("ci" if _ON_BUILD_MACHINE else "here")

_left_out: dict[str, str] = {}


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs network namespaces where there can be none, and say which tests share a worker.

    A file's tests stay together. All that build networks run on one worker, because namespaces share the kernel's
    neighbour table, and two large networks at once would overflow it; so do the other ones of the command line, because
    the demo has one place on loopback.
    """
    for item in items:
        group = "networks" if item.get_closest_marker("netns") else item.path.name
        if item.path.parent.name == "cli" and group != "networks":
            group = "command line"
        item.add_marker(pytest.mark.xdist_group(group))
    if os.name == "posix" and os.geteuid() == 0 and os.uname().sysname == "Linux":
        return
    for item in items:
        if item.get_closest_marker("netns"):
            item.add_marker(pytest.mark.skip(reason="needs root on Linux for network namespaces"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that was skipped; one that is expected to fail did run."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _left_out[report.nodeid] = _why(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a file that skips all its tests, as `pytest.importorskip` does."""
    if report.skipped:
        _left_out[report.nodeid] = _why(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run on a build machine that left out what should run there."""
    if (
        _ON_BUILD_MACHINE
        and _left_out
        and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why such a run failed."""
    if _ON_BUILD_MACHINE and _left_out:
        terminalreporter.section("skipped on a build machine, which counts as failed")
        for name, why in _left_out.items():
            terminalreporter.line(f"{name}: {why}")


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
