import pytest
from fingerprint_samples import ALDER, library

from scanner.fingerprint.cost import MAX_PROGRAM, cost_problem, matches_everything, program_steps
from scanner.fingerprint.load import load_library
from scanner.fingerprint.patterns import patterns_of, regex
from scanner.fingerprint.verify import verify

GAP = r"[^\r\n]{0,60}"


@pytest.mark.parametrize("gaps", [1, 2, 3])
def test_a_few_wide_gaps_are_affordable(gaps):
    assert cost_problem("a" + f"{GAP}b" * gaps) == ""


@pytest.mark.parametrize(
    "pattern",
    ["a" + f"{GAP}b" * 4, "a" + f"{GAP}b" * 8, r"\w{1,600}", r"(?:[a-z]{1,30},){1,33}", "(?i)[0-9a-zé]{1,400}x"],
)
def test_many_wide_gaps_and_large_counted_repeats_cost_too_much(pattern):
    assert cost_problem(pattern) == (
        f"the pattern compiles to {program_steps(pattern)} steps, at most {MAX_PROGRAM}: "
        "use smaller or fewer repeats and gaps"
    )


def test_the_program_that_runs_backwards_counts_too():
    compiled = regex(r"\pL{1,20}")
    assert compiled.reverseprogramsize > compiled.programsize
    assert program_steps(r"\pL{1,20}") == compiled.reverseprogramsize


def test_a_pattern_that_finds_itself_everywhere_is_known():
    assert matches_everything("(?:a)?")
    assert not matches_everything("a")


def test_patterns_of_fingerprints_firmware_models_and_lineage_are_all_looked_at(tmp_path):
    dear = rf"'^AL-N(?:{GAP}b){{5}}'"
    found = verify(library(tmp_path, alder=ALDER.replace("'^AL-N'", dear)))
    assert [(fault.line, fault.message.partition(" steps")[2]) for fault in found] == [
        (9, ", at most 2000: use smaller or fewer repeats and gaps")
    ]


def test_no_shipped_pattern_costs_too_much():
    entries = load_library().vendors.values()
    assert {pattern for entry in entries for _, pattern in patterns_of(entry.content) if cost_problem(pattern)} == set()
