"""config.example.yaml is the whole truth about the settings, and a mistake in a file is named with its place."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.config import Config, read_config
from scanner.model.errors import ConfigFault, UsageError

EXAMPLE = Path(__file__).parent.parent / "config.example.yaml"


def test_the_example_is_the_defaults() -> None:
    assert read_config(EXAMPLE) == Config()


def test_the_example_names_every_key_and_says_why() -> None:
    written: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    assert set(written) == set(Config.model_fields)
    assert set(written["host"]) == set(type(Config().host).model_fields)
    lines = [line for line in EXAMPLE.read_text("utf-8").splitlines() if ":" in line and not line.startswith("#")]
    assert [line for line in lines if "#" not in line] == []


def faulty(folder: Path, text: str) -> str:
    path = folder / "config.yaml"
    path.write_text(text)
    with pytest.raises(ConfigFault) as caught:
        read_config(path)
    return str(caught.value).removeprefix(f"{path}:")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("site: x\nmax_rat: 1\n", "2:1: ", "max_rate"),
        ("host:\n  conections: 1\n", "2:3: ", "connections"),
        ("max_rate: 0\n", "1:11: ", "more than 0"),
        ("max_rate: soon\n", "1:11: ", "number"),
        ("profile: quick\n", "1:10: ", "gentle"),
        ("ports: 80,99999\n", "1:8: ", "ports run from 1 to 65535"),
        ("site: x\nsite: y\n", "2:1: ", "site"),
        ("contact: 'café'\n", "1:10: ", ""),
        ("- a list\n", "1:1: ", ""),
    ],
)
def test_a_mistake_in_the_file_is_named_with_line_and_column(tmp_path: Path, text: str, place: str, words: str) -> None:
    message = faulty(tmp_path, text)
    assert message.startswith(place)
    assert words in message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigFault, match=r"none\.yaml"):
        read_config(tmp_path / "none.yaml")


def test_gentle_asks_less_of_devices_and_network_and_normal_stays_as_written() -> None:
    gentle = Config(profile="gentle").gentled()
    assert (gentle.host.connections, gentle.host.connection_gap_s, gentle.host.events_per_s) == (1, 1.0, 3)
    assert gentle.max_rate == 200
    assert Config().gentled() == Config()


def test_gentle_never_asks_more_than_was_written() -> None:
    written = Config.model_validate(
        {"profile": "gentle", "max_rate": 50, "host": {"connection_gap_s": 3, "events_per_s": 2}}
    )
    gentle = written.gentled()
    assert (gentle.max_rate, gentle.host.connection_gap_s, gentle.host.events_per_s) == (50, 3, 2)


def test_an_option_wins_over_the_file_and_is_checked_like_it() -> None:
    assert Config(site="a").with_options({"site": "b"}).site == "b"
    with pytest.raises(UsageError, match="--max-rate -1"):
        Config().with_options({"max_rate": -1})
