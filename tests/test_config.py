"""config.example.yaml is the whole truth about the settings, and a mistake in a file is named with its place."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.config import Config, read_config
from scanner.model.errors import ConfigFault, UsageError
from scanner.model.ports import parse_ports

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


@pytest.mark.parametrize("line", ["a\\r\\nX-Evil: 1", "a\\n", "caf\\u00e9", "\\x1b[31m"])
def test_a_contact_that_would_not_fit_into_a_header_is_refused(tmp_path: Path, line: str) -> None:
    assert faulty(tmp_path, f'contact: "{line}"\n').startswith("1:10: ")


def test_a_first_look_without_a_tcp_port_is_refused(tmp_path: Path) -> None:
    said = faulty(tmp_path, "first_ports: U:3702\n")
    assert said == "1:14: `U:3702` names no TCP port, and the first look is made by TCP"


def test_an_option_wins_over_the_file() -> None:
    changed = Config(site="a", max_rate=5).with_options({"site": "b", "ports": parse_ports("80")})
    assert (changed.site, changed.max_rate, changed.ports.tcp) == ("b", 5, (80,))


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("max_rate", -1, "--max-rate -1: Input should be greater than 0"),
        ("max_rate", float("nan"), "--max-rate nan: Input should be less than or equal to 100000"),
        ("profile", "wild", "--profile wild: Input should be 'gentle', 'normal' or 'thorough'"),
        ("site", "s" * 201, f"--site {'s' * 60}…: String should have at most 200 characters"),
        ("contact", "a\nb", "--contact a?b: String should match pattern '^[\\x20-\\x7e]*$'"),
        ("ports", "80,x", "--ports 80,x: `80,x`: `x` is not a port or a range of ports such as 8000-8010"),
        ("first_ports", "U:1", "--first-ports U:1: `U:1` names no TCP port, and the first look is made by TCP"),
        ("nonsense", 1, "--nonsense 1: Extra inputs are not permitted"),
    ],
)
def test_a_mistake_in_an_option_is_one_line_that_names_it(option: str, value: object, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Config().with_options({option: value})
    assert str(caught.value) == said
