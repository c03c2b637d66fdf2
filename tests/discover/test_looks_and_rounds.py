"""What is sent to every address, to every link, and to one device: which packets, in which order."""

import pytest

from scanner.codec.searches import SEARCHES
from scanner.config import Config
from scanner.discover.links import rounds_of
from scanner.discover.look import looks_of
from scanner.discover.unicast import fitting
from scanner.engine.plan import make_plan, searches_of
from scanner.model.errors import UsageError
from scanner.model.scope import parse_scope

BY_NAME = {search.protocol: search for search in SEARCHES}


def looks(profile: str) -> list[str]:
    config = Config().with_options({"profile": profile})
    return [look.means for look in make_plan(parse_scope(["10.1.2.0/24"]), config, "0", "", []).looks]


def test_the_first_look_of_normal_is_three_different_packets() -> None:
    assert looks("normal") == ["tcp 80", "tcp 554", "wsdiscovery nvt"]
    assert looks("gentle") == looks("normal")


def test_thorough_sends_every_port_and_every_dialect_everywhere() -> None:
    sent = looks("thorough")
    assert sent[:3] == ["tcp 80", "tcp 554", "tcp 443"]
    assert [means for means in sent if not means.startswith("tcp")] == [
        *("wsdiscovery nvt", "wsdiscovery device", "wsdiscovery any", "wsdiscovery nvt-2009"),
        *("sadp inquiry", "dhip search"),
    ]
    assert len(sent) == len(set(sent)) == 26


def test_a_look_makes_new_bytes_for_each_address() -> None:
    (look,) = looks_of((), ((BY_NAME["wsdiscovery"], "device"),))
    first, second = look.payload(), look.payload()
    assert first != second
    assert look.endpoint("10.1.2.3").transport == "udp"
    assert [BY_NAME["wsdiscovery"].is_question(sent) for sent in (first, second)] == [True, True]


def test_a_round_holds_one_packet_of_each_protocol_and_the_broadcast_form_comes_last() -> None:
    rounds = [[(search.protocol, name, out) for search, name, _, out in asked] for asked in rounds_of(SEARCHES[:5])]
    assert rounds == [
        [
            ("wsdiscovery", "nvt", False),
            ("sadp", "inquiry", False),
            ("dhip", "search", False),
            ("ssdp", "root", False),
            ("mdns", "services", False),
        ],
        [
            ("wsdiscovery", "device", False),
            ("sadp", "inquiry", True),
            ("dhip", "search", True),
            ("ssdp", "axis", False),
        ],
        [("wsdiscovery", "any", False)],
        [("wsdiscovery", "nvt-2009", False)],
    ]


def test_no_two_questions_of_a_scan_carry_the_same_bytes_where_they_carry_an_id() -> None:
    sent = [payload for asked in rounds_of([BY_NAME["wsdiscovery"], BY_NAME["sadp"]]) for _, _, payload, _ in asked]
    assert len(set(sent)) == len(sent) == 6


def test_reolinks_search_is_off_in_normal_and_on_in_thorough() -> None:
    on = {name: {search.protocol for search in searches_of(Config(profile=name))} for name in ("normal", "thorough")}
    assert on["thorough"] - on["normal"] == {"reolink"}


def test_the_gentle_profile_asks_five_searches() -> None:
    assert [search.protocol for search in searches_of(Config(profile="gentle"))] == [
        *("wsdiscovery", "sadp", "dhip", "ssdp", "mdns"),
    ]


def test_the_configuration_switches_one_search_on_or_off() -> None:
    chosen = searches_of(Config(searches={"reolink": True, "sony_snc": False}))
    names = {search.protocol for search in chosen}
    assert ("reolink" in names, "sony_snc" in names, "sadp" in names) == (True, False, True)


def test_a_search_that_is_none_is_a_mistake_with_a_hint() -> None:
    with pytest.raises(UsageError, match=r"searches: `sapd` is none: did you mean `sadp`\?"):
        searches_of(Config(searches={"sapd": True}))


@pytest.mark.parametrize(
    ("told", "maker", "ports", "asked"),
    [
        ((), None, (80,), ["wsdiscovery"]),
        (("wsdiscovery",), None, (80,), []),
        (("wsdiscovery",), "hikvision", (80,), ["sadp"]),
        (("wsdiscovery", "sadp"), "hikvision", (8000,), []),
        ((), "dahua", (80,), ["wsdiscovery", "dhip"]),
        (("wsdiscovery",), None, (8000, 37777), ["sadp", "dhip"]),
        (("wsdiscovery",), "axis", (80,), []),
        ((), None, (), ["wsdiscovery", "sadp", "dhip"]),
    ],
)
def test_a_device_is_asked_what_it_did_not_tell_and_no_other_makers_search(
    told: tuple[str, ...], maker: str | None, ports: tuple[int, ...], asked: list[str]
) -> None:
    assert [search.protocol for search in fitting(SEARCHES, told, maker, ports)] == asked


def test_thorough_asks_whatever_was_not_told() -> None:
    asked = fitting(SEARCHES, ("sadp",), "axis", (80,), everything=True)
    assert [search.protocol for search in asked] == ["wsdiscovery", "dhip"]
