"""From devices that nobody could name to a vendor's file: `fingerprints unknown`, then `fingerprints new`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli_runs import Ran, camscan, read_json
from elm_town import CAMERAS, PLAIN, REGISTRANT, names_of, town

from scanner.cli.fingerprints_new import new
from scanner.fingerprint.decoy import load_decoys
from scanner.fingerprint.load import load_library
from scanner.fingerprint.own import own_secrets
from scanner.fingerprint.verify import verify
from scanner.model.errors import UsageError
from scanner.transcript.redact import searched

DECOYS = Path(__file__).parent.parent / "decoys"
TRAITS = {"challenge-http", "http-server", "rtsp-server", "rtsp-options", "wsd-scopes", "wsd-hardware"}


@pytest.fixture(scope="module")
def elm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's transcript, beside its inventory."""
    folder = tmp_path_factory.mktemp("elm")
    transcript = town(folder)
    assert camscan(folder, "identify", str(transcript), "-q", "-oJ", "census.json").code == 0
    return transcript


def drafted(folder: Path, transcript: Path, *arguments: str) -> Ran:
    return camscan(folder, "fingerprints", "new", "--from", str(transcript), *arguments)


def named(path: Path) -> dict[str, tuple[str | None, str | None]]:
    """Return label and maker of every device that an inventory lists."""
    devices = read_json(path)["devices"]
    claims = [[device[name] and device[name]["value"] for name in ("brand", "manufacturer")] for device in devices]
    return {device["targets"][0]: (brand, maker) for device, (brand, maker) in zip(devices, claims, strict=True)}


def test_forty_of_one_kind_are_one_group_with_what_they_share_and_who_registered_their_macs(elm: Path) -> None:
    ran = camscan(elm.parent, "fingerprints", "unknown", "census.json")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == f"{CAMERAS} of {CAMERAS} devices that nobody could name, in 1 group"
    assert lines[2] == ("1. 40 cameras: 10.1.2.1, 10.1.2.2, 10.1.2.3, 10.1.2.4, 10.1.2.5, 10.1.2.6 and 34 more")
    assert "   http.challenge.realm        'Elmcam({serial})'" in lines
    assert "   http.title                  'Elmgate'" in lines
    assert f"   MAC blocks registered to    {REGISTRANT} (40)" in lines
    assert lines[-1] == (f"   next: camscan fingerprints new --from {elm.name} --device 10.1.2.1 --device 10.1.2.2")


