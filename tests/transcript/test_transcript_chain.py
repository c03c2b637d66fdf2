"""The chain finds every change but the one that a crash makes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcript_samples import exchange, observed, plain_records, write_all

from scanner.model.errors import TranscriptFault
from scanner.transcript.chain import GENESIS, opened, read_chain, sealed
from scanner.transcript.read import count_records, replay


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    asked = exchange(1, b"HTTP/1.1 200 OK\r\n\r\n<title>T\xfcr</title>")
    path = tmp_path_factory.mktemp("whole") / "t.jsonl"
    write_all(path, [(asked, observed(asked, ("http.title", "Tür \ud800")))])
    return path.read_bytes().splitlines(keepends=True)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("scratch") / "t.jsonl"


def fault_of(path, lines):
    path.write_bytes(b"".join(lines))
    with pytest.raises(TranscriptFault) as caught:
        count_records(path)
    return str(caught.value)


def test_a_whole_file_gives_its_records_and_its_last_hash(lines, scratch):
    scratch.write_bytes(b"".join(lines))
    assert count_records(scratch) == (len(lines), json.loads(lines[-1])["hash"])


def test_the_first_hash_is_of_the_genesis_and_the_record():
    line, digest = sealed({"type": "end"}, GENESIS)
    assert line == f'{{"type":"end","hash":"{digest}"}}\n'
    # printf '%s\n%s' "$(printf '0%.0s' $(seq 64))" '{"type":"end"}' | sha256sum
    assert digest == "24c510b43c2833d809718b04c50141d6c5b417bec71b62591964ce3b5692ec16"


@given(data=st.data())
def test_one_changed_byte_anywhere_is_found_and_its_line_named(lines, scratch, data):
    number = data.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    place = data.draw(st.integers(0, len(line) - 2))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != line[place]))
    changed = line[:place] + bytes([other]) + line[place + 1 :]
    assert fault_of(scratch, [*lines[:number], changed, *lines[number + 1 :]]).startswith(f"{scratch}:{number + 1}: ")


def test_every_single_position_of_the_first_line_is_sealed(lines, scratch):
    first = lines[0]
    for place in range(len(first) - 1):
        changed = first[:place] + bytes([first[place] ^ 1]) + first[place + 1 :]
        assert fault_of(scratch, [changed, *lines[1:]]).startswith(f"{scratch}:1: ")


def test_a_changed_line_end_joins_two_lines_and_is_found(lines, scratch):
    for number in range(len(lines) - 1):
        changed = lines[number][:-1] + b" "
        assert f"{scratch}:{number + 1}: " in fault_of(scratch, [*lines[:number], changed, *lines[number + 1 :]])


def test_a_change_that_json_reads_as_the_same_is_a_change(lines, scratch):
    for before, after in ((b'":"', b'": "'), (b"\\ud800", b"\\uD800"), (b"1772446500.125", b"1772446500.1250")):
        changed = [line.replace(before, after, 1) for line in lines]
        assert changed != lines
        assert "the record was changed, or one before it is missing" in fault_of(scratch, changed)


def test_a_removed_line_is_found(lines, scratch):
    for number in range(len(lines) - 1):
        fault = fault_of(scratch, lines[:number] + lines[number + 1 :])
        assert fault == f"{scratch}:{number + 1}: the record was changed, or one before it is missing"


def test_swapped_lines_are_found(lines, scratch):
    for number in range(len(lines) - 1):
        swapped = [*lines[:number], lines[number + 1], lines[number], *lines[number + 2 :]]
        assert fault_of(scratch, swapped).startswith(f"{scratch}:{number + 1}: ")


def test_a_repeated_line_is_found(lines, scratch):
    for number, line in enumerate(lines):
        repeated = [*lines[: number + 1], line, *lines[number + 1 :]]
        assert fault_of(scratch, repeated).startswith(f"{scratch}:{number + 2}: ")


def test_an_inserted_line_with_a_hash_of_its_own_is_found(lines, scratch):
    forged, _ = sealed({"type": "exchange"}, GENESIS)
    assert fault_of(scratch, [*lines[:3], forged.encode(), *lines[3:]]).startswith(f"{scratch}:4: ")


@given(data=st.data())
def test_a_last_line_cut_by_a_crash_is_no_fault(lines, scratch, data):
    number = data.draw(st.integers(1, len(lines) - 1))
    cut = data.draw(st.integers(0, len(lines[number]) - 1))
    scratch.write_bytes(b"".join(lines[:number]) + lines[number][:cut])
    assert count_records(scratch) == (number, json.loads(lines[number - 1])["hash"])
    assert (replay(scratch).complete, replay(scratch).ended) == (False, None)


def test_a_line_cut_anywhere_but_at_the_end_is_found(lines, scratch):
    for number in range(len(lines) - 1):
        cut = lines[number][:-9] + b"\n"
        assert fault_of(scratch, [*lines[:number], cut, *lines[number + 1 :]]).startswith(f"{scratch}:{number + 1}: ")


@pytest.mark.parametrize(
    "line", ["[]\n", "7\n", '"hash"\n', "{}\n", '{"hash":1}\n', "\n", "{\n", "[" * 100_000 + "\n", "1" * 5_000 + "\n"]
)
def test_what_is_no_record_is_told_so(line):
    with pytest.raises(TranscriptFault, match=r"^here: "):
        opened(line, GENESIS, "here")


def test_bytes_that_are_not_ascii_are_named_by_line(scratch, lines):
    assert fault_of(scratch, [lines[0], b'{"\xff"}\n']) == (
        f"{scratch}:2: not ASCII, so not a transcript record as it was written"
    )


@pytest.mark.parametrize("name", ["absent.jsonl", "."])
def test_a_file_that_cannot_be_read_is_told_with_its_path(tmp_path, name):
    with pytest.raises(TranscriptFault, match="cannot be read: ") as caught:
        list(read_chain(tmp_path / name))
    assert str(caught.value).startswith(f"{tmp_path / name}: ")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(scratch, data):
    scratch.write_bytes(data)
    try:
        assert list(read_chain(scratch)) == []
    except TranscriptFault:
        return


def test_two_files_of_the_same_records_have_the_same_head(tmp_path, lines):
    records = []
    for name in ("one", "two"):
        asked = exchange(1)
        records.append(plain_records(write_all(tmp_path / name, [(asked, [])])))
    assert records[0] == records[1]
