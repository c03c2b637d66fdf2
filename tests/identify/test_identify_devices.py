import pytest
from fingerprint_samples import seen
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.identify.devices import MAX_EVIDENCE_TEXT, device_id, devices_from
from scanner.identify.serials import is_telling
from scanner.model.device import Service
from scanner.model.endpoint import Endpoint, Target
from scanner.model.exchange import Exchange
from scanner.model.observation import Observation
from scanner.model.outcome import Outcome


def exchange(name, address="192.0.2.1", port=80, started=10.0, outcome=Outcome.ANSWERED, target=None):
    place = target or Target(address)
    return Exchange(name, place, Endpoint(place.address, port), "http", "GET /", started, started + 1, outcome)


def unit(address, serial="A1234567", model="AL-1", exchange="e1"):
    texts = {"onvif.device.model": model, "onvif.device.firmware": "V1.0 build 190701", "onvif.device.serial": serial}
    return [seen(field, value, 80, address, exchange) for field, value in texts.items()]


def test_a_target_that_answered_is_a_device_with_its_times(small):
    exchanges = [exchange("e1", started=10.0), exchange("e2", started=5.0), exchange("e3", started=99.0)]
    exchanges += [exchange("e4", started=1.0, outcome=Outcome.REFUSED)]
    (device,) = devices_from(exchanges, [seen("http.server", "alderd", exchange="e1")], small, "Depot")
    assert (device.first_seen, device.last_seen, device.targets) == (5.0, 100.0, (Target("192.0.2.1"),))
    assert device.manufacturer.value == "alder"


def test_a_target_that_only_refused_is_none(small):
    assert devices_from([exchange("e1", outcome=Outcome.REFUSED)], [], small, "") == ()


def test_what_answered_and_told_nothing_is_an_unknown_device(small):
    (device,) = devices_from([exchange("e1")], [], small, "")
    assert (device.kind.value, device.services, device.evidence, device.mac) == ("unknown", (), (), None)


def test_the_id_is_made_of_site_and_target_and_of_nothing_learned(small):
    bare = devices_from([exchange("e1")], [], small, "Depot")
    known = devices_from([exchange("e1")], unit("192.0.2.1"), small, "Depot")
    assert bare[0].id == known[0].id == device_id("Depot", Target("192.0.2.1")) == "d-6da2a55dfd"
    assert device_id("Other", Target("192.0.2.1")) != bare[0].id


def test_devices_come_in_the_order_of_their_addresses(small):
    places = ["2001:db8::1", "192.0.2.10", "192.0.2.9"]
    exchanges = [exchange(f"e{at}", place) for at, place in enumerate(places)]
    found = devices_from(exchanges, [], small, "")
    assert [device.targets[0].address for device in found] == ["192.0.2.9", "192.0.2.10", "2001:db8::1"]


def test_two_addresses_with_one_serial_are_one_device_under_the_lower_address(small):
    exchanges = [exchange("e1", "192.0.2.9", started=1.0), exchange("e2", "192.0.2.1", started=7.0)]
    observations = unit("192.0.2.9") + unit("192.0.2.1", exchange="e2")
    (device,) = devices_from(exchanges, observations, small, "")
    assert [target.address for target in device.targets] == ["192.0.2.1", "192.0.2.9"]
    assert (device.first_seen, device.last_seen) == (1.0, 8.0)
    assert device.id == device_id("", Target("192.0.2.1"))
    assert device.ids == ("serial:A1234567",)


@pytest.mark.parametrize("serial", ["000000", "123456789", "12345", ""])
def test_placeholders_of_a_factory_join_nothing(small, serial):
    assert not is_telling(serial)
    observations = [seen("onvif.device.serial", serial, 80, address) for address in ("192.0.2.1", "192.0.2.2")]
    assert len(devices_from([], observations, small, "")) == 2


@pytest.mark.parametrize(
    ("mac", "devices"), [("00:aa:01:00:00:01", 1), ("02:aa:01:00:00:01", 2), ("00:12:17:00:00:01", 2)]
)
def test_one_mac_given_by_a_maker_joins_and_others_do_not(small, mac, devices):
    observations = [seen("mac", mac, 0, address) for address in ("192.0.2.1", "2001:db8::1")]
    assert len(devices_from([], observations, small, "")) == devices


def test_a_clones_endpoint_reference_joins_nothing(small):
    reference = "urn:uuid:0000"
    observations = [seen("wsd.endpoint_reference", reference, 3702, address) for address in ("192.0.2.1", "192.0.2.2")]
    found = devices_from([], observations, small, "")
    assert [device.ids for device in found] == [("epr:urn:uuid:0000",)] * 2


