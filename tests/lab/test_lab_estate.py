"""The simulated town: how many of what, the same each time, and true to its own truth file."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.lab import Estate, tonbridge, units
from scanner.lab.placement import place_on_loopback, place_on_one_address, tcp_ports, udp_ports
from scanner.lab.truth import truth_of


def cameras(estate: Estate) -> list[tuple[str | None, str | None]]:
    return [(d.unit.truth.brand, d.unit.truth.manufacturer) for d in estate.devices if d.unit.kind == "camera"]


def test_tonbridge_has_157_cameras_of_which_29_are_hikvisions_own() -> None:
    estate = tonbridge()
    assert len(cameras(estate)) == 157
    assert cameras(estate).count(("hikvision", "hikvision")) == 29


def test_tonbridge_has_recorders_an_intercom_and_twelve_other_things() -> None:
    kinds = Counter(device.unit.kind for device in tonbridge().devices)
    assert (kinds["recorder"], kinds["intercom"], kinds["other"]) == (8, 1, 12)


def test_tonbridge_has_rebadged_units_of_both_makers() -> None:
    labels = {brand for brand, maker in cameras(tonbridge()) if maker == "dahua"}
    assert labels == {"dahua", "honeywell", "amcrest", "panasonic", None}
    assert {brand for brand, maker in cameras(tonbridge()) if maker == "hikvision"} == {
        "hikvision",
        "annke",
        "ezviz",
        "trendnet",
        "truvision",
        None,
    }


def test_eight_to_twelve_cameras_have_a_maker_that_nobody_can_name() -> None:
    unnamed = [d for d in tonbridge().devices if d.unit.kind == "camera" and d.unit.verdict.manufacturer is None]
    assert 8 <= len(unnamed) <= 12


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5), st.integers(1, 400), st.data())
def test_any_numbers_that_fit_are_met_exactly(seed: int, count: int, data: st.DataObject) -> None:
    own = data.draw(st.integers(0, count))
    estate = tonbridge(seed, count, own)
    assert len(cameras(estate)) == count
    assert cameras(estate).count(("hikvision", "hikvision")) == own


@pytest.mark.parametrize(("count", "own"), [(0, 0), (5, 6), (5, -1)])
def test_numbers_that_do_not_fit_are_refused(count: int, own: int) -> None:
    with pytest.raises(ValueError, match="Hikvision cameras of"):
        tonbridge(1, count, own)


def told(seed: int) -> object:
    estate = tonbridge(seed)
    place_on_loopback(estate.devices)
    return truth_of(estate.devices)


def test_the_same_seed_gives_the_same_town_and_another_seed_another() -> None:
    assert told(4) == told(4)
    assert told(4) != told(5)


def test_each_device_has_its_own_mac_and_address() -> None:
    estate = tonbridge()
    place_on_loopback(estate.devices)
    assert len({device.facts["mac"] for device in estate.devices}) == len(estate.devices)
    assert len({device.place.address for device in estate.devices}) == len(estate.devices)


def test_hostile_units_come_only_when_asked_for() -> None:
    assert not any(device.unit.hostile for device in tonbridge().devices)
    wanted = {each.id for each in units() if each.hostile}
    assert {device.unit.id for device in tonbridge(hostile=True).devices if device.unit.hostile} == wanted


def test_ports_on_one_address_are_taken_once_each() -> None:
    estate = tonbridge(cameras=40, hikvision=4)
    place_on_one_address(estate.devices, 20_000)
    taken = [port for d in estate.devices for port in (*d.place.tcp.values(), *d.place.udp.values())]
    assert len(set(taken)) == len(taken) == sum(len(tcp_ports(d.unit)) + len(udp_ports(d.unit)) for d in estate.devices)


def test_a_target_on_one_address_is_written_as_the_scanner_reads_it() -> None:
    estate = tonbridge(cameras=1, hikvision=1)
    place_on_one_address(estate.devices, 20_000)
    first = estate.devices[0].place
    named = [str(port) for port in first.tcp.values()] + [f"U:{port}" for port in first.udp.values()]
    assert first.target == "127.0.0.1:" + ",".join(named)


def test_too_many_devices_for_the_ports_are_refused() -> None:
    with pytest.raises(ValueError, match="more ports"):
        place_on_one_address(tonbridge().devices, 65_300)
