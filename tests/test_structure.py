"""The house keeps its own rules: small files, fuzzed codecs, and a wheel that brings what it needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "scanner").rglob("*.py"))
CODECS = [path.stem for path in sorted((ROOT / "scanner" / "codec").glob("*.py")) if "\ndef read(" in path.read_text()]
# One question without bytes of its own to read: a connect.
TRIVIAL = {"tcp"}
LONGEST_FILE = 300


def test_no_file_is_longer_than_one_subject_needs() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


@pytest.mark.parametrize("codec", [name for name in CODECS if name not in TRIVIAL])
def test_a_codec_that_reads_a_devices_bytes_is_tried_with_arbitrary_ones(codec: str) -> None:
    test = ROOT / "tests" / "codec" / f"test_codec_{codec}.py"
    assert "@given(" in test.read_text("utf-8")


def test_the_codecs_are_all_there() -> None:
    assert {"http", "rtsp", "onvif", "wsdiscovery", "tls", "greeting", "favicon"} <= set(CODECS)


def test_nothing_committed_names_a_machine_or_the_making_of_the_project() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    words = ("/" + "work/", "/" + "root/", "../" + "shared")
    named = [
        name
        for name in listed
        if name.endswith((".py", ".md", ".yaml", ".toml", ".j2", ".css", "Makefile", "run"))
        and any(word in (ROOT / name).read_text("utf-8") for word in words)
    ]
    assert named == []


def test_the_wheel_brings_fingerprints_lab_units_and_templates(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in (("fingerprints", "scanner/_fingerprints"), ("scanner/lab/units", "scanner/lab/units")):
        assert {f"{inside}/{path.name}" for path in (ROOT / folder).glob("*.yaml")} <= names
    assert {f"scanner/report/templates/{path.name}" for path in (ROOT / "scanner/report/templates").iterdir()} <= names
    assert not [name for name in names if not name.startswith(("scanner/", "camscan-"))]