def test_what_contradicts_itself_in_model_or_serial_is_not_one_device(small):
    mac = [seen("mac", "00:aa:01:00:00:01", 0, address) for address in ("192.0.2.1", "192.0.2.2")]
    models = unit("192.0.2.1", model="AL-1") + unit("192.0.2.2", model="AL-7", exchange="e1")
    assert len(devices_from([], mac + models, small, "")) == 2
    serials = unit("192.0.2.1", serial="A1234567") + unit("192.0.2.2", serial="A7654321")
    assert len(devices_from([], mac + serials, small, "")) == 2


def test_units_behind_one_forwarded_address_stay_apart_though_the_network_tells_one_mac(small):
    targets = [Target("192.0.2.1", (8001,)), Target("192.0.2.1", (8002,))]
    exchanges = [exchange(f"e{at}", target=target) for at, target in enumerate(targets)]
    shared = [seen("mac", "00:aa:01:00:00:01", 0, exchange=f"e{at}") for at in range(2)]
    assert len(devices_from(exchanges, shared, small, "")) == 2
    own = [seen("wsd.scope.mac", "00:aa:01:00:00:09", 3702, exchange=f"e{at}") for at in range(2)]
    assert len(devices_from(exchanges, own, small, "")) == 1


def test_services_are_what_was_found_at_each_endpoint(small):
    observations = [
        seen("tcp.open", "80", 80),
        seen("http.server", "x", 80),
        seen("onvif.device.model", "x", 80),
        seen("tcp.open", "9000", 9000),
        seen("mac", "00:aa:01:00:00:01", 0),
    ]
    (device,) = devices_from([], observations, small, "")
    assert device.services == (
        Service(Endpoint("192.0.2.1", 80), "http"),
        Service(Endpoint("192.0.2.1", 80), "onvif"),
        Service(Endpoint("192.0.2.1", 9000), "unknown"),
    )


def test_evidence_lists_what_matched_and_what_a_person_would_look_at(small):
    observations = [
        seen("http.challenge.realm", "alder-realm"),
        seen("http.title", "Front door"),
        seen("http.body", "<html>"),
        seen("http.server", "x" * 400),
        seen("onvif.hostname", "cam-7"),
    ]
    (device,) = devices_from([], observations, small, "")
    assert [(item.field, item.fingerprints) for item in device.evidence] == [
        ("http.challenge.realm", ("alder/challenge",)),
        ("http.server", ()),
        ("http.title", ()),
        ("onvif.hostname", ()),
    ]
    assert device.evidence[1].value == "x" * (MAX_EVIDENCE_TEXT - 1) + "…"
    assert device.hostname == "cam-7"


ANSWERS = st.lists(
    st.builds(
        seen,
        st.sampled_from(["http.title", "http.server", "mac", "onvif.device.serial", "wsd.scope.mac", "tcp.open"]),
        st.sampled_from(["Alder AL-1", "Birch", "Cedar CA-1", "00:aa:01:00:00:01", "A1234567", "40001"]),
        st.integers(1, 3),
        st.sampled_from(["192.0.2.1", "192.0.2.2", "2001:db8::1"]),
        st.sampled_from(["e1", "e2", "e3"]),
    ),
    max_size=14,
)


@settings(max_examples=60)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_same_answers_in_any_order_give_the_same_devices(small, answers, random):
    mixed = list(answers)
    random.shuffle(mixed)
    assert devices_from([], mixed, small, "Depot") == devices_from([], answers, small, "Depot")


@pytest.mark.parametrize(
    ("listed", "ids"),
    [("44:19:b6:11:22:33", ("mac:00:40:8c:00:00:01",)), ("00-40-8C-00-00-01", ("mac:00:40:8c:00:00:01",))],
)
def test_a_mac_of_a_list_is_not_the_devices_where_another_was_heard(small, listed, ids):
    heard = Observation("mac", "00:40:8c:00:00:01", Endpoint("192.0.2.1", 0, "arp"), "e1")
    stale = Observation("mac", listed, Endpoint("192.0.2.1", 0, "record"), "e2")
    asked = [exchange("e1"), exchange("e2", outcome=Outcome.SIGHTED)]
    (device,) = devices_from(asked, [stale, heard], small, "Depot")
    assert (device.mac, device.ids) == ("00:40:8c:00:00:01", ids)


def test_a_mac_of_a_list_is_the_devices_where_none_was_heard(small):
    listed = Observation("mac", "44:19:b6:11:22:33", Endpoint("192.0.2.1", 0, "record"), "e2")
    (device,) = devices_from([exchange("e2", outcome=Outcome.SIGHTED)], [listed], small, "Depot")
    assert device.mac == "44:19:b6:11:22:33"