def test_a_draft_from_two_units_loads_passes_verify_and_names_all_forty(elm: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    two = ["--device", "10.1.2.1", "--device", "10.1.2.2"]
    ran = drafted(tmp_path, elm, *two, "--name", "Elm", "-o", "mine/elm.yaml")
    assert (ran.code, ran.out) == (0, "")
    text = (tmp_path / "mine" / "elm.yaml").read_text("utf-8")
    assert set(re.findall(r"- id: (\S+)", text)) >= TRAITS
    assert "source: 'own unit, 2026-03-02: <make and model as printed on it>'" in text
    assert f"# registered_as: ['{REGISTRANT}']" in text.splitlines()
    verified = camscan(tmp_path, "fingerprints", "verify", "--fingerprints", "mine", "--decoys", str(DECOYS))
    assert (verified.code, verified.err) == (0, "")
    assert camscan(tmp_path, "identify", str(elm), "--fingerprints", "mine", "-q", "-oJ", "census.json").code == 0
    assert named(tmp_path / "census.json") == {f"10.1.2.{number}": ("elm", "elm") for number in range(1, CAMERAS + 1)}


def test_nothing_in_a_draft_tells_whose_unit_it_was(elm: Path, tmp_path: Path) -> None:
    text = drafted(tmp_path, elm, "--device", "10.1.2.7", "--name", "Elm").out.lower()
    assert "elmcam" in text
    assert [name for name in names_of(7) if name.lower() in text] == []
    assert r"^elmcam\([0-9a-z]{5}\)$" in text


def test_what_a_printer_of_the_same_network_shows_is_left_out_and_the_file_says_why(elm: Path, tmp_path: Path) -> None:
    lines = drafted(tmp_path, elm, "--device", "10.1.2.7", "--name", "Elm").out.splitlines()
    assert "  # - title: a device of the scan that is no camera shows it too" in lines
    assert "  - id: title" not in lines


def test_how_many_more_show_a_trait_is_told(elm: Path, tmp_path: Path) -> None:
    lines = drafted(tmp_path, elm, "--device", "10.1.2.7", "--name", "Elm").out.splitlines()
    remark = "  # devices of the scan that nobody could name and that show it, beside this one: 39"
    assert lines[lines.index("  - id: challenge-http") - 1] == remark


def test_a_vendor_with_a_file_gets_lines_to_add_to_it(elm: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "elm.yaml"
    mine.parent.mkdir()
    mine.write_text(
        "vendor: {name: Elm, makes: own}\n"
        "fingerprints:\n"
        "  - id: http-server\n"
        "    about: The stream server.\n"
        "    strength: strong\n"
        "    all: [{field: rtsp.server, equals: Elmstream/1.3}]\n"
        "    asserts: {manufacturer: elm, brand: elm}\n"
        "    examples: [{see: {rtsp.server: Elmstream/1.3}, source: constructed}]\n"
    )
    ran = drafted(tmp_path, elm, "--device", "10.1.2.7", "--slug", "elm", "--fingerprints", "mine")
    assert ran.code == 0
    assert "  # - rtsp-server: `elm/http-server` says so already" in ran.out.splitlines()
    assert "  - id: http-server-2" in ran.out.splitlines()
    assert "vendor:" not in ran.out
    mine.write_text(mine.read_text() + ran.out)
    verified = camscan(tmp_path, "fingerprints", "verify", "--fingerprints", "mine", "--decoys", str(DECOYS))
    assert (verified.code, verified.err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--device", "10.9.9.9"], "nothing was heard of 10.9.9.9; it heard 42 devices, such as 10.1.2.1, "),
        (["--device", "10.1.2.1", "-o", "gone/elm.yaml"], "gone/elm.yaml: there is no folder gone"),
        (["--device", "10.1.2.1", "-o", "kept.yaml"], "kept.yaml: there is a file of this name"),
        (["--device", "10.1.2.1", "-o", "No Slug.yaml"], "`No Slug` is no slug"),
        (["--device", "10.1.2.1", "--slug", "one", "-o", "two.yaml"], "two.yaml: a vendor's file is named by its slug"),
        (["--device", "10.1.2.1", "--slug", "generic"], "`generic` is the file of what proves no maker"),
        (["--device", PLAIN], f"nothing that {PLAIN} said tells its kind from others: http-headers: devices of many "),
        ([], "Missing option '--device'"),
    ],
)
def test_a_mistake_with_new_is_one_line_and_writes_nothing(
    elm: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "kept.yaml").write_text("what was there before")
    ran = drafted(tmp_path, elm, *arguments)
    assert (ran.code, ran.out, len(ran.error_lines)) == (2, "", 1)
    assert words in ran.error_lines[0]
    assert [path.name for path in tmp_path.glob("*.yaml")] == ["kept.yaml"]
    assert (tmp_path / "kept.yaml").read_text() == "what was there before"


def unnamed(folder: Path) -> list[dict[str, Any]]:
    """Return the devices of the demo's inventory without maker and label."""
    devices = read_json(folder / "census.json")["devices"]
    return [device for device in devices if not device["brand"] and not device["manufacturer"]]


def test_every_draft_from_the_demo_has_no_fault_and_nothing_that_tells_whose_unit_it_was(
    demo: tuple[Path, Ran], transcript: Path, tmp_path: Path
) -> None:
    forms = searched(transcript)[0].forms()
    drafts = 0
    for number, device in enumerate(unnamed(demo[0])):
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            new(transcript, device["targets"], name="Newcomer", output=folder / "newcomer.yaml", decoys=DECOYS)
        except UsageError:  # it said nothing that tells its kind
            continue
        drafts += 1
        assert [str(fault) for fault in verify(load_library([folder]), load_decoys(DECOYS))] == []
        text = (folder / "newcomer.yaml").read_text("utf-8").lower()
        assert [own.text for own in own_secrets(forms, [text]) if re.search(rf"\b{re.escape(own.text)}\b", text)] == []
    assert drafts >= 1


def test_the_unnamed_of_the_demo_are_grouped_with_a_next_step_each(
    demo: tuple[Path, Ran], transcript: Path, tmp_path: Path
) -> None:
    ran = camscan(tmp_path, "fingerprints", "unknown", str(demo[0] / "census.json"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{len(unnamed(demo[0]))} of ")
    steps = [line.strip() for line in ran.out.splitlines() if line.strip().startswith("next: ")]
    assert len(steps) == len(re.findall(r"^\d+\. ", ran.out, re.MULTILINE))
    assert all(step.startswith(f"next: camscan fingerprints new --from {transcript} --device ") for step in steps)


def test_an_inventory_in_which_all_are_named_says_so(demo: tuple[Path, Ran], tmp_path: Path) -> None:
    whole = read_json(demo[0] / "census.json")
    whole["devices"] = [device for device in whole["devices"] if device["manufacturer"]][:3]
    (tmp_path / "named.json").write_text(json.dumps(whole))
    ran = camscan(tmp_path, "fingerprints", "unknown", "named.json")
    assert (ran.code, ran.out) == (0, "All of 3 devices have a maker or a label that is known.\n")


def test_a_file_that_is_no_inventory_is_named(tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text("{}")
    ran = camscan(tmp_path, "fingerprints", "unknown", "wrong.json")
    assert (ran.code, ran.out, len(ran.error_lines)) == (2, "", 1)
    assert "wrong.json" in ran.error_lines[0]
