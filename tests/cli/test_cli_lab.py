"""`camscan lab`: a network of its own by name or file, the command that scans it, and its end at Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import camscan, environment, read_json

needs_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="namespaces need root")

OWN = """
subnets:
  - {network: 10.77.0.0/24, devices: [{unit: axis-m2036-le}]}
  - {network: 10.77.4.0/24, attached: false, devices: [{unit: hikvision-ds-2cd2012-i, count: 2}]}
"""


def test_a_lab_network_needs_namespaces(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "lab", "up", "three-subnets")
    assert (ran.code, ran.error_lines) == (2, ["camscan: three-subnets: a lab network needs --netns"])


@pytest.mark.netns
@needs_root
@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("nowhere", "nowhere: no such file, and no spec of the lab (hostile, three-subnets, town)"),
        ("own.yaml", "own.yaml: subnets.0.colour: Extra inputs are not permitted"),
    ],
)
def test_a_mistake_in_a_spec_is_one_line(tmp_path: Path, spec: str, said: str) -> None:
    (tmp_path / "own.yaml").write_text("subnets: [{network: 10.77.0.0/24, colour: red}]")
    ran = camscan(tmp_path, "lab", "up", "--netns", spec)
    assert (ran.code, ran.error_lines) == (2, [f"camscan: the lab cannot be served: {said}"])


@pytest.mark.netns
@needs_root
def test_a_spec_is_served_until_ctrl_c_and_the_command_that_scans_all_its_networks_is_printed(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN)
    command = [sys.executable, "-m", "scanner", "lab", "up", "--netns", "own.yaml", "--truth", "truth.json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        served = re.match(r"ip netns exec (camscan-lab-\d+-1-client) .*scan 10\.77\.0\.0/24 10\.77\.4\.0/24$", line)
        assert served
        assert served[1] in namespaces()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert served[1] not in namespaces()
    rows = read_json(tmp_path / "truth.json")["devices"]
    assert [(row["subnet"], row["attached"], row["findable"]) for row in rows] == [
        ("10.77.0.0/24", True, True),
        ("10.77.4.0/24", False, True),
        ("10.77.4.0/24", False, True),
    ]


def namespaces() -> str:
    return subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
