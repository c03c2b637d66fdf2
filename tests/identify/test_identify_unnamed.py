from dataclasses import replace

import pytest
from fingerprint_samples import seen

from scanner.fingerprint.registry import Registry
from scanner.identify.devices import MAX_KEPT_UNNAMED, devices_from
from scanner.identify.unnamed import TELLING, is_unnamed, registrant_of, unnamed_groups, weight_of
from scanner.model.claim import Claim, Grade
from scanner.model.vocabulary import FIELDS

REGISTRY = Registry("# as of 2026-01-01\nElm Works\t00ee01\nChipset Co\t00ee02\n")
ELM = {
    "http.server": "elmd",
    "http.title": "Elmo View",
    "wsd.scopes": "elm/x,name",
    "http.header_names": "Server, X-Elm",
}
OAK = {
    "http.server": "oakd",
    "http.title": "Oaken View",
    "wsd.scopes": "oak/x,name",
    "http.header_names": "Server, X-Oak",
}


def devices(small, *said):
    """Make a device of each mapping of fields to values."""
    observations = [
        seen(field, value, address=f"192.0.2.{number}", exchange=f"e{number}")
        for number, pairs in enumerate(said, 1)
        for field, value in (pairs | {"wsd.type": "NetworkVideoTransmitter"}).items()
    ]
    return devices_from((), observations, small, "")


def grouped(small, *said):
    groups = unnamed_groups(devices(small, *said), REGISTRY)
    return [[device.targets[0].address for device in group.devices] for group in groups]


def test_every_telling_field_is_declared():
    assert {field for field in TELLING if field not in FIELDS} == {"registrant of the MAC block"}


def test_devices_that_say_the_same_stand_together_the_largest_group_first(small):
    assert grouped(small, OAK, ELM, ELM, OAK, ELM) == [
        ["192.0.2.2", "192.0.2.3", "192.0.2.5"],
        ["192.0.2.1", "192.0.2.4"],
    ]


def test_serial_numbers_addresses_and_macs_part_no_group(small):
    said = [
        {"http.challenge.realm": f"Elmcam({serial})", "onvif.device.serial": f"ELM202401{serial}", "mac": mac}
        for serial, mac in (("C1234", "00:ee:01:00:00:01"), ("D9876", "00:ee:01:00:00:02"))
    ]
    assert grouped(small, *said) == [["192.0.2.1", "192.0.2.2"]]
    (group,) = unnamed_groups(devices(small, *said), REGISTRY)
    assert group.shared[0] == (("http.challenge.realm", "Elmcam({serial})"), 2)
    assert group.registrants == (("Elm Works", 2),)


def test_one_that_said_less_joins_those_that_it_is_like(small):
    less = {"http.server": "elmd", "http.title": "Elmo View"}
    assert grouped(small, OAK, ELM, ELM, less) == [["192.0.2.2", "192.0.2.3", "192.0.2.4"], ["192.0.2.1"]]


def test_what_both_say_differently_speaks_against_one_group(small):
    other = {"http.server": "elmd", "http.title": "Ash View", "wsd.scopes": "ash/x,name", "http.header_names": "X-Ash"}
    assert grouped(small, ELM, other) == [["192.0.2.1"], ["192.0.2.2"]]


def test_models_and_chipsets_may_differ_within_a_group(small):
    said = [
        ELM | {"onvif.device.model": model, "mac": mac}
        for model, mac in (("E1-X", "00:ee:01:00:00:01"), ("E2-Y", "00:ee:02:00:00:02"), ("E3-Z", "00:ee:01:00:00:03"))
    ]
    (group,) = unnamed_groups(devices(small, *said), REGISTRY)
    assert len(group.devices) == 3
    assert group.registrants == (("Elm Works", 2), ("Chipset Co", 1))


