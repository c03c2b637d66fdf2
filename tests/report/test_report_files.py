"""Report files: the old one or the new one, never half of either."""

import os
import sys
from pathlib import Path

import pytest

from scanner.model.errors import MachineFault
from scanner.report.files import write_atomically


def test_the_file_holds_the_text_as_utf_8_with_line_ends_untouched(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.csv", "é\r\n")
    assert (tmp_path / "a.csv").read_bytes() == b"\xc3\xa9\r\n"
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_an_old_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old and longer")
    write_atomically(str(path), "new")
    assert path.read_text() == "new"


def test_when_writing_fails_the_old_file_stays_and_nothing_else_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineFault) as caught:
        write_atomically(path, "new")
    assert str(caught.value) == f"{path}: could not be written: No space left on device"
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(MachineFault) as caught:
        write_atomically(tmp_path / "none" / "a.json", "x")
    assert str(caught.value).endswith("a.json: could not be written: No such file or directory")


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(MachineFault):
        write_atomically(tmp_path, "x")
    assert tmp_path.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes and links are of POSIX")
def test_what_is_no_ordinary_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, "x")
    assert os.read(reader, 10) == b"x"
    assert pipe.is_fifo()
    os.close(reader)


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes and links are of POSIX")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    write_atomically(tmp_path / "link.json", "new")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"


def test_text_that_has_no_utf_8_is_escaped_and_not_lost(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", "a\udcffb")
    assert (tmp_path / "a.txt").read_text() == "a\\udcffb"
