"""The small library, compiled once."""

import pytest
from fingerprint_samples import compiled


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("fingerprints"))
