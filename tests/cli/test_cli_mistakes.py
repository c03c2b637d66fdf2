"""Mistakes of people and failures of the machine: one line that says what, where and what to do, and exit code 2."""

import asyncio
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import camscan, camscan_beside, environment


def refused(folder: Path, *arguments: str) -> str:
    """Run what must be refused and return its one line; nothing may have been written."""
    before = {path for path in folder.rglob("*") if path.is_file()}
    ran = camscan(folder, *arguments)
    assert (ran.code, ran.out) == (2, ""), ran.err
    assert len(ran.error_lines) == 1, ran.err
    assert {path for path in folder.rglob("*") if path.is_file()} == before
    return ran.error_lines[0]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("10.0.0.0/33", "`10.0.0.0/33` is not an address or a network"),
        ("10.0.0.300", "`10.0.0.300`: `300`"),
        ("camera-7.example", "Names are not looked up"),
        ("8.8.8.8", "holds public addresses"),
        ("224.0.0.1", "multicast or reserved"),
        ("10.0.0.1:99999", "ports run from 1 to 65535"),
        ("10.0.0.20-10.0.0.10", "the lower one"),
    ],
)
def test_a_target_that_cannot_be_meant_is_named(tmp_path: Path, target: str, words: str) -> None:
    assert words in refused(tmp_path, "scan", target)


def test_a_list_with_one_public_address_is_refused_without_the_flag_and_planned_with_it(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("10.1.2.0/24  # town hall\n203.0.113.7\n")
    assert "--public" in refused(tmp_path, "scan", "-iL", str(listed))
    planned = camscan(tmp_path, "scan", "-iL", str(listed), "--public", "--dry-run")
    assert planned.code == 0
    assert "allowed by --public" in planned.out


def test_no_target_at_all_is_a_mistake(tmp_path: Path) -> None:
    assert "no targets" in refused(tmp_path, "scan")


def test_an_unreadable_list_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "none.txt") in refused(tmp_path, "scan", "-iL", str(tmp_path / "none.txt"))
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe10.0.0.1")
    assert "not UTF-8" in refused(tmp_path, "scan", "-iL", str(tmp_path / "binary.txt"))


def test_an_unknown_key_in_the_configuration_is_named_with_its_place(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("site: Town Hall\nmax_rat: 50\n")
    line = refused(tmp_path, "scan", "10.0.0.1", "-c", str(config))
    assert line.startswith(f"camscan: {config}:2:1: ")
    assert "max_rate" in line


def test_an_option_beyond_its_limit_is_named(tmp_path: Path) -> None:
    assert "--max-rate" in refused(tmp_path, "scan", "10.0.0.1", "--max-rate", "0")
    assert "--profile" in refused(tmp_path, "scan", "10.0.0.1", "--profile", "quick")


def test_a_fingerprint_with_a_bad_regex_is_named_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "acme.yaml").write_text(
        "vendor: {name: Acme}\n"
        "fingerprints:\n"
        "  - id: bad\n"
        "    about: a regex that RE2 refuses\n"
        "    strength: strong\n"
        "    all: [{field: http.server, regex: '(?=x)'}]\n"
        "    asserts: {brand: acme}\n"
        "    examples: [{see: {http.server: x}, source: constructed}]\n"
    )
    line = refused(tmp_path, "scan", "10.0.0.1", "--fingerprints", str(folder), "--dry-run")
    assert line.startswith(f"camscan: {folder / 'acme.yaml'}:6:")


def test_an_output_that_cannot_be_written_is_found_before_the_scan(tmp_path: Path) -> None:
    assert "no folder" in refused(tmp_path, "scan", "127.0.0.1", "-oJ", str(tmp_path / "none" / "x.json"))
    assert "this is a folder" in refused(tmp_path, "scan", "127.0.0.1", "-oJ", str(tmp_path))


def test_a_file_that_is_no_transcript_or_inventory_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text("{}\n")
    assert f"{wrong}:1" in refused(tmp_path, "identify", str(wrong))
    assert f"{wrong}:1" in refused(tmp_path, "transcript", "verify", str(wrong))
    assert str(wrong) in refused(tmp_path, "inventory", "list", str(wrong))
    assert str(tmp_path / "gone") in refused(tmp_path, "identify", str(tmp_path / "gone"))


def test_an_unknown_option_is_a_mistake(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "scan", "--stealth", "10.0.0.1")
    assert ran.code == 2
    assert "--stealth" in ran.err


