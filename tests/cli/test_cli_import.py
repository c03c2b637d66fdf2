"""`camscan import` and `camscan identify` of several transcripts, as an officer would use them."""

import json
from pathlib import Path

import pytest
from cli_runs import camscan

LEASES = """\
address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state
10.1.2.60,44:19:b6:00:00:09,,3600,1772445600,1,0,0,cam-depot,0
10.1.2.61,00:40:8c:00:00:0a,,3600,1772445600,1,0,0,,0
10.1.2.62,zz,,3600,1772445600,1,0,0,,0
10.1.2.63,44:19:b6:00:00:0b,,3600,1772445600,1,0,0,,1
8.8.8.8,44:19:b6:00:00:0c,,3600,1772445600,1,0,0,,0
"""


@pytest.fixture
def leases(tmp_path: Path) -> Path:
    path = tmp_path / "kea.csv"
    path.write_text(LEASES)
    return path


def devices(path: Path) -> list[tuple[str, str | None, list[str]]]:
    found = json.loads(path.read_text())["devices"]
    return [(one["addresses"][0], one["mac"], [mark["name"] for mark in one["marks"]]) for one in found]


def test_leases_become_sightings_and_what_is_wrong_or_left_out_is_named(tmp_path: Path, leases: Path) -> None:
    ran = camscan(tmp_path, "import", "leases", str(leases), "--transcript", "l.jsonl", "-oJ", "l.json", "--all")
    assert ran.code == 0
    assert ran.error_lines == [
        f"{leases}:4: `zz` is no MAC address: skipped",
        "camscan: kea.csv: 2 sightings kept, 1 leases that are over left out (--expired keeps them), "
        "1 address outside left out, 1 line skipped",
    ]
    assert devices(tmp_path / "l.json") == [
        ("10.1.2.60", "44:19:b6:00:00:09", ["on_record_only"]),
        ("10.1.2.61", "00:40:8c:00:00:0a", ["on_record_only"]),
    ]


def test_expired_leases_are_kept_on_demand_and_targets_restrict(tmp_path: Path, leases: Path) -> None:
    options = ["--transcript", "l.jsonl", "-oJ", "l.json", "--all", "-q", "--expired"]
    ran = camscan(tmp_path, "import", "leases", str(leases), "10.1.2.63", *options)
    assert ran.code == 0
    assert [address for address, _, _ in devices(tmp_path / "l.json")] == ["10.1.2.63"]


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        (("leases",), "hello\n", "{file}: nothing in it tells of one: is this a list of DHCP leases?"),
        (("nmap",), "<x", "{file}:1: the XML breaks off: "),
        (("list",), "foyer\n", "{file}:1: `foyer` is no IP address: is this a list of addresses?"),
        (("cables",), "x", "`cables` is nothing that can be imported: name one of leases, arp, nmap, list"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(tmp_path: Path, arguments: tuple[str], text: str, message: str) -> None:
    file = tmp_path / "file.txt"
    file.write_text(text)
    ran = camscan(tmp_path, "import", *arguments, str(file), "--transcript", "t.jsonl")
    assert ran.code == 2
    (line,) = ran.error_lines
    assert message.format(file=file) in line


def test_several_transcripts_make_one_inventory_with_one_row_a_device(tmp_path: Path, leases: Path) -> None:
    arp = tmp_path / "arp.txt"
    arp.write_text(
        "10.1.2.60 dev eth0 lladdr 44:19:b6:00:00:09 REACHABLE\n10.1.2.99 dev eth0 lladdr 44:19:b6:00:00:0a STALE\n"
    )
    for kind, file, name in (("leases", leases, "l.jsonl"), ("arp", arp, "a.jsonl")):
        assert camscan(tmp_path, "import", kind, str(file), "--transcript", name, "-q").code == 0
    ran = camscan(tmp_path, "identify", "l.jsonl", "a.jsonl", "-oJ", "both.json", "--all", "-q")
    assert (ran.code, ran.err) == (0, "")
    assert devices(tmp_path / "both.json") == [
        ("10.1.2.60", "44:19:b6:00:00:09", ["on_record_only"]),
        ("10.1.2.61", "00:40:8c:00:00:0a", ["on_record_only"]),
        ("10.1.2.99", "44:19:b6:00:00:0a", ["on_record_only"]),
    ]
    document = json.loads((tmp_path / "both.json").read_text())
    evidence = {item["exchange"] for one in document["devices"] for item in one["evidence"]}
    assert {name.partition(":")[0] for name in evidence} == {"1", "2"}
    assert "3 devices stand in records and answered nothing" in document["coverage"]["blind_spots"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp1252"])
def test_the_file_is_read_in_whichever_encoding_it_was_exported(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("IP;Name\r\n10.1.2.3;Tür\r\n".encode(encoding))
    ran = camscan(tmp_path, "import", "list", str(file), "--transcript", "t.jsonl", "-q")
    assert (ran.code, ran.error_lines) == (0, ["camscan: list.csv: 1 sighting kept"])


def test_a_file_without_an_end_is_refused(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "import", "list", "/dev/zero", "--transcript", "t.jsonl")
    assert (ran.code, ran.error_lines) == (2, ["camscan: /dev/zero: more than 128 MB is no list of devices"])


def test_what_a_file_holds_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("10.1.2.3\n\x1b[31mowned\x07\u202e\n")
    ran = camscan(tmp_path, "import", "list", str(file), "--transcript", "t.jsonl", "-q")
    assert ran.error_lines[0] == f"{file}:2: `\\x1b[31mowned\\x07\\u202e` is no IP address: skipped"
    file.write_text("\x1b[2J\n")
    ran = camscan(tmp_path, "import", "list", str(file), "--transcript", "u.jsonl", "-q")
    assert "\x1b" not in "".join(ran.error_lines)


def test_a_line_of_many_megabytes_is_kept_in_a_small_transcript(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("10.1.2.3 44:19:b6:00:00:01 " + "\x00" * 10_000_000 + "\n")
    ran = camscan(tmp_path, "import", "list", str(file), "--transcript", "t.jsonl", "-oJ", "t.json", "--all", "-q")
    assert ran.code == 0
    assert devices(tmp_path / "t.json") == [("10.1.2.3", "44:19:b6:00:00:01", ["on_record_only"])]
    assert (tmp_path / "t.jsonl").stat().st_size < 200_000
