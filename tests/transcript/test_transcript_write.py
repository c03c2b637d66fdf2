"""Writing: private, never over another file, readable at once, and honest about a disk that refuses."""

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from transcript_samples import COVERAGE, HEADER, SWEEP, exchange, plain_records

from scanner.model.errors import MachineFault
from scanner.transcript.read import count_records, replay
from scanner.transcript.write import TranscriptWriter

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, limits and signals of POSIX")
linux = pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")


def run(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run a script with the samples at hand, in a process of its own."""
    start = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    imports = "from transcript_samples import *\nfrom scanner.model.errors import MachineFault\n"
    code = start + imports + textwrap.dedent(script)
    return subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False, timeout=60
    )


@posix
def test_a_transcript_is_readable_by_its_owner_only(tmp_path):
    before = os.umask(0)
    try:
        with TranscriptWriter(tmp_path / "new" / "t.jsonl", HEADER) as writer:
            assert stat.S_IMODE(writer.path.stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_an_existing_file_is_never_written_over(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text("the only record of March")
    with pytest.raises(MachineFault) as caught:
        TranscriptWriter(path, HEADER)
    assert str(caught.value) == f"{path}: the transcript cannot be written: File exists"
    assert path.read_text() == "the only record of March"


def test_a_folder_that_is_a_file_is_told_with_the_path(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineFault, match="the transcript cannot be written: "):
        TranscriptWriter(tmp_path / "file" / "t.jsonl", HEADER)


def test_an_intent_can_be_read_by_another_before_its_outcome_is_known(tmp_path):
    path = tmp_path / "t.jsonl"
    asked = exchange(1, sent=b"GET / HTTP/1.1\r\n\r\n")
    with TranscriptWriter(path, HEADER) as writer:
        assert count_records(path) == (1, writer.head)
        writer.intent(asked)
        assert (replay(path).unanswered_intents, replay(path).exchanges) == (1, [])
        writer.outcome(asked, [])
        assert (replay(path).unanswered_intents, replay(path).exchanges) == (0, [(asked, [])])


@posix
def test_an_intent_survives_the_kill_of_the_scan(tmp_path):
    script = """
        import os, signal
        writer = TranscriptWriter(Path(sys.argv[1]), HEADER)
        writer.intent(exchange(1, sent=b"OPTIONS * RTSP/1.0"))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = run(script, tmp_path / "t.jsonl")
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, "")
    records = plain_records(tmp_path / "t.jsonl")
    assert [(record["type"], record.get("phase")) for record in records] == [("scan", None), ("exchange", "intent")]
    assert replay(tmp_path / "t.jsonl").unanswered_intents == 1


def test_every_call_writes_one_record_of_its_type(tmp_path):
    path = tmp_path / "t.jsonl"
    with TranscriptWriter(path, HEADER) as writer:
        writer.sweep(SWEEP, "intent")
        writer.sweep(SWEEP, "done")
        writer.coverage(COVERAGE)
        writer.end(5.0, complete=False)
    assert [(record["type"], record.get("phase")) for record in plain_records(path)] == [
        ("scan", None),
        ("sweep", "intent"),
        ("sweep", "done"),
        ("coverage", None),
        ("end", None),
    ]
    assert count_records(path) == (5, writer.head)


@linux
def test_a_disk_that_is_full_from_the_start_leaves_no_file_in_the_way(tmp_path, monkeypatch):
    path, real = tmp_path / "t.jsonl", os.open

    def on_a_full_disk(name, flags, mode=0o777):
        os.close(real(name, flags, mode))
        return real("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", on_a_full_disk)
    with pytest.raises(MachineFault) as caught:
        TranscriptWriter(path, HEADER)
    assert str(caught.value) == f"{path}: the transcript cannot be written: No space left on device"
    assert not path.exists()


@posix
def test_a_disk_that_fills_up_is_a_machine_fault_and_what_was_written_stays_whole(tmp_path):
    script = """
        import resource
        writer = TranscriptWriter(Path(sys.argv[1]), HEADER)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
        written = 0
        try:
            while True:
                writer.intent(exchange(written))
                written += 1
        except MachineFault as fault:
            print(written, writer.path.stat().st_size, fault)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        writer.end(7.0, complete=False)
    """
    path = tmp_path / "t.jsonl"
    done = run(script, path)
    assert (done.returncode, done.stderr) == (0, "")
    written, size, fault = done.stdout.split(maxsplit=2)
    assert fault == f"{path}: the transcript cannot be written: File too large\n"
    assert 0 < int(written) < 20
    assert int(size) < 2_000  # the part of a line that still fitted was taken back
    found = replay(path)
    assert (found.unanswered_intents, found.ended, found.complete) == (int(written), 7.0, False)


def test_a_disk_that_cannot_keep_the_end_is_a_machine_fault(tmp_path, monkeypatch):
    def refuse(_):
        raise OSError(errno.EIO, "Input/output error")

    with TranscriptWriter(tmp_path / "t.jsonl", HEADER) as writer:
        monkeypatch.setattr(os, "fsync", refuse)
        with pytest.raises(MachineFault, match="the transcript cannot be written: Input/output error"):
            writer.end(5.0, complete=True)
