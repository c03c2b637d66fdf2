"""Replaying: what a scan left, also one cut short, and files that are none of ours."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcript_samples import COVERAGE, HEADER, SWEEP, exchange, observed, plain_records, write_all, write_chained

from scanner.model.errors import TranscriptFault
from scanner.transcript import records
from scanner.transcript.read import count_records, replay
from scanner.transcript.write import TranscriptWriter

ASKED = exchange(1, b"HTTP/1.1 200 OK\r\n\r\n")


def test_a_whole_transcript_gives_all_that_it_holds(tmp_path):
    seen = observed(ASKED, ("http.status", "200"))
    path = write_all(tmp_path / "t.jsonl", [(ASKED, seen)])
    found = replay(path)
    assert (found.path, found.header, found.exchanges) == (path, HEADER, [(ASKED, seen)])
    assert (found.sweeps, found.coverage) == ([SWEEP], COVERAGE)
    assert (found.ended, found.complete, found.unanswered_intents) == (1_772_446_600.0, True, 0)
    assert found.sha256 == sha256(path.read_bytes()).hexdigest()
    assert found.head == plain_records(path)[-1]["hash"]


def test_intents_without_an_outcome_are_counted_and_give_no_exchange(tmp_path):
    with TranscriptWriter(tmp_path / "t.jsonl", HEADER) as writer:
        for number in (1, 2, 3):
            writer.intent(exchange(number))
        writer.outcome(exchange(2), [])
    found = replay(tmp_path / "t.jsonl")
    assert [asked.id for asked, _ in found.exchanges] == ["x2"]
    assert (found.unanswered_intents, found.coverage, found.ended, found.complete) == (2, None, None, False)


def test_an_interrupted_scan_has_an_end_and_is_not_complete(tmp_path):
    with TranscriptWriter(tmp_path / "t.jsonl", HEADER) as writer:
        writer.end(8.0, complete=False)
    assert (replay(tmp_path / "t.jsonl").ended, replay(tmp_path / "t.jsonl").complete) == (8.0, False)


def test_a_sweep_that_was_only_begun_is_not_counted_as_done(tmp_path):
    with TranscriptWriter(tmp_path / "t.jsonl", HEADER) as writer:
        writer.sweep(SWEEP, "intent")
    assert replay(tmp_path / "t.jsonl").sweeps == []


def test_records_of_types_that_are_not_known_are_passed_over(tmp_path):
    later = [{"type": "arp", "heard": ["x"]}, {"type": "exchange", "phase": "amended", "id": "x1"}, {"no": "type"}]
    whole = [records.scan_record(HEADER), *later, records.intent_record(ASKED), records.outcome_record(ASKED, [])]
    found = replay(write_chained(tmp_path / "t.jsonl", whole))
    assert (found.exchanges, found.unanswered_intents) == ([(ASKED, [])], 0)
    assert count_records(tmp_path / "t.jsonl")[0] == 6


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ":1: not a camscan.transcript/1 file"),
        (b"no line end", ":1: not a camscan.transcript/1 file"),
        (b"address,port\n10.0.0.1,80\n", ":1: not a transcript record"),
        (b'{"schema": "camscan.inventory/1"}\n', ":1: not a transcript record"),
        (b"\x89PNG\r\n\x1a\n", ":1: not ASCII, so not a transcript record as it was written"),
    ],
)
def test_a_file_of_another_kind_is_told_so_with_its_path(tmp_path, content, said):
    path = tmp_path / "else.jsonl"
    path.write_bytes(content)
    with pytest.raises(TranscriptFault) as caught:
        replay(path)
    assert str(caught.value) == f"{path}{said}"


def test_a_file_without_a_record_holds_none(tmp_path):
    (tmp_path / "t.jsonl").write_bytes(b"")
    with pytest.raises(TranscriptFault, match=r"t\.jsonl: holds no record$"):
        count_records(tmp_path / "t.jsonl")


def test_a_later_format_is_refused_rather_than_misread(tmp_path):
    first = {**records.scan_record(HEADER), "format": "camscan.transcript/2"}
    with pytest.raises(TranscriptFault, match=r":1: not a camscan\.transcript/1 file$"):
        replay(write_chained(tmp_path / "t.jsonl", [first]))


def test_a_transcript_begins_with_its_scan(tmp_path):
    with pytest.raises(TranscriptFault, match=r":1: not a camscan\.transcript/1 file$"):
        replay(write_chained(tmp_path / "t.jsonl", [records.intent_record(ASKED)]))


_INTENT, _OUTCOME = records.intent_record(ASKED), records.outcome_record(ASKED, [])


def _without(record, key):
    return {name: value for name, value in record.items() if name != key}


@pytest.mark.parametrize(
    "foreign",
    [
        [_OUTCOME],
        [_INTENT, _OUTCOME, _OUTCOME],
        [_without(_INTENT, "id")],
        [_INTENT, _without(_OUTCOME, "received")],
        [_INTENT, {**_OUTCOME, "received": "not base64!"}],
        [_INTENT, {**_OUTCOME, "outcome": "daydreamed"}],
        [_INTENT, {**_OUTCOME, "observations": [["only a name"]]}],
        [{**_INTENT, "endpoint": []}, _OUTCOME],
        [{**_INTENT, "endpoint": ["tcp", "10.0.0.1", "eighty"]}, _OUTCOME],
        [{**records.sweep_record(SWEEP, "done"), "ports": 80}],
        [{**records.coverage_record(COVERAGE), "networks": [{"name": "x"}]}],
        [{"type": "end"}],
    ],
)
def test_a_stranger_s_record_under_a_valid_chain_is_a_fault_with_its_line(tmp_path, foreign):
    path = write_chained(tmp_path / "t.jsonl", [records.scan_record(HEADER), *foreign])
    with pytest.raises(TranscriptFault, match=rf"t\.jsonl:{1 + len(foreign)}: not a record as camscan writes it: "):
        replay(path)


def test_a_scan_record_without_its_facts_is_a_fault(tmp_path):
    with pytest.raises(TranscriptFault, match=r"t\.jsonl:1: not a record as camscan writes it: "):
        replay(write_chained(tmp_path / "t.jsonl", [{"type": "scan", "format": records.FORMAT}]))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.sampled_from(["x1", "tcp", "answered"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*_INTENT, *_OUTCOME]), inner, max_size=5)
    ),
    max_leaves=8,
)


@given(
    kind=st.sampled_from(["exchange", "sweep", "coverage", "end"]),
    phase=st.sampled_from(["intent", "outcome", "done"]),
    changes=st.dictionaries(st.sampled_from(sorted({*_INTENT, *_OUTCOME} - {"type", "phase"})), _JSON, max_size=4),
)
def test_whatever_a_stranger_writes_is_read_or_refused(tmp_path_factory, kind, phase, changes):
    path = tmp_path_factory.getbasetemp() / "strange.jsonl"
    strange = {**(_INTENT if phase == "intent" else _OUTCOME), "type": kind, "phase": phase, **changes}
    write_chained(path, [records.scan_record(HEADER), _INTENT, strange])
    try:
        found = replay(path)
    except TranscriptFault as fault:
        found = None
        message = str(fault)
    assert found is not None or message.startswith(f"{path}:3: ")
