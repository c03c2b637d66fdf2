"""The small library of tests/fingerprint, compiled once."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "fingerprint"))
sys.path.insert(0, str(Path(__file__).parent))

from fingerprint_samples import compiled

from scanner.identify.resolve import Identifier


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("fingerprints"))


@pytest.fixture(scope="session")
def identifier(small):
    return Identifier(small)
