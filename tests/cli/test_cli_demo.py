"""The demo: an estate scanned over real sockets, and every count of it held against the lab's own truth."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from cli_runs import Ran, camscan, found_rows, read_json, true_rows

VIDEO = {"camera", "recorder", "encoder", "video_server", "intercom", "access_control"}


def test_the_demo_ends_well_and_says_what_a_newcomer_wants_to_know(demo: tuple[Path, Ran]) -> None:
    _, ran = demo
    assert ran.code == 0
    assert "157 cameras · 29 labelled Hikvision" in ran.out
    assert "addresses in scope" in ran.out


def test_there_are_157_cameras_and_recorders_are_counted_beside_them(demo: tuple[Path, Ran]) -> None:
    folder, _ = demo
    kinds = Counter(row[1] for row in found_rows(read_json(folder / "census.json")))
    assert kinds["camera"] == 157
    assert kinds["recorder"] >= 1


def test_the_inventory_is_the_truth_as_far_as_it_can_be_known(demo: tuple[Path, Ran]) -> None:
    folder, _ = demo
    assert found_rows(read_json(folder / "census.json")) == true_rows(read_json(folder / "truth.json"))


def test_29_wear_hikvisions_label_and_more_were_made_by_it_each_with_evidence(demo: tuple[Path, Ran]) -> None:
    folder, _ = demo
    cameras = [item for item in read_json(folder / "census.json")["devices"] if item["kind"]["value"] == "camera"]
    labelled = [item for item in cameras if item["brand"] and item["brand"]["value"] == "hikvision"]
    made = [item for item in cameras if item["manufacturer"] and item["manufacturer"]["value"] == "hikvision"]
    rebadged = [item for item in made if item not in labelled]
    assert len(labelled) == 29
    assert len(rebadged) >= 5
    for item in rebadged:
        exchanges = {seen["exchange"] for seen in item["evidence"] if seen["fingerprints"]}
        assert exchanges
        assert any(name.startswith("hikvision/") for name in item["manufacturer"]["because"])


def test_some_cameras_have_a_maker_that_nobody_can_name(demo: tuple[Path, Ran]) -> None:
    folder, _ = demo
    rows = found_rows(read_json(folder / "census.json"))
    assert sum(row[1] == "camera" and row[3] is None for row in rows) >= 5


def test_nothing_that_is_no_camera_is_counted_as_one(demo: tuple[Path, Ran]) -> None:
    folder, _ = demo
    others = {item["target"] for item in read_json(folder / "truth.json")["devices"] if item["kind"] == "other"}
    assert len(others) >= 5
    assert not {row[0] for row in found_rows(read_json(folder / "census.json"))} & others


def test_the_coverage_stands_beside_the_count(demo: tuple[Path, Ran]) -> None:
    folder, _ = demo
    coverage = read_json(folder / "census.json")["coverage"]
    assert (coverage["addresses_in_scope"], coverage["addresses_probed"]) == (256, 256)
    assert coverage["blind_spots"]


def test_the_file_keeps_its_published_schema(demo: tuple[Path, Ran]) -> None:
    folder, _ = demo
    schema = json.loads(camscan(folder, "inventory", "schema").out)
    jsonschema.Draft202012Validator(schema).validate(read_json(folder / "census.json"))


def test_every_format_lists_the_same_devices(demo: tuple[Path, Ran]) -> None:
    folder, _ = demo
    ids = {item["id"] for item in read_json(folder / "census.json")["devices"]}
    lines = [json.loads(line) for line in (folder / "census.jsonl").read_text("utf-8").splitlines()]
    rows = list(csv.DictReader(io.StringIO((folder / "census.csv").read_text("utf-8"), newline="")))
    assert {line["id"] for line in lines if line["type"] == "device"} == ids
    assert {row["device_id"] for row in rows} == ids
    page = (folder / "census.html").read_text("utf-8")
    assert all(item["targets"][0] in page for item in read_json(folder / "census.json")["devices"])


@pytest.mark.parametrize(("seed", "cameras", "hikvision"), [(2, 60, 9), (3, 40, 0), (11, 90, 40)])
def test_another_seed_is_another_estate_and_the_inventory_is_its_truth(
    tmp_path: Path, seed: int, cameras: int, hikvision: int
) -> None:
    options = ["--seed", str(seed), "--cameras", str(cameras), "--hikvision", str(hikvision)]
    ran = camscan(tmp_path, "demo", *options, "--keep", str(tmp_path), "-oJ", str(tmp_path / "census.json"), "-q")
    assert (ran.code, ran.err) == (0, "")
    rows = found_rows(read_json(tmp_path / "census.json"))
    assert rows == true_rows(read_json(tmp_path / "truth.json"))
    assert sum(row[1] == "camera" for row in rows) == cameras
    assert sum(row[1] == "camera" and row[2] == "hikvision" for row in rows) == hikvision


def test_on_one_address_with_many_ports_the_estate_is_found_all_the_same(tmp_path: Path) -> None:
    options = ["--one-address", "--seed", "5", "--cameras", "40", "--hikvision", "8"]
    ran = camscan(tmp_path, "demo", *options, "--keep", str(tmp_path), "-oJ", str(tmp_path / "census.json"), "-q")
    assert ran.code == 0
    assert found_rows(read_json(tmp_path / "census.json")) == true_rows(read_json(tmp_path / "truth.json"))


def test_more_hikvision_cameras_than_cameras_is_a_mistake_in_one_line(tmp_path: Path) -> None:
    ran = camscan(tmp_path, "demo", "--cameras", "5", "--hikvision", "6", "--keep", str(tmp_path))
    assert ran.code == 2
    assert len(ran.error_lines) == 1
