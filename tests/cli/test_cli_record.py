"""The transcript as its user meets it: the same inventory from it, one changed byte found, a copy fit to share."""

import json
from base64 import b64decode
from pathlib import Path

from cli_runs import Ran, camscan, read_json


def test_identify_gives_the_same_inventory_byte_for_byte(
    demo: tuple[Path, Ran], transcript: Path, tmp_path: Path
) -> None:
    ran = camscan(tmp_path, "identify", str(transcript), "-oJ", "again.json", "-q")
    assert ran.code == 0
    assert (tmp_path / "again.json").read_bytes() == (demo[0] / "census.json").read_bytes()


def test_reading_the_raw_bytes_anew_gives_the_same_inventory(
    demo: tuple[Path, Ran], transcript: Path, tmp_path: Path
) -> None:
    ran = camscan(tmp_path, "identify", str(transcript), "--reparse", "-oJ", "again.json", "-q")
    assert ran.code == 0
    assert (tmp_path / "again.json").read_bytes() == (demo[0] / "census.json").read_bytes()


def test_reparse_reads_the_bytes_and_not_what_was_read_before(transcript: Path, tmp_path: Path) -> None:
    from scanner.transcript.chain import GENESIS, read_chain, sealed

    emptied, head = tmp_path / "emptied.jsonl", GENESIS
    with emptied.open("w") as file:
        for record, _ in read_chain(transcript):
            if "observations" in record:
                record["observations"] = []
            line, head = sealed(record, head)
            file.write(line)
    stored = camscan(tmp_path, "identify", str(emptied), "-oJ", "stored.json", "-q")
    anew = camscan(tmp_path, "identify", str(emptied), "--reparse", "-oJ", "anew.json", "-q")
    assert (stored.code, anew.code) == (0, 0)
    makers = [
        len([1 for item in read_json(tmp_path / name)["devices"] if item["manufacturer"]])
        for name in ("stored.json", "anew.json")
    ]
    assert makers[0] == 0
    assert makers[1] > 100


def test_the_inventory_names_its_transcript(demo: tuple[Path, Ran], transcript: Path, tmp_path: Path) -> None:
    ran = camscan(tmp_path, "transcript", "verify", str(transcript))
    scan = read_json(demo[0] / "census.json")["scan"]
    assert ran.code == 0
    assert ran.out.strip().endswith(f"head {scan['transcript']['head']}")


def test_one_changed_byte_is_found_and_its_line_named(transcript: Path, tmp_path: Path) -> None:
    lines = transcript.read_bytes().splitlines(keepends=True)
    place = len(lines) // 2
    at = lines[place].index(b'"id":"') + 6
    lines[place] = lines[place][:at] + bytes([lines[place][at] ^ 1]) + lines[place][at + 1 :]
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(b"".join(lines))
    ran = camscan(tmp_path, "transcript", "verify", str(changed))
    assert ran.code == 2
    assert ran.error_lines == [f"camscan: {changed}:{place + 1}: the record was changed, or one before it is missing"]


def test_a_scan_cut_short_is_still_whole_up_to_there(transcript: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl"
    whole = transcript.read_bytes()
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    verified = camscan(tmp_path, "transcript", "verify", str(cut))
    identified = camscan(tmp_path, "identify", str(cut), "-oJ", "part.json", "-q")
    part = read_json(tmp_path / "part.json")
    assert (verified.code, identified.code) == (3, 3)
    assert part["scan"]["complete"] is False
    assert part["devices"]


def test_a_redacted_copy_verifies_names_no_address_and_keeps_the_makers(
    demo: tuple[Path, Ran], transcript: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    redacted = camscan(tmp_path, "transcript", "redact", str(transcript), str(copy))
    verified = camscan(tmp_path, "transcript", "verify", str(copy))
    identified = camscan(tmp_path, "identify", str(copy), "-oJ", "shared.json", "-q")
    assert (redacted.code, verified.code, identified.code) == (0, 0, 0)
    records = [json.loads(line) for line in copy.read_text().splitlines()]
    text = copy.read_bytes() + b"".join(
        b64decode(record[key]) for record in records for key in ("sent", "received") if isinstance(record.get(key), str)
    )
    truth = read_json(demo[0] / "truth.json")["devices"]
    macs = {item["mac"] for item in truth if item["mac"]}
    assert not {mac for mac in macs if mac.encode() in text.lower() or mac.replace(":", "").encode() in text.lower()}
    assert not {item["serial"] for item in truth if item["serial"] and item["serial"].encode() in text}
    assert not {item["target"] for item in truth if item["target"].encode() + b'"' in text}

    def makers(path: Path) -> list[str]:
        claims = [item["manufacturer"] for item in read_json(path)["devices"]]
        return sorted(claim["value"] or "" for claim in claims if claim)

    assert makers(tmp_path / "shared.json") == makers(demo[0] / "census.json")


def test_a_copy_never_overwrites_a_file(transcript: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_text("mine")
    ran = camscan(tmp_path, "transcript", "redact", str(transcript), str(copy))
    assert (ran.code, copy.read_text()) == (2, "mine")


def test_show_explains_a_rebadged_device_by_the_exchanges_that_it_rests_on(
    demo: tuple[Path, Ran], tmp_path: Path
) -> None:
    census = demo[0] / "census.json"
    rebadged = next(
        item
        for item in read_json(census)["devices"]
        if item["brand"] and item["manufacturer"] and item["brand"]["value"] != item["manufacturer"]["value"]
    )
    ran = camscan(tmp_path, "inventory", "show", str(census), rebadged["targets"][0])
    assert ran.code == 0
    assert rebadged["manufacturer"]["because"][0] in ran.out
    assert "exchange" in ran.out
    unknown = camscan(tmp_path, "inventory", "show", str(census), "10.9.9.9")
    assert (unknown.code, len(unknown.error_lines)) == (2, 1)
