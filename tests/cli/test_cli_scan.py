"""`camscan scan` as a council would use it: on a real network of namespaces, interrupted, planned, observed."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from cli_runs import camscan, camscan_beside, environment, found_rows, read_json, true_rows

from scanner import lab


@pytest.mark.netns
async def test_on_a_real_network_with_real_ports_and_multicast_the_estate_is_found(tmp_path: Path) -> None:
    estate = lab.tonbridge(seed=4, cameras=40, hikvision=7, think_ms=(5, 20))
    async with lab.serving(estate, "netns") as running:
        outputs = ["-oJ", str(tmp_path / "census.json"), "--transcript", str(tmp_path / "t.jsonl"), "-q"]
        networks = list(lab.networks(running))
        ports = ["-p", ",".join(map(str, running.tcp_ports)) + ",U:3702"]
        # The interface's subnet is larger than the scope, so multicast needs its name.
        ran = await camscan_beside(
            tmp_path, "scan", *networks, *ports, "-e", running.interface or "", *outputs, prefix=running.prefix
        )
        assert (ran.code, ran.err) == (0, "")
        census = read_json(tmp_path / "census.json")
        assert found_rows(census) == true_rows(running.truth, "verdict_on_link")
        assert all(network["multicast_heard"] for network in census["coverage"]["networks"])
        # Everything else of the subnet is silent, but for the scanner's own address where it lies in it.
        coverage = census["coverage"]
        assert 0 <= coverage["addresses_answered"] - len(running.targets) <= 1
        assert coverage["addresses_silent"] == coverage["addresses_probed"] - coverage["addresses_answered"]


@pytest.mark.netns
async def test_without_its_interface_named_a_part_of_a_subnet_gets_no_multicast(tmp_path: Path) -> None:
    estate = lab.tonbridge(seed=4, cameras=10, hikvision=2, think_ms=(0, 0))
    async with lab.serving(estate, "netns") as running:
        target = running.targets[0]
        options = ["--transcript", str(tmp_path / "t.jsonl"), "-oJ", str(tmp_path / "one.json"), "-q"]
        ran = await camscan_beside(tmp_path, "scan", target, *options, prefix=running.prefix)
        assert ran.code == 0
        heard = {record["device"] for record in running.log.records}
        assert heard == {target}
        spots = read_json(tmp_path / "one.json")["coverage"]["blind_spots"]
        assert any(spot.startswith(f"multicast stayed off on {running.interface}") for spot in spots)


async def test_an_excluded_camera_is_not_touched(tmp_path: Path) -> None:
    estate = lab.estate_of([lab.unit("axis-m2036-le"), lab.unit("hikvision-ds-2cd2143g0-i")], think_ms=(0, 0))
    async with lab.serving(estate, network=lab.own_network()) as running:
        spared, scanned = running.targets
        ports = ["-p", ",".join(map(str, running.tcp_ports)) + ",U:3702", "--first-ports", str(running.first_ports[0])]
        options = ["--exclude", f"{spared},10.0.0.1", "--transcript", str(tmp_path / "t.jsonl"), "-q"]
        census = ["-oJ", str(tmp_path / "c.json")]
        ran = await camscan_beside(tmp_path, "scan", *lab.networks(running), *ports, *options, *census)
        assert ran.code == 0
        assert {record["device"] for record in running.log.records} == {scanned}
        document = read_json(tmp_path / "c.json")
        assert [device["targets"] for device in document["devices"]] == [[scanned]]
        assert {"network": spared, "why": "excluded by the user"} in document["coverage"]["not_probed"]


async def test_ctrl_c_writes_what_was_found_and_exits_130(tmp_path: Path) -> None:
    estate = lab.tonbridge(seed=6, cameras=60, hikvision=10, think_ms=(5, 20))
    async with lab.serving(estate, network=lab.own_network()) as running:
        ports = ["-p", ",".join(map(str, running.tcp_ports)) + ",U:3702"]
        ports += ["--first-ports", ",".join(map(str, running.first_ports))]
        path = tmp_path / "t.jsonl"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "scanner", "scan", *running.targets, *ports,
            "--transcript", str(path), "-oJ", str(tmp_path / "part.json"),
            cwd=tmp_path, env=environment(tmp_path),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(60):
            while not (path.exists() and path.read_bytes().count(b'"phase":"outcome"') > 400):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            process.send_signal(signal.SIGINT)
            out, err = await process.communicate()
    part = read_json(tmp_path / "part.json")
    assert process.returncode == 130
    assert part["scan"]["complete"] is False
    assert part["devices"]
    assert b"interrupted" in err
    assert b"Traceback" not in err
    assert b"addresses in scope" in out
    assert camscan(tmp_path, "transcript", "verify", str(path)).code == 0


async def test_observe_stops_at_the_transcript_and_identify_goes_on_from_there(tmp_path: Path) -> None:
    estate = lab.estate_of([lab.unit("axis-m2036-le")], think_ms=(0, 0))
    async with lab.serving(estate, network=lab.own_network()) as running:
        ports = ["-p", ",".join(map(str, running.tcp_ports)), "--first-ports", str(running.first_ports[0])]
        names = ["--site", "Depot", "--operator", "network team", "--authority", "CHG-7"]
        observed = await camscan_beside(
            tmp_path, "observe", *running.targets, *ports, *names, "--transcript", str(tmp_path / "t.jsonl"), "-q"
        )
    identified = camscan(tmp_path, "identify", str(tmp_path / "t.jsonl"), "-oJ", str(tmp_path / "c.json"), "-q")
    scan = read_json(tmp_path / "c.json")["scan"]
    assert (observed.code, identified.code) == (0, 0)
    assert (scan["site"], scan["operator"], scan["authority"]) == ("Depot", "network team", "CHG-7")
    assert scan["targets"] == list(running.targets)


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "scan", "10.1.2.0/24", "--exclude", "10.1.2.7", "--dry-run")
    assert ran.code == 0
    assert "10.1.2.0/24: 255 addresses" in ran.out
    assert "excluded       10.1.2.7" in ran.out
    assert "tcp 80, tcp 554, wsdiscovery nvt: 765 packets" in ran.out
    assert not (tmp_path / "state").exists()


def test_the_transcript_goes_to_the_state_directory_readable_by_its_owner_only(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "scan", "127.0.0.1", "-p", "9", "--first-ports", "9", "-q")
    assert ran.code == 0
    (path,) = (tmp_path / "state" / "camscan" / "transcripts").glob("*.jsonl")
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_a_transcript_past_its_retention_is_dropped_and_said_so(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "camscan" / "transcripts"
    folder.mkdir(parents=True)
    old = folder / "old.jsonl"
    old.write_text("{}\n")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    ran = camscan(tmp_path, "scan", "127.0.0.1", "-p", "9", "--first-ports", "9", "-q")
    assert "1 transcripts past their retention were deleted" in ran.err
    assert not old.exists()


def test_without_a_terminal_there_is_no_colour_and_results_are_on_stdout_alone(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "scan", "127.0.0.1", "-p", "9", "--first-ports", "9")
    assert "\x1b" not in ran.out + ran.err
    assert "1 address in scope: 1 probed" in ran.out
    assert "transcript: " in ran.err


def test_what_is_no_camera_is_listed_only_on_request(
    demo: tuple[Path, object], transcript: Path, tmp_path: Path
) -> None:
    camscan(tmp_path, "identify", str(transcript), "--all", "-oJ", "all.json", "-q")
    shown = read_json(demo[0] / "census.json")
    everything = read_json(tmp_path / "all.json")
    assert len(everything["devices"]) > len(shown["devices"])
    counted = shown["coverage"]["devices_not_video"] + shown["coverage"]["devices_of_unknown_kind"]
    assert counted == len(everything["devices"]) - len(shown["devices"])


def test_doctor_says_whether_this_machine_is_fit(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "doctor")
    assert ran.code in (0, 2)
    subjects = [line.split()[1] for line in ran.out.splitlines()]
    assert subjects[:3] == ["versions", "libraries", "fingerprints"]
    assert {"descriptors", "interfaces", "clock", "transcripts"} <= set(subjects)


@pytest.mark.parametrize("what", ["http.server=App-webs/", "file"])
def test_match_shows_what_a_value_or_a_saved_answer_proves(tmp_path: Path, what: str) -> None:
    if what == "file":
        what = str(tmp_path / "answer.http")
        Path(what).write_bytes(b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nContent-Length: 0\r\n\r\n")
    ran = camscan(tmp_path, "fingerprints", "match", what)
    assert ran.code == 0
    assert "hikvision/server-webs (strong): manufacturer hikvision" in ran.out


def test_list_names_every_vendor_and_why_a_fingerprint_proves_what_it_says(tmp_path: Path) -> None:
    listed = camscan(tmp_path, "fingerprints", "list")
    one = camscan(tmp_path, "fingerprints", "list", "hikvision")
    wanted = {
        "hikvision",
        "dahua",
        "honeywell",
        "huawei",
        "nuuo",
        "axis",
        "hanwha",
        "bosch",
        "uniview",
        "amcrest",
        "annke",
        "vivotek",
    }
    assert wanted <= {line.split()[0] for line in listed.out.splitlines()}
    assert "hikvision/challenge" in one.out