def limited(folder: Path, limit_bytes: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run with files that may not grow beyond a size: what a full disk feels like to a program."""
    return subprocess.run(
        [sys.executable, "-m", "scanner", *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes)),
    )


def test_a_full_disk_ends_a_scan_with_one_line(tmp_path: Path) -> None:
    ran = limited(tmp_path, 20_000, "scan", "127.0.0.1-127.0.0.60", "-p", "9,11,13", "--first-ports", "9", "-q")
    assert ran.returncode == 2
    assert ran.stderr.strip().splitlines()[-1].startswith("camscan: ")
    assert "cannot be written" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_disk_that_fills_up_leaves_no_half_written_report(transcript: Path, tmp_path: Path) -> None:
    (tmp_path / "census.json").write_text("what was there before")
    ran = limited(tmp_path, 50_000, "identify", str(transcript), "-oJ", "census.json", "-q")
    assert ran.returncode == 2
    assert len(ran.stderr.strip().splitlines()) == 1
    assert (tmp_path / "census.json").read_text() == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["census.json"]


def test_a_port_already_in_use_is_one_line(tmp_path: Path) -> None:
    taken = [socket.socket() for _ in range(3)]
    for number, made in enumerate(taken, 2):
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((f"127.77.0.{number}", 10080))
        made.listen()
    ran = camscan(tmp_path, "lab", "up")
    for made in taken:
        made.close()
    assert ran.code == 2
    assert len(ran.error_lines) == 1
    assert "10080" in ran.err


async def test_a_scan_of_nothing_exits_3_and_says_so(tmp_path: Path) -> None:
    # A full backlog drops what comes: to a scanner, an address where nobody is.
    listening = socket.socket()
    listening.bind(("127.0.0.77", 0))
    listening.listen(0)
    port = listening.getsockname()[1]
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(("127.0.0.77", port))
    await asyncio.sleep(0.05)
    ran = await camscan_beside(tmp_path, "scan", "127.0.0.77", "-p", str(port), "--first-ports", str(port))
    for made in (*fillers, listening):
        made.close()
    assert ran.code == 3
    assert "nothing answered" in ran.err
    assert "1 silent" in ran.out


def test_an_ipv6_network_that_nobody_could_sweep_is_refused(tmp_path: Path) -> None:
    line = refused(tmp_path, "scan", "fd00::/64", "--dry-run")
    assert "18,446,744,073,709,551,616 addresses are in scope" in line


def test_a_follow_up_that_the_gate_would_refuse_is_a_fault_of_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "acme.yaml").write_text(
        "vendor: {name: Acme}\n"
        "follow_up:\n"
        "  - {id: status, when: {manufacturer: acme}, request: GET /status.xml,\n"
        "     codec: http, source: constructed, gives: [http.body]}\n"
    )
    ran = camscan(tmp_path, "fingerprints", "verify", "--fingerprints", str(folder))
    assert ran.code == 2
    assert ran.error_lines == [
        f"{folder / 'acme.yaml'}:3:55: it can never be sent: GET /status.xml is not on the allow-list"
    ]


def test_an_interface_that_is_not_there_is_named_before_anything_is_planned(tmp_path: Path) -> None:
    assert "interface `nope0`: none of this name" in refused(tmp_path, "scan", "10.0.0.1", "-e", "nope0", "--dry-run")


def test_no_output_replaces_a_transcript_or_what_is_read(tmp_path: Path) -> None:
    for name in ("census.jsonl", "leases.csv", "wire.xml"):
        (tmp_path / name).write_text("what cannot be had again")
    words = "the transcript, what is read and each output need names of their own"
    for arguments in (
        ("scan", "127.0.0.1", "--transcript", "new.jsonl", "-oA", "new"),
        ("identify", "census.jsonl", "-oA", "census"),
        ("import", "leases", "leases.csv", "-oC", "./leases.csv"),
        ("import", "leases", "leases.csv", "--transcript", "l.json", "-oJ", "l.json"),
        ("listen", "--pcap", "wire.xml", "-oA", "wire"),
        ("scan", "127.0.0.1", "-oJ", "census.json", "-oC", "census.json"),
    ):
        assert words in refused(tmp_path, *arguments)


def test_an_output_below_a_folder_that_may_not_be_entered_is_a_mistake(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (tmp_path / "census.jsonl").write_text("")
    # Root may enter everything: the command runs without the capability to.
    setpriv = ("setpriv", "--inh-caps=-all", "--bounding-set=-all") if os.geteuid() == 0 else ()
    closed.chmod(0)
    output = str(closed / "x.json")
    ran = asyncio.run(camscan_beside(tmp_path, "identify", "census.jsonl", "-oJ", output, prefix=setpriv))
    closed.chmod(0o700)
    assert (ran.code, ran.error_lines) == (2, [f"camscan: {output}: may not be written"])
