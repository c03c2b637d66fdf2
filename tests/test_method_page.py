"""docs/method.md says what the code sends: its tables are printed from the code."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_tables_of_the_method_page_are_what_the_code_sends() -> None:
    command = [sys.executable, str(ROOT / "tools" / "method_table.py"), "--check"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
