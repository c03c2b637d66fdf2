"""The unit files: complete, honest and sourced."""

import re
from pathlib import Path

import pytest
import yaml

from scanner.lab import units
from scanner.lab.hostile import NUISANCES
from scanner.lab.unit import Claims, Unit

FINGERPRINTS = Path(__file__).parents[2] / "fingerprints"
LEAST_SHARE = 1 / 3


def test_there_are_enough_variants() -> None:
    own = [each for each in units() if each.truth.brand == each.truth.manufacturer == "hikvision"]
    assert len(own) >= 8
    assert {"camera", "recorder", "intercom"} <= {each.kind for each in own}
    assert len([each for each in units() if each.kind == "other" and not each.hostile]) >= 12


@pytest.mark.parametrize("each", units(), ids=lambda each: each.id)
def test_every_answer_names_its_source(each: Unit) -> None:
    for service, source in each.answer_sources():
        assert source.strip(), f"{each.id} {service}"
        assert each.hostile or ": " in source, f"{each.id} {service}: identity of the source and place in it"


@pytest.mark.parametrize("each", units(), ids=lambda each: each.id)
def test_every_nuisance_is_known(each: Unit) -> None:
    for nuisance in each.answers.nuisances:
        assert nuisance.does in NUISANCES


def without_sources(value: object) -> object:
    """Return the answers as a scanner sees them: no sources, and no icons, which are our own drawings."""
    if isinstance(value, dict):
        return {key: without_sources(each) for key, each in value.items() if key not in ("source", "favicon")}
    return [without_sources(each) for each in value] if isinstance(value, list | tuple) else value


def test_units_of_which_a_scan_sees_the_same_have_the_same_verdict() -> None:
    seen: dict[str, tuple[str | None, str | None]] = {}
    for each in units():
        if each.hostile:
            continue
        said = repr(without_sources(each.answers.model_dump()))
        verdict = (each.verdict.brand, each.verdict.manufacturer)
        assert seen.setdefault(said, verdict) == verdict, each.id


def test_a_verdict_that_is_not_the_truth_is_refused() -> None:
    claims = {"kind": "camera", "brand": "x", "manufacturer": None}
    with pytest.raises(ValueError, match="manufacturer is not the truth"):
        Unit(
            id="u",
            about="",
            truth=Claims(**claims),
            verdict=Claims(**{**claims, "manufacturer": "y"}),
            oui="02:00:00",
            answers={},  # type: ignore[arg-type]
        )


def answers_of_interest() -> list[str]:
    return [source for each in units() if not each.hostile for _, source in each.answer_sources()]


def fingerprint_texts() -> str:
    texts = (file.read_text(encoding="utf-8") for file in sorted(FINGERPRINTS.glob("*.yaml")))
    return "\n".join(texts).lower()


def cited(source: str, fingerprints: str) -> bool:
    """Say whether a fingerprint cites this source: a repository, one thread of it (`owner/name#12`), or a document."""
    identity = source.split(": ")[0].lower()
    if thread := re.fullmatch(r"([\w.-]+/[\w.-]+)#(\d+)", identity):
        return bool(re.search(rf"{re.escape(thread[1])}\W.{{0,30}}\b{thread[2]}\b", fingerprints))
    if number := re.fullmatch(r"public file (\d+)", identity):
        return number[1] in fingerprints
    return identity in fingerprints


def test_a_third_of_the_answers_comes_from_sources_that_no_fingerprint_cites() -> None:
    fingerprints = fingerprint_texts()
    sources = answers_of_interest()
    unseen = [source for source in sources if not cited(source, fingerprints)]
    assert len(unseen) / len(sources) >= LEAST_SHARE, f"{len(unseen)} of {len(sources)}"


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("owner/name#12: a log", "seen in owner/name issue 12", True),
        ("owner/name#12: a log", "seen in owner/name issue 13", False),
        ("owner/name: path", "owner/name test/data", True),
        ("public file 123456: scopes", "id:123456", True),
        ("public file 123456: scopes", "id:99", False),
    ],
)
def test_citations_are_recognised(source: str, text: str, expected: bool) -> None:
    assert cited(source, text) is expected


def test_every_verdict_names_a_vendor_that_the_fingerprints_know() -> None:
    known = {file.stem for file in FINGERPRINTS.glob("*.yaml")}
    if not known:
        pytest.fail("no fingerprints found")
    said = {name for each in units() for name in (each.verdict.brand, each.verdict.manufacturer) if name}
    assert said <= known


def test_unit_files_have_no_key_that_is_written_twice() -> None:
    class Once(yaml.BaseLoader):
        pass

    def mapping(loader: yaml.BaseLoader, node: yaml.MappingNode) -> dict[str, object]:
        keys = [key.value for key, _ in node.value]
        assert len(set(keys)) == len(keys), f"{node.start_mark}"
        return yaml.BaseLoader.construct_mapping(loader, node, deep=True)

    Once.add_constructor("tag:yaml.org,2002:map", mapping)
    for file in sorted((Path(__file__).parents[2] / "scanner/lab/units").glob("*.yaml")):
        assert yaml.load(file.read_text(encoding="utf-8"), Loader=Once)["units"]


def test_the_lab_imports_nothing_of_the_scanner() -> None:
    lab = Path(__file__).parents[2] / "scanner/lab"
    for file in sorted(lab.glob("*.py")):
        for name in re.findall(r"^\s*(?:from|import) (scanner[\w.]*)", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert name.startswith("scanner.lab"), f"{file.name}: {name}"
