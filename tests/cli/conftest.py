"""One demo for all tests that look at what it left."""

from pathlib import Path

import pytest
from cli_runs import Ran, camscan


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """One run of the demo with its defaults, kept for all who look at it."""
    folder = tmp_path_factory.mktemp("demo")
    ran = camscan(folder, "demo", "--keep", str(folder), "-oA", str(folder / "census"))
    return folder, ran


@pytest.fixture(scope="session")
def transcript(demo: tuple[Path, Ran]) -> Path:
    """The demo's transcript."""
    return next(demo[0].glob("2*.jsonl"))
