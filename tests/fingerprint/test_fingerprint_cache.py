"""What loading keeps for the next start: the same library again, and nothing that is out of date."""

import json
import os
from pathlib import Path

import pytest
from fingerprint_samples import FILES, write

from scanner.fingerprint import cache, load
from scanner.fingerprint.load import load_directories


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return write(tmp_path / "files", **FILES)


def kept(directory: Path) -> list[Path]:
    return sorted(directory.glob("fingerprints-*.json"))


def test_the_second_start_reads_no_yaml_and_knows_the_same(files, tmp_path, monkeypatch):
    first = load_directories([files], cache_directory=tmp_path / "cache")
    monkeypatch.setattr(load, "read_vendor", lambda path: pytest.fail(f"{path} was read again"))
    again = load_directories([files], cache_directory=tmp_path / "cache")
    assert {slug: entry.content for slug, entry in again.vendors.items()} == {
        slug: entry.content for slug, entry in first.vendors.items()
    }
    assert (again.version, again.blocks) == (first.version, first.blocks)
    assert again.blocks["00aa01"] == "alder"


def test_a_changed_file_is_read_anew(files, tmp_path):
    before = load_directories([files], cache_directory=tmp_path / "cache")
    path = files / "alder.yaml"
    path.write_text(path.read_text().replace("alderd", "elmd"))
    after = load_directories([files], cache_directory=tmp_path / "cache")
    assert "elmd" in str(after.vendors["alder"].content)
    assert after.version != before.version
    assert len(kept(tmp_path / "cache")) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"vendors": {"x": {}}, "blocks": {}}'])
def test_a_broken_cache_costs_time_and_nothing_else(files, tmp_path, text):
    expected = load_directories([files], cache_directory=tmp_path / "cache").vendors["alder"].content
    kept(tmp_path / "cache")[0].write_text(text)
    assert load_directories([files], cache_directory=tmp_path / "cache").vendors["alder"].content == expected
    assert json.loads(kept(tmp_path / "cache")[0].read_text())["blocks"]["00aa01"] == "alder"


def test_a_cache_that_cannot_be_written_is_done_without(files, tmp_path):
    (tmp_path / "cache").write_text("a file where the directory should be")
    assert "alder" in load_directories([files], cache_directory=tmp_path / "cache").vendors


def test_only_a_few_old_ones_are_kept(tmp_path):
    for number in range(6):
        cache.write(tmp_path, str(number), cache.Kept(vendors={}, blocks={str(number): "x"}))
        os.utime(tmp_path / f"fingerprints-{number}.json", (number, number))
    assert [path.name[-6] for path in kept(tmp_path)] == ["2", "3", "4", "5"]
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"] * 4


def test_faults_point_at_lines_also_when_the_file_came_from_the_cache(files, tmp_path):
    load_directories([files], cache_directory=tmp_path / "cache")
    entry = load_directories([files], cache_directory=tmp_path / "cache").vendors["alder"]
    assert str(entry.document.fault(("oui", 0), "x")).startswith(f"{files / 'alder.yaml'}:7:")
