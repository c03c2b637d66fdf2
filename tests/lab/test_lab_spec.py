"""What people write for a lab network: read, refused in one line, and laid out the same each time."""

from collections import Counter
from pathlib import Path

import pytest

from scanner.codec.searches import SEARCHES
from scanner.config import Config
from scanner.lab import estate_from, load_spec, unit, units
from scanner.lab.device import Device
from scanner.lab.reach import ASKED_PORTS, SINGLE_ADDRESS_SEARCHES
from scanner.lab.spec import read_spec, varied
from scanner.lab.truth import truth_of

ATTACHED = "subnets:\n  - network: 10.77.0.0/24\n"


def devices(text: str) -> tuple[Device, ...]:
    return estate_from(read_spec(ATTACHED + text, "lab.yaml")).devices


def test_three_subnets_hold_300_devices_with_every_unit_that_behaves_and_every_oddity() -> None:
    rows = truth_of(estate_from(load_spec("three-subnets")).devices)["devices"]
    assert len(rows) == 300
    assert Counter(row["subnet"] for row in rows) == {"10.77.0.0/24": 124, "10.77.4.0/24": 90, "10.77.8.0/24": 86}
    assert {row["subnet"] for row in rows if row["attached"]} == {"10.77.0.0/24"}
    assert Counter(name for row in rows if row["attached"] for name in row["oddities"]) == {
        "duplicate_address": 4,
        "factory_address": 2,
        "xaddr_elsewhere": 2,
        "two_interfaces": 1,
        "only_onvif_at_8899": 1,
        "onvif_off": 1,
        "closed_ports_drop": 1,
        "ports_dropped": 1,
        "silent": 1,
    }
    assert {row["unit"] for row in rows} == {unit.id for unit in units() if not unit.hostile}


def test_of_the_300_all_but_those_whose_search_ends_at_the_router_and_a_silent_one_can_be_found() -> None:
    rows = truth_of(estate_from(load_spec("three-subnets")).devices)["devices"]
    hidden = [row for row in rows if not row["findable"]]
    assert len(hidden) == 16
    assert {row["subnet"] for row in hidden} == {"10.77.8.0/24"}
    assert [row["oddities"] for row in hidden if not row["answers_anything"]] == [["silent"]]
    assert all(unit(row["unit"]).only_searched for row in hidden if row["answers_anything"])
    silent = [row["verdict"] for row in rows if not row["answers_anything"]]
    assert [(verdict["kind"], verdict["brand"], verdict["manufacturer"]) for verdict in silent] == [
        ("unknown", None, None)
    ] * 2


def test_the_hostile_network_holds_every_unit_that_behaves_badly() -> None:
    held = {device.unit.id for device in estate_from(load_spec("hostile")).devices if device.unit.hostile}
    assert held == {unit.id for unit in units() if unit.hostile}


def test_a_spec_gives_the_same_devices_each_time_and_others_with_another_seed() -> None:
    spec = load_spec("three-subnets")
    assert truth_of(estate_from(spec).devices) == truth_of(estate_from(spec).devices)
    other = truth_of(estate_from(varied(spec, 2, None, {})).devices)
    assert {row["mac"] for row in other["devices"]} & {
        row["mac"] for row in truth_of(estate_from(spec).devices)["devices"]
    } == set()


def test_addresses_are_shared_by_twins_alone_and_never_named_by_chance() -> None:
    rows = truth_of(estate_from(load_spec("three-subnets")).devices)["devices"]
    held = Counter(address for row in rows for address in row["addresses"])
    shared = {row["target"] for row in rows if "duplicate_address" in row["oddities"]}
    assert {address for address, count in held.items() if count > 1} == shared
    assert not {"10.77.0.1", "10.77.0.254", "10.77.4.1", "10.77.8.1", "10.77.0.250"} & held.keys()


def test_two_interfaces_are_one_device_with_one_serial_two_macs_and_two_addresses() -> None:
    (device,) = devices("    devices: [{unit: hikvision-ds-2cd2012-i, interfaces: 2}]")
    (other,) = device.others
    assert other.facts["serial"] == device.facts["serial"]
    assert other.facts["mac"] != device.facts["mac"]
    assert other.facts["mac_plain"] == other.facts["mac"].replace(":", "")
    (row,) = truth_of([device])["devices"]
    assert row["addresses"] == ["10.77.0.2", "10.77.0.3"]
    assert row["macs"] == [device.facts["mac"], other.facts["mac"]]
    assert row["link_local"] == [device.facts["link_local"], other.facts["link_local"]]


