"""The lab as a process: one JSON line, the truth file, an end when the input closes, one line when it cannot serve."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NETWORK = f"127.{130 + os.getpid() % 60}.{os.getpid() // 60 % 250}.0/24"


def started(*options: str) -> "subprocess.Popen[str]":
    command = [
        sys.executable,
        "-m",
        "scanner.lab",
        "--cameras",
        "3",
        "--hikvision",
        "1",
        "--network",
        NETWORK,
        *options,
    ]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT)


def test_it_says_where_it_serves_and_ends_with_its_input(tmp_path: Path) -> None:
    truth = tmp_path / "truth.json"
    with started("--truth", str(truth)) as lab:
        assert lab.stdout is not None
        told = json.loads(lab.stdout.readline())
        rest, errors = lab.communicate(timeout=10)
    assert told["ready"] is True
    assert told["networks"] == [NETWORK]
    assert told["first_ports"] == "10080,10554"
    assert "10080" in told["tcp_ports"].split(",")
    assert [row["target"] for row in json.loads(truth.read_text())["devices"]] == told["targets"]
    assert (rest, errors, lab.returncode) == ("", "", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_a_signal(number: signal.Signals) -> None:
    with started() as lab:
        assert lab.stdout is not None
        lab.stdout.readline()
        lab.send_signal(number)
        assert lab.wait(timeout=10) == 0


def test_a_taken_port_is_one_line_and_exit_code_2() -> None:
    with started() as first:
        assert first.stdout is not None
        first.stdout.readline()
        with started() as second:
            out, errors = second.communicate(timeout=10)
        first.communicate(timeout=10)
    assert out == ""
    assert errors.count("\n") == 1
    assert "port 10080: Address already in use" in errors
    assert second.returncode == 2


def test_numbers_that_do_not_fit_are_one_line_and_exit_code_2() -> None:
    with started("--hikvision", "9") as lab:
        out, errors = lab.communicate(timeout=10)
    assert (out, errors.count("\n"), lab.returncode) == ("", 1, 2)
