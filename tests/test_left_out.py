"""On a build machine a test that is left out is a failure, and the run says which and why."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RULES = Path(__file__).parent / "conftest.py"
SETTINGS = '[tool.pytest.ini_options]\nmarkers = ["netns: needs namespaces"]\n'


def run(folder: Path, test: str, ci: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(RULES, folder)
    (folder / "pyproject.toml").write_text(SETTINGS)
    (folder / "test_it.py").write_text(f"import pytest\n\n{test}\n\ndef test_that_runs():\n    assert True\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    environment = {**os.environ, "CI": ci}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


SKIPPED = {
    "a mark": "@pytest.mark.skip(reason='no tshark')\ndef test_left_out(): ...",
    "a call": "def test_left_out():\n    pytest.skip('no tshark')",
    "a fixture": "@pytest.fixture\ndef tool():\n    pytest.skip('no tshark')\n\ndef test_left_out(tool): ...",
    "a whole file": "pytest.skip('no tshark', allow_module_level=True)",
}


@pytest.mark.parametrize("test", SKIPPED.values(), ids=SKIPPED)
def test_a_skipped_test_fails_the_run_on_a_build_machine_and_is_named(tmp_path, test):
    ran = run(tmp_path, test, "true")
    assert ran.returncode == pytest.ExitCode.TESTS_FAILED
    assert "skipped on a build machine, which counts as failed" in ran.stdout
    named = [line for line in ran.stdout.splitlines() if line.startswith("test_it.py") and "no tshark" in line]
    assert len(named) == 1


@pytest.mark.parametrize("test", SKIPPED.values(), ids=SKIPPED)
def test_elsewhere_it_does_not(tmp_path, test):
    ran = run(tmp_path, test, "")
    assert ran.returncode in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    assert "counts as failed" not in ran.stdout


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("@pytest.mark.xfail\ndef test_known():\n    assert False", pytest.ExitCode.OK),
        ("def test_also_runs():\n    assert True", pytest.ExitCode.OK),
        ("def test_fails():\n    assert False", pytest.ExitCode.TESTS_FAILED),
    ],
)
def test_a_test_that_ran_is_judged_by_its_outcome(tmp_path, test, code):
    ran = run(tmp_path, test, "true")
    assert ran.returncode == code
    assert "counts as failed" not in ran.stdout
