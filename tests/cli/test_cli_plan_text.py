"""The plan in words: it promises ARP only where a scan asks by it."""

import pytest

from scanner.cli.plan_text import plan_text
from scanner.config import Config
from scanner.engine import plan
from scanner.fingerprint.load import load_library
from scanner.model.scope import parse_scope
from scanner.net.interfaces import Interface

LINK = Interface("scan0", "10.1.2.1", "10.1.2.0/24")


def attached_lines(monkeypatch: pytest.MonkeyPatch, target: str, why_not: str = "", **settings: object) -> list[str]:
    """Plan a scan of the target on a machine with one link, and return what is said of its own links."""
    monkeypatch.setattr(plan, "interfaces", lambda: [LINK])
    monkeypatch.setattr(plan, "can_use_layer2", lambda: why_not)
    made = plan.make_plan(parse_scope([target]), Config().with_options(settings), "0", "", [target])
    text = plan_text(made, load_library())
    return [line.split(None, 1)[1] for line in text.splitlines() if line.startswith("  attached ")]


def test_a_whole_link_is_asked_by_arp(monkeypatch: pytest.MonkeyPatch) -> None:
    assert attached_lines(monkeypatch, "10.1.2.0/24") == [
        "253 addresses asked by ARP, 200 a second; more only to those that answer"
    ]


def test_a_part_of_a_link_is_not_unless_its_interface_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert attached_lines(monkeypatch, "10.1.2.7") == [
        "1 address by the first look, and not by ARP: the link is not wholly in scope, and the interface was not named"
    ]
    assert attached_lines(monkeypatch, "10.1.2.7", interfaces=("scan0",)) == [
        "1 address asked by ARP, 200 a second; more only to those that answer"
    ]


def test_without_the_privilege_the_plan_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert attached_lines(monkeypatch, "10.1.2.0/24", "CAP_NET_RAW is missing") == [
        "253 addresses by the first look, and not by ARP: CAP_NET_RAW is missing"
    ]
