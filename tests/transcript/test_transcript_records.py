"""What is written to a transcript is what is read from it, whatever devices say."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transcript_samples import COVERAGE, HEADER, SWEEP

from scanner.model.coverage import Coverage, NetworkCoverage, NotProbed
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome
from scanner.transcript import records
from scanner.transcript.chain import GENESIS, opened, sealed
from scanner.transcript.read import replay
from scanner.transcript.write import TranscriptWriter


def _joined(text: str) -> str:
    # Two halves of a surrogate pair side by side are, to JSON, the one character that they make.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


TEXTS = st.text(st.characters(), max_size=40).map(_joined)  # lone surrogates and control characters too
PORTS = st.integers(1, 65_535)
ADDRESSES = st.ip_addresses().map(str)
TIMES = st.floats(0, 4e9, allow_nan=False)
ENDPOINTS = st.builds(Endpoint, ADDRESSES, PORTS, st.sampled_from(["tcp", "udp"]))
PORT_LISTS = st.lists(PORTS, max_size=4).map(tuple)
COUNTS = st.integers(0, 2**130)
EXCHANGES = st.builds(
    Exchange,
    id=st.from_regex(r"x[0-9]{1,6}", fullmatch=True),
    target=st.builds(Target, ADDRESSES, PORT_LISTS, PORT_LISTS),
    endpoint=ENDPOINTS,
    protocol=TEXTS,
    question=TEXTS,
    started=TIMES,
    ended=TIMES,
    outcome=st.sampled_from(Outcome),
    sent=st.binary(max_size=200),
    received=st.binary(max_size=400),
    truncated=st.booleans(),
    details=st.dictionaries(TEXTS, TEXTS, max_size=4),
)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=4)
SWEEPS = st.builds(
    records.SweepInterval,
    id=TEXTS,
    seed=COUNTS,
    ports=PORT_LISTS,
    first=COUNTS,
    last=COUNTS,
    started=TIMES,
    ended=TIMES,
    open=st.lists(ENDPOINTS, max_size=4).map(tuple),
    refused=st.lists(ENDPOINTS, max_size=4).map(tuple),
    not_sent=COUNTS,
)
COVERAGES = st.builds(
    Coverage,
    *[COUNTS] * 5,
    st.lists(st.builds(NotProbed, TEXTS, TEXTS), max_size=3).map(tuple),
    st.lists(st.builds(NetworkCoverage, TEXTS, *[COUNTS] * 4, st.booleans()), max_size=3).map(tuple),
    st.lists(TEXTS, max_size=3).map(tuple),
)


def through_the_file(record):
    line, _ = sealed(record, GENESIS)
    assert line.isascii()
    assert line.count("\n") == 1
    return opened(line, GENESIS, "here")[0]


@given(EXCHANGES, PAIRS)
def test_an_exchange_survives_with_every_byte_and_every_text(asked, pairs):
    seen = [Observation(field, value, asked.endpoint, asked.id) for field, value in pairs]
    intent = through_the_file(records.intent_record(asked))
    outcome = through_the_file(records.outcome_record(asked, seen))
    assert records.exchange_of(intent, outcome) == (asked, seen)


@pytest.mark.parametrize("text", ["\ud800", "\udfff\ud800", "\x00\x1b[31m\x7f", "\u2028\u2029\r\n", "😀", "\ufeff"])
def test_half_a_pair_and_control_characters_survive_in_one_line(text):
    asked = Exchange("x1", Target("10.0.0.1"), Endpoint("10.0.0.1", 80), "http", text, 0.0, 0.0, Outcome.ANSWERED)
    asked = replace(asked, details={"source": text})
    intent, outcome = records.intent_record(asked), records.outcome_record(asked, [])
    assert records.exchange_of(through_the_file(intent), through_the_file(outcome)) == (asked, [])


@given(SWEEPS)
def test_a_sweep_survives(interval):
    assert records.sweep_of(through_the_file(records.sweep_record(interval, "done"))) == interval


@given(COVERAGES)
def test_coverage_survives(coverage):
    assert records.coverage_of(through_the_file(records.coverage_record(coverage))) == coverage


@given(st.builds(replace, st.just(HEADER), site=TEXTS, targets=st.lists(TEXTS, max_size=3).map(tuple), started=TIMES))
def test_the_header_survives(header):
    assert records.scan_header(through_the_file(records.scan_record(header))) == header


def test_the_first_record_names_its_type_and_format():
    record = records.scan_record(HEADER)
    assert (record["type"], record["format"]) == ("scan", "camscan.transcript/1")
    assert json.loads(json.dumps(record))["redacted"] is False


def test_a_sweep_gives_an_exchange_for_each_answer_and_none_for_silence():
    found = list(SWEEP.exchanges())
    assert [(item.id, str(item.endpoint), item.outcome.value) for item in found] == [
        ("s1.o0", "tcp://10.1.2.7:80", "answered"),
        ("s1.o1", "tcp://10.1.2.8:554", "answered"),
        ("s1.r0", "tcp://10.1.2.20:80", "refused"),
    ]
    assert {(item.protocol, item.question, item.started, item.ended) for item in found} == {
        ("tcp", "connect", SWEEP.started, SWEEP.ended)
    }
    assert [item.target for item in found] == [Target("10.1.2.7"), Target("10.1.2.8"), Target("10.1.2.20")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.tuples(EXCHANGES, PAIRS), max_size=4, unique_by=lambda pair: pair[0].id), SWEEPS, COVERAGES)
def test_a_whole_transcript_is_replayed_as_it_was_written(tmp_path, asked, interval, coverage):
    path = tmp_path / "t.jsonl"
    path.unlink(missing_ok=True)
    pairs = [(one, [Observation(*pair, one.endpoint, one.id) for pair in seen]) for one, seen in asked]
    with TranscriptWriter(path, HEADER) as writer:
        writer.sweep(interval, "intent")
        for one, _ in pairs:
            writer.intent(one)
        for one, seen in reversed(pairs):
            writer.outcome(one, seen)
        writer.sweep(interval, "done")
        writer.coverage(coverage)
        writer.end(9.5, complete=True)
    found = replay(path)
    assert (found.header, found.exchanges, found.sweeps) == (HEADER, pairs[::-1], [interval])
    assert (found.coverage, found.ended, found.complete, found.unanswered_intents) == (coverage, 9.5, True, 0)
    assert found.head == writer.head


def test_the_samples_say_every_kind_of_record():
    assert records.coverage_of(records.coverage_record(COVERAGE)) == COVERAGE
    assert records.sweep_of(records.sweep_record(SWEEP, "intent")) == SWEEP