def test_what_half_of_all_devices_say_joins_nobody(small):
    plain = {"http.server": "Boa", "http.title": "Web Client", "rtsp.public": "OPTIONS, DESCRIBE"}
    said = [plain | {"wsd.scopes": scopes} for scopes in ("elm/x,name", "oak/x,name")]
    assert grouped(small, *said) == [["192.0.2.1"], ["192.0.2.2"]]
    assert [weight_of("http.server", text) for text in ("Boa", "elmd")] == [1, TELLING["http.server"]]


def test_a_trait_that_most_of_a_group_show_is_counted(small):
    less = {name: value for name, value in ELM.items() if name != "http.title"}
    (group,) = unnamed_groups(devices(small, ELM, ELM, less), REGISTRY)
    assert dict(group.shared)[("http.title", "Elmo View")] == 2
    assert dict(group.shared)[("http.server", "elmd")] == 3


def test_namespaces_of_a_devices_own_tell_its_kind_and_those_of_standards_do_not(small):
    own, standard = "x=http://elm.example/ns", "tt=http://www.onvif.org/ver10/schema"
    (device,) = devices(small, {"onvif.namespace": own})
    assert [item.value for item in device.evidence if item.field == "onvif.namespace"] == [own]
    (device,) = devices(small, {"onvif.namespace": standard})
    assert [item.value for item in device.evidence if item.field == "onvif.namespace"] == []


def test_negative_icon_hashes_are_told_apart(small):
    icons = [{"http.favicon.mmh3": text} for text in ("-1532282299", "-1532282298")]
    assert grouped(small, *icons) == [["192.0.2.1"], ["192.0.2.2"]]


def test_named_devices_are_in_no_group(small):
    assert grouped(small, {"http.challenge.realm": "alder-realm"}, ELM) == [["192.0.2.2"]]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (None, True),
        (Claim(None, Grade.UNKNOWN, 0.0, ()), True),
        (Claim(None, Grade.CONFLICTING, 0.5, (), rivals=("alder", "birch")), False),
        (Claim("alder", Grade.POSSIBLE, 0.3, ()), False),
    ],
)
def test_rivals_that_stand_level_are_names_too(small, claim, expected):
    (device,) = devices(small, ELM)
    assert is_unnamed(replace(device, brand=claim)) is expected


def test_an_address_that_no_maker_gave_has_no_registrant(small):
    (device,) = devices(small, ELM)
    assert registrant_of(device, REGISTRY) is None
    assert registrant_of(replace(device, mac="00:ee:01:00:00:01"), REGISTRY) == "Elm Works"
    assert registrant_of(replace(device, mac="02:ee:01:00:00:01"), REGISTRY) is None


def test_forty_of_one_kind_are_one_group(small):
    said = [ELM | {"wsd.scope.name": f"cam {number}", "mac": f"00:ee:01:00:00:{number:02x}"} for number in range(1, 41)]
    (group,) = unnamed_groups(devices(small, *said, OAK), REGISTRY)[:1]
    assert (len(group.devices), group.registrants) == (40, (("Elm Works", 40),))


def test_telling_words_of_the_unnamed_are_kept_as_evidence_and_those_of_the_named_are_not(small):
    pairs = {"wsd.scopes": "elm/x,name", "rtsp.public": "OPTIONS"}
    unnamed, named = devices(small, pairs, pairs | {"http.challenge.realm": "alder-realm"})
    assert {"wsd.scopes", "rtsp.public"} <= {item.field for item in unnamed.evidence}
    assert {"wsd.scopes", "rtsp.public"} & {item.field for item in named.evidence} == set()


def test_what_is_kept_of_the_unnamed_is_bounded_and_each_value_kept_once(small):
    many = [seen("http.cookie", f"c{number}", exchange="e1") for number in range(200)]
    many += [seen("http.cookie", "c1", port=81, exchange="e2"), seen("wsd.type", "NetworkVideoTransmitter")]
    (device,) = devices_from((), many, small, "")
    kept = [item.value for item in device.evidence if item.field == "http.cookie"]
    assert len(kept) == len(set(kept)) == MAX_KEPT_UNNAMED
