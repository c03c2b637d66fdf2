"""On a build machine a test that is left out is a failure, and the run says which and why."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RULES = Path(__file__).parent / "conftest.py"
SETTINGS = '[tool.pytest.ini_options]\nmarkers = ["netns: needs namespaces"]\n'


SKIPPED = {
    "test_mark.py": "@pytest.mark.skip(reason='no tshark')\ndef test_left_out(): ...",
    "test_call.py": "def test_left_out():\n    pytest.skip('no tshark')",
    "test_fixture.py": "@pytest.fixture\ndef tool():\n    pytest.skip('no tshark')\n\ndef test_left_out(tool): ...",
    "test_file.py": "pytest.skip('no tshark', allow_module_level=True)",
}
RAN = {
    "test_known.py": "@pytest.mark.xfail\ndef test_known():\n    assert False",
    "test_fine.py": "def test_fine():\n    assert True",
}


def run(folder: Path, tests: dict[str, str], ci: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(RULES, folder)
    (folder / "pyproject.toml").write_text(SETTINGS)
    for name, text in tests.items():
        (folder / name).write_text(f"import pytest\n\n{text}\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    environment = {**os.environ, "CI": ci}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_skipped_tests_fail_the_run_on_a_build_machine_and_are_named(tmp_path):
    ran = run(tmp_path, SKIPPED | RAN, "true")
    assert ran.returncode == pytest.ExitCode.TESTS_FAILED
    assert "skipped on a build machine, which counts as failed" in ran.stdout
    named = [line.partition(":")[0] for line in ran.stdout.splitlines() if re.match(r"test_\w+\.py.*no tshark$", line)]
    assert sorted(named) == sorted(SKIPPED)


def test_elsewhere_they_do_not(tmp_path):
    ran = run(tmp_path, SKIPPED | RAN, "")
    assert ran.returncode == pytest.ExitCode.OK
    assert "counts as failed" not in ran.stdout


@pytest.mark.parametrize(
    ("more", "code"),
    [({}, pytest.ExitCode.OK), ({"test_bad.py": "def test_bad():\n    assert False"}, pytest.ExitCode.TESTS_FAILED)],
)
def test_tests_that_ran_are_judged_by_their_outcome(tmp_path, more, code):
    ran = run(tmp_path, RAN | more, "true")
    assert ran.returncode == code
    assert "counts as failed" not in ran.stdout
