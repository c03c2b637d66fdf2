"""Tests that would get into each other's way share a worker, whatever file they stand in."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RULES = Path(__file__).parent / "conftest.py"
SETTINGS = '[tool.pytest.ini_options]\nmarkers = ["netns: needs namespaces"]\n'
PLAIN = "import pytest\n\n@pytest.mark.parametrize('number', range(4))\ndef test_it(number): ...\n"
NETWORKS = PLAIN.replace("@", "@pytest.mark.netns\n@", 1)
TESTS = {
    "cli/test_cli_a.py": PLAIN,
    "cli/test_cli_b.py": PLAIN,
    "cli/test_cli_c.py": NETWORKS,
    "lab/test_lab_a.py": NETWORKS,
    "lab/test_lab_b.py": NETWORKS,
    "lab/test_lab_c.py": PLAIN,
}


def workers(folder: Path) -> dict[str, set[str]]:
    """Run the tests on three workers, and return the workers of each file."""
    shutil.copy(RULES, folder)
    (folder / "pyproject.toml").write_text(SETTINGS)
    for name, text in TESTS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", "-n", "3", "--dist", "loadgroup"]
    # Where namespaces need root, those tests are handed out and then skipped.
    environment = {**os.environ, "CI": ""}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == pytest.ExitCode.OK
    found = {name: set[str]() for name in TESTS}
    for worker, name in re.findall(r"^\[(gw\d)\].* (?:PASSED|SKIPPED) ([\w/]+\.py)::", ran.stdout, re.MULTILINE):
        found[name].add(worker)
    return found


def test_files_that_build_networks_share_a_worker_and_so_do_the_others_of_the_command_line(tmp_path):
    found = workers(tmp_path)
    assert len(found["cli/test_cli_c.py"] | found["lab/test_lab_a.py"] | found["lab/test_lab_b.py"]) == 1
    assert len(found["cli/test_cli_a.py"] | found["cli/test_cli_b.py"]) == 1
    assert len(found["lab/test_lab_c.py"]) == 1
    assert len(set().union(*found.values())) == 3
