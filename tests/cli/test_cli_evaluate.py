"""`camscan fingerprints evaluate` on a few labelled answers, run as a user runs it."""

import json
from pathlib import Path

import pytest
from cli_runs import camscan


def row(name: str, kind: str, vendor: str, server: str) -> str:
    page = {"status": 200, "headers": {"Server": server}}
    return json.dumps({"id": name, "label": {"device_type": kind, "vendor": vendor}, "observations": {"http": [page]}})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rows = [
        row("a", "camera", "Hikvision", "App-webs/"),
        row("b", "camera", "Axis", "App-webs/"),
        row("c", "camera", "Acme", "acme/1"),
        row("d", "not_camera", "nginx", "nginx/1.24.0"),
        row("e", "not_camera", "Acme", "App-webs/"),
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(rows))
    return path


def lines_of(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_right_wrong_unknown_and_false_alarms_are_counted_and_named(tmp_path: Path, corpus: Path) -> None:
    ran = camscan(tmp_path, "fingerprints", "evaluate", str(corpus), "--show")
    assert ran.code == 0
    lines = lines_of(ran.out)
    assert "3 answers of cameras, recorders and servers, 2 of other things" in lines
    assert "Hikvision 1 1/0/0 0/0/1 – – –" in lines
    assert "Axis 1 0/1/0 0/0/1 – – –" in lines
    assert "Acme 1 0/0/1 0/0/1 – – –" in lines
    assert "1 of 2 other things were taken for video devices at probable or above; 0 at possible" in lines
    assert any(line.startswith("WRONG b [Axis]: manufacturer should be axis, said hikvision") for line in lines)
    assert any(line.startswith("FALSE ALARM e [Acme]: kind should be no video device") for line in lines)


def test_several_corpora_are_one_measurement(tmp_path: Path, corpus: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text(row("f", "camera", "Hikvision", "App-webs/"))
    ran = camscan(tmp_path, "fingerprints", "evaluate", str(corpus), str(more))
    assert "Hikvision 2 2/0/0 0/0/2 – – –" in lines_of(ran.out)


def test_a_second_run_names_what_changed_since_the_first(tmp_path: Path, corpus: Path) -> None:
    record = tmp_path / "record.json"
    assert camscan(tmp_path, "fingerprints", "evaluate", str(corpus), "--json", str(record)).code == 0
    verdicts = json.loads(record.read_text())
    assert verdicts["rows"]["a"]["manufacturer"] == "right"
    verdicts["rows"]["a"]["manufacturer"] = "wrong"
    record.write_text(json.dumps(verdicts))
    ran = camscan(tmp_path, "fingerprints", "evaluate", str(corpus), "--against", str(record))
    assert "a manufacturer: wrong -> right" in lines_of(ran.out)
    assert any(line.startswith("1 verdicts differ from those by fingerprints ") for line in lines_of(ran.out))


def test_disputed_rows_are_told_with_their_reason_and_not_counted(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "disputed").write_text("# why\nb it shows the server of another maker\n")
    ran = camscan(tmp_path, "fingerprints", "evaluate", str(corpus), "--disputed", "disputed", "--show")
    lines = lines_of(ran.out)
    assert "disputed, left out: b: it shows the server of another maker" in lines
    assert not any(line.startswith("WRONG") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("nowhere.jsonl",), "cannot be read"),
        (("corpus.jsonl", "--against", "corpus.jsonl"), "not the record of an evaluation"),
        (("bad.jsonl",), "not a corpus of labelled answers"),
        (("odd.jsonl",), "not a corpus of labelled answers"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, corpus: Path, arguments: tuple[str, ...], word: str) -> None:
    (tmp_path / "bad.jsonl").write_text("{")
    (tmp_path / "odd.jsonl").write_text('{"id": "a"}')
    ran = camscan(tmp_path, "fingerprints", "evaluate", *arguments)
    assert ran.code == 2
    assert len(ran.error_lines) == 1
    assert word in ran.error_lines[0]