def test_what_can_be_found_depends_on_where_it_stands() -> None:
    quiet = (
        "{unit: sony-snc-rz25n}, {unit: lorex-w461asc}, {unit: hikvision-ds-2cd2t47g1-l}, {unit: nginx-default}, "
        "{unit: nginx-default, dropped: [80]}, {unit: nginx-default, silent: true}"
    )
    text = f"    devices: [{quiet}]\n  - network: 10.77.4.0/24\n    attached: false\n    devices: [{quiet}]"
    rows = truth_of(devices(text))["devices"]
    assert [(row["answers_anything"], row["findable"]) for row in rows] == [
        *[(True, True)] * 5,
        (False, True),  # by ARP
        (True, False),  # Sony's search goes to a whole link, and ends at the router
        (True, True),
        (True, False),  # answers its group, where the scanner behind the router is not
        (True, True),
        (True, False),
        (False, False),
    ]


def test_a_factory_address_is_found_by_searches_alone() -> None:
    text = """    devices:
      - {unit: hikvision-ds-2cd2143g0-i, address: 192.168.1.64}
      - {unit: nginx-default, address: 192.168.1.65}"""
    rows = truth_of(devices(text))["devices"]
    assert [row["findable"] for row in rows] == [True, False]
    assert [row["oddities"] for row in rows] == [["factory_address"], ["factory_address"]]


def test_what_can_be_found_is_what_the_scanner_asks_in_thorough() -> None:
    ports = Config(profile="thorough").ports
    assert set(ports.tcp) == ASKED_PORTS
    single = {search.protocol for search in SEARCHES if search.unicast and "thorough" in search.profiles}
    assert single == {{"wsd": "wsdiscovery"}.get(name, name) for name in SINGLE_ADDRESS_SEARCHES}


def test_an_xaddr_that_names_another_host_keeps_its_port() -> None:
    text = "    devices: [{unit: tp-ipc, xaddr: 192.168.7.20}, {unit: axis-q6045-e, xaddr: 192.168.7.20}]"
    named = [device.fill(device.unit.answers.wsd.xaddrs[0]) for device in devices(text) if device.unit.answers.wsd]
    assert named == [
        "http://192.168.7.20:2020/onvif/device_service",
        "http://192.168.7.20/onvif/device_service",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subnets: []", "lab.yaml: subnets: Tuple should have at least 1 item after validation, not 0"),
        ("subnets: a: b", "lab.yaml:1: mapping values are not allowed in this context"),
        (ATTACHED + "    colour: red", "lab.yaml: subnets.0.colour: Extra inputs are not permitted"),
        (ATTACHED + "    devices: [{count: 2}]", "lab.yaml: subnets.0.devices.0: name either a unit or a group"),
        (ATTACHED + "    devices: [{unit: nobody}]", "the lab has no nobody"),
        (ATTACHED + "    devices: [{unit: nginx-default, twin: true}]", "a twin in 10.77.0.0/24 needs a device before"),
        (
            ATTACHED + "    devices: [{unit: nginx-default, xaddr: 10.1.1.1}]",
            "nginx-default has no WS-Discovery answer",
        ),
        (ATTACHED + "    devices: [{unit: dahua-quiet, only_onvif_at: 8899}]", "dahua-quiet has no ONVIF service"),
        (ATTACHED + "    devices: [{unit: axis-m2036-le, interfaces: 2}]", "axis-m2036-le shows a certificate"),
        (ATTACHED + "    devices: [{unit: nginx-default, address: 10.77.0.1}]", "10.77.0.1 is the scanner's or"),
        (ATTACHED + "    devices: [{unit: nginx-default, count: 254}]", "10.77.0.0/24 has no room for so many devices"),
        ("subnets: [{network: 10.77.0.0/24, attached: false}]", "lab.yaml: the first subnet is attached"),
        ("subnets: [{network: 10.77.0.0/24}, {network: 10.77.0.0/25}]", "lab.yaml: 10.77.0.0/25 and 10.77.0.0/24 over"),
        ("subnets: [{network: 10.0.0.0/8}]", "lab.yaml: subnets.0: 10.0.0.0/8: a subnet of the lab is a /16 to a /28"),
    ],
)
def test_mistakes_are_one_line_that_says_where(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as mistake:
        estate_from(read_spec(text, "lab.yaml"))
    assert str(mistake.value).startswith(said)
    assert "\n" not in str(mistake.value)


def test_a_spec_is_read_from_a_file_and_its_town_takes_other_numbers(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(ATTACHED + "    town: {cameras: 3, hikvision: 1}\n")
    assert len(estate_from(load_spec(str(file))).devices) == 3 + 21
    fewer = varied(load_spec("town"), 7, (0, 0), {"cameras": 2, "hikvision": 2})
    estate = estate_from(fewer)
    assert sum(device.unit.truth.brand == "hikvision" for device in estate.devices) >= 2
    assert len(estate.devices) == 2 + 21
    assert {device.think_s for device in estate.devices} == {0.0}


def test_numbers_of_a_town_need_a_town_and_a_name_needs_a_spec() -> None:
    with pytest.raises(ValueError, match="cameras: this lab network has no town"):
        varied(load_spec("hostile"), None, None, {"cameras": 2})
    with pytest.raises(
        ValueError, match=r"nowhere: no such file, and no spec of the lab \(hostile, three-subnets, town"
    ):
        load_spec("nowhere")
