"""Who claims too much: thousands of names at one address, thousands of devices under one name."""

import time

from scanner.identify.devices import devices_from
from scanner.identify.targets import by_target
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome

MANY = 4_000
# What was quadratic took minutes for as many; a loaded machine is slower than that by far less.
BEARABLE_S = 20.0
UNIT = {"onvif.device.model": "AL-1", "onvif.device.firmware": "V1.0 build 190701"}
Told = tuple[list[Exchange], list[Observation]]


def told(*answers: tuple[str, dict[str, str]]) -> Told:
    exchanges, observations = [], []
    for number, (address, facts) in enumerate(answers):
        place, name = Endpoint(address, 37020, "udp"), f"x{number}"
        exchanges.append(Exchange(name, Target(address), place, "sadp", "multicast", 1.0, 2.0, Outcome.ANSWERED))
        observations += [Observation(field, value, place, name) for field, value in facts.items()]
    return exchanges, observations


def address(number: int) -> str:
    return f"10.7.{number >> 8}.{number & 255}"


def mac(number: int) -> str:
    return f"00:40:8c:00:{number >> 8:02x}:{number & 255:02x}"


def test_one_address_with_thousands_of_serial_numbers_is_a_few_devices_and_quickly_told() -> None:
    began = time.monotonic()
    found = by_target(*told(*(("10.7.0.1", {"sadp.serial": f"AL{number:08}"}) for number in range(20_000))))
    assert (len(found), sum(len(item.observations) for item in found)) == (16, 20_000)
    assert time.monotonic() - began < BEARABLE_S


def test_one_address_that_says_the_same_twenty_thousand_times_is_one_device() -> None:
    began = time.monotonic()
    (found,) = by_target(*told(*(("10.7.0.1", {"sadp.serial": "AL00000001"}) for _ in range(20_000))))
    assert len(found.observations) == 20_000
    assert time.monotonic() - began < BEARABLE_S


def test_a_serial_number_under_thousands_of_mac_addresses_is_copied_and_joins_nothing(small) -> None:
    began = time.monotonic()
    answers = (
        (address(number), {**UNIT, "onvif.device.serial": "A1234567", "mac": mac(number)}) for number in range(MANY)
    )
    found = devices_from(*told(*answers), small, "")
    assert len(found) == MANY
    marks = [mark.about for device in found for mark in device.marks if mark.name == "possibly_same"]
    assert len(marks) == MANY
    assert max(map(len, marks)) < 300
    assert time.monotonic() - began < BEARABLE_S


def test_thousands_of_serial_numbers_behind_one_mac_address_stay_apart_and_are_quickly_told(small) -> None:
    began = time.monotonic()
    answers = (
        (address(number), {**UNIT, "onvif.device.serial": f"A{number:07}", "mac": mac(1)}) for number in range(MANY)
    )
    assert len(devices_from(*told(*answers), small, "")) == MANY
    assert time.monotonic() - began < BEARABLE_S


def test_two_cards_of_one_unit_that_says_the_same_of_itself_at_both_are_still_one_device(small) -> None:
    facts = {**UNIT, "onvif.device.serial": "A1234567"}
    (device,) = devices_from(*told(*((address(card), {**facts, "mac": mac(card)}) for card in (1, 2))), small, "")
    assert [target.address for target in device.targets] == ["10.7.0.1", "10.7.0.2"]
