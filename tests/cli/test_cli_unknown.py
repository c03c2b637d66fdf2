"""From a device that nobody could name to a vendor's file: `fingerprints unknown`, then `fingerprints new`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli_runs import Ran, camscan, read_json

from scanner.cli.fingerprints_new import new
from scanner.fingerprint.decoy import load_decoys
from scanner.fingerprint.load import load_library
from scanner.fingerprint.own import own_secrets
from scanner.fingerprint.verify import verify
from scanner.model.errors import UsageError
from scanner.transcript.redact import searched

DECOYS = Path(__file__).parent.parent / "decoys"


def target_of(folder: Path, unit: str) -> str:
    """Return where a unit of the demo's estate stands."""
    devices = read_json(folder / "truth.json")["devices"]
    return str(next(device["target"] for device in devices if device["unit"] == unit))


def unnamed(folder: Path) -> list[dict[str, Any]]:
    """Return the devices of the demo's inventory without maker and label."""
    devices = read_json(folder / "census.json")["devices"]
    return [device for device in devices if not device["brand"] and not device["manufacturer"]]


def drafted(folder: Path, transcript: Path, *arguments: str) -> Ran:
    return camscan(folder, "fingerprints", "new", "--from", str(transcript), *arguments)


@pytest.mark.parametrize(
    ("unit", "traits"),
    [
        ("mstar-ipnc", {"wsd-scopes", "wsd-hardware", "together"}),
        ("gsoap-extended", {"onvif-namespace"}),
        ("jovision-hd-ipc", {"wsd-scopes"}),
    ],
)
def test_a_draft_of_an_unnamed_unit_loads_passes_verify_and_names_it(
    demo: tuple[Path, Ran], transcript: Path, tmp_path: Path, unit: str, traits: set[str]
) -> None:
    target = target_of(demo[0], unit)
    (tmp_path / "mine").mkdir()
    ran = drafted(tmp_path, transcript, "--device", target, "--name", "Newcomer", "-o", "mine/newcomer.yaml")
    assert (ran.code, ran.out) == (0, "")
    text = (tmp_path / "mine" / "newcomer.yaml").read_text("utf-8")
    assert traits <= set(re.findall(r"- id: (\S+)", text))
    assert re.search(r"source: 'own unit, \d{4}-\d\d-\d\d: <make and model as printed on it>'", text)
    verified = camscan(tmp_path, "fingerprints", "verify", "--fingerprints", "mine", "--decoys", str(DECOYS))
    assert (verified.code, verified.err) == (0, "")
    census = camscan(tmp_path, "identify", str(transcript), "--fingerprints", "mine", "-q", "-oJ", "census.json")
    assert census.code == 0
    devices = {device["targets"][0]: device for device in read_json(tmp_path / "census.json")["devices"]}
    claims = [devices[target][name] for name in ("brand", "manufacturer")]
    assert "newcomer" in [claim["value"] for claim in claims if claim]


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
    assert drafts >= 5


def test_a_vendor_with_a_file_gets_lines_to_add_to_it(demo: tuple[Path, Ran], transcript: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    mine = tmp_path / "mine" / "elm.yaml"
    mine.write_text(
        "vendor: {name: Elm, makes: own}\n"
        "fingerprints:\n"
        "  - id: wsd-scopes\n"
        "    about: The hardware that discovery names.\n"
        "    strength: strong\n"
        "    all: [{field: wsd.scope.hardware, equals: MSTAR_IPNC}]\n"
        "    asserts: {manufacturer: elm, brand: elm}\n"
        "    examples: [{see: {wsd.scope.hardware: MSTAR_IPNC}, source: constructed}]\n"
    )
    target = target_of(demo[0], "mstar-ipnc")
    ran = drafted(tmp_path, transcript, "--device", target, "--slug", "elm", "--fingerprints", "mine")
    assert ran.code == 0
    assert "  # - wsd-hardware: `elm/wsd-scopes` says so already" in ran.out.splitlines()
    assert "  - id: wsd-scopes-2" in ran.out.splitlines()
    assert "vendor:" not in ran.out
    mine.write_text(mine.read_text() + ran.out)
    verified = camscan(tmp_path, "fingerprints", "verify", "--fingerprints", "mine", "--decoys", str(DECOYS))
    assert (verified.code, verified.err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--device", "10.9.9.9"], "nothing was heard of 10.9.9.9; it heard "),
        (["--device", "{mstar}", "-o", "gone/newcomer.yaml"], "gone/newcomer.yaml: there is no folder gone"),
        (["--device", "{mstar}", "-o", "kept.yaml"], "kept.yaml: there is a file of this name"),
        (["--device", "{mstar}", "-o", "No Slug.yaml"], "`No Slug` is no slug"),
        (
            ["--device", "{mstar}", "--slug", "one", "-o", "two.yaml"],
            "two.yaml: a vendor's file is named by its slug",
        ),
        (["--device", "{mstar}", "--slug", "generic"], "`generic` is the file of what proves no maker"),
        (["--device", "{mstar}", "--device", "{gsoap}"], "tells its kind from others: "),
        ([], "Missing option '--device'"),
    ],
)
def test_a_mistake_with_new_is_one_line_and_writes_nothing(
    demo: tuple[Path, Ran], transcript: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "kept.yaml").write_text("what was there before")
    names = {"{mstar}": target_of(demo[0], "mstar-ipnc"), "{gsoap}": target_of(demo[0], "gsoap-extended")}
    ran = drafted(tmp_path, transcript, *(names.get(argument, argument) for argument in arguments))
    assert (ran.code, ran.out, len(ran.error_lines)) == (2, "", 1)
    assert words in ran.error_lines[0]
    assert [path.name for path in tmp_path.glob("*.yaml")] == ["kept.yaml"]
    assert (tmp_path / "kept.yaml").read_text() == "what was there before"


def test_the_unnamed_are_grouped_and_the_next_step_of_each_group_can_be_run(
    demo: tuple[Path, Ran], transcript: Path, tmp_path: Path
) -> None:
    ran = camscan(tmp_path, "fingerprints", "unknown", str(demo[0] / "census.json"))
    assert (ran.code, ran.err) == (0, "")
    count = len(unnamed(demo[0]))
    assert ran.out.startswith(f"{count} of ")
    steps = [line.strip() for line in ran.out.splitlines() if line.strip().startswith("next: ")]
    assert len(steps) == len(re.findall(r"^\d+\. ", ran.out, re.MULTILINE))
    mstar = target_of(demo[0], "mstar-ipnc")
    (step,) = (line for line in steps if line.endswith(f"--device {mstar}"))
    assert step == f"next: camscan fingerprints new --from {transcript} --device {mstar}"
    assert camscan(tmp_path, *step.removeprefix("next: camscan ").split()).code == 0
    assert "   wsd.scope.hardware          'MSTAR_IPNC'" in ran.out.splitlines()


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
