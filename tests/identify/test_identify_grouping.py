import pytest
from heard_samples import ONE, THREE, TWO, answer, arp, dhcp, exchanges, observations, onvif, record, sadp, wsd
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.identify.devices import device_id, devices_from
from scanner.model.endpoint import Target

A, B, C = "192.0.2.1", "192.0.2.2", "192.0.2.3"
LINK_LOCAL = "fe80::1234:5678:9abc:def0"
OF_ONE = "fe80::2aa:1ff:fe00:1"  # made of ONE
GLOBAL_OF_ONE = "2001:db8::2aa:1ff:fe00:1"


@pytest.fixture
def rows(small):
    """Return the addresses of each device, in order."""

    def found(*answers):
        devices = devices_from(exchanges(answers), observations(answers), small, "")
        return [[target.address for target in device.targets] for device in devices]

    return found


@pytest.fixture
def marks(small):
    """Return the names of each device's marks, by its first address."""

    def found(*answers):
        devices = devices_from(exchanges(answers), observations(answers), small, "")
        return {device.targets[0].address: [mark.name for mark in device.marks] for device in devices}

    return found


def own(address, mac):
    """What a device says of itself: its MAC address in a scope."""
    return answer(address, "wsdiscovery", {"wsd.scope.mac": mac})


def certificate(address, sha256):
    return answer(address, "tls", {"tls.sha256": sha256})


def test_an_ipv4_and_a_link_local_row_are_one_by_reference(rows):
    assert rows(wsd(A, "urn:uuid:7"), wsd(LINK_LOCAL, "uuid:7")) == [[A, LINK_LOCAL]]


def test_an_ipv4_and_a_link_local_row_are_one_by_mac_address(rows):
    assert rows(arp(A, ONE), own(LINK_LOCAL, ONE)) == [[A, LINK_LOCAL]]


def test_an_ipv4_and_a_link_local_row_are_one_by_serial_number(rows):
    assert rows(onvif(A), onvif(LINK_LOCAL)) == [[A, LINK_LOCAL]]


@pytest.mark.parametrize("address", [OF_ONE, GLOBAL_OF_ONE])
def test_an_ipv6_address_made_of_a_mac_address_is_its_devices(rows, address):
    assert rows(arp(A, ONE), wsd(address, "urn:uuid:7")) == [[A, address]]
    assert rows(arp(A, TWO), wsd(address, "urn:uuid:7")) == [[A], [address]]


def test_one_card_is_one_device_though_its_two_rows_name_different_models(rows):
    assert rows(arp(A, ONE), onvif(A, model="AL-1"), onvif(OF_ONE, serial="A9999999", model="AL-9")) == [[A, OF_ONE]]


def test_what_joined_by_its_ipv6_address_joins_the_next_by_it_too(rows):
    assert rows(arp(A, ONE), wsd(OF_ONE, "1"), wsd(GLOBAL_OF_ONE, "2")) == [[A, GLOBAL_OF_ONE, OF_ONE]]


def test_a_copied_reference_joins_nothing_of_one_ip_version(rows):
    assert rows(wsd(A, "urn:uuid:7"), wsd(B, "urn:uuid:7")) == [[A], [B]]
    assert rows(wsd(A, "urn:uuid:7"), wsd(B, "urn:uuid:7"), wsd(LINK_LOCAL, "urn:uuid:7")) == [[A], [B], [LINK_LOCAL]]


def test_a_device_with_a_link_local_and_a_global_address_beside_its_ipv4_one_is_one_by_reference(rows):
    far = "2001:db8::7"
    assert rows(*(wsd(place, "urn:uuid:7") for place in (A, LINK_LOCAL, far))) == [[A, far, LINK_LOCAL]]


def test_a_reference_does_not_join_what_tells_two_mac_addresses(rows):
    assert rows(wsd(A, "7"), own(A, ONE), wsd(LINK_LOCAL, "7"), own(LINK_LOCAL, TWO)) == [[A], [LINK_LOCAL]]


def test_one_serial_and_two_mac_addresses_are_two_rows_marked(marks, rows):
    # The firmware differs: not all that they tell of themselves agrees.
    answers = (arp(A, ONE), onvif(A), arp(B, TWO), onvif(B, firmware="V2.0 build 200101"))
    assert rows(*answers) == [[A], [B]]
    assert marks(*answers) == {A: ["possibly_same"], B: ["possibly_same"]}


def test_one_serial_and_two_mac_addresses_are_one_device_that_names_both(rows, marks):
    answers = (arp(A, ONE), onvif(A), own(A, TWO), arp(B, TWO), onvif(B, firmware="V2.0 build 200101"))
    assert rows(*answers) == [[A, B]]
    assert marks(*answers) == {A: []}


def test_a_third_address_that_names_both_mac_addresses_joins_the_two(rows, marks):
    first, second = (arp(A, ONE), onvif(A)), (arp(B, TWO), onvif(B, firmware="V2.0 build 200101"))
    third = (own(C, ONE), own(C, TWO))
    assert rows(*first, *second) == [[A], [B]]
    both = answer(C, "dhip", [("mac", ONE), ("mac", TWO)])
    assert rows(*first, *second, both) == [[A, B, C]]
    assert marks(*first, *second, both) == {A: []}
    assert rows(*first, *second, *third) != [[A], [B]]


def test_one_serial_and_two_mac_addresses_are_one_device_that_says_the_same_at_both(rows):
    same = (arp(A, ONE), onvif(A), arp(B, TWO), onvif(B))
    assert rows(*same) == [[A, B]]
    assert rows(*same, certificate(A, "aa"), certificate(B, "aa")) == [[A, B]]
    assert rows(*same, certificate(A, "aa")) == [[A, B]]
    assert rows(*same, certificate(A, "aa"), certificate(B, "bb")) == [[A], [B]]


def test_one_serial_and_another_model_is_another_device_marked(rows, marks):
    answers = (onvif(A), onvif(B, model="AL-7"))
    assert rows(*answers) == [[A], [B]]
    assert marks(*answers) == {A: ["possibly_same"], B: ["possibly_same"]}


def test_one_serial_of_many_is_compared_with_few_and_named_in_short(small):
    answers = [item for at in range(60) for item in _numbered(at)]
    devices = devices_from(exchanges(answers), observations(answers), small, "")
    assert len(devices) == 60
    (mark,) = devices[-1].marks
    assert mark.about.startswith("tells the same serial number as 192.0.2.0, 192.0.2.1, 192.0.2.2 and 14 more, ")


def _numbered(at):
    address = f"192.0.2.{at}"
    return own(address, f"00:aa:02:00:00:{at:02x}"), onvif(address, model=f"AL-{at:03}X")


def test_a_forwarders_mac_address_never_joins(rows):
    places = [f"192.0.2.{at}" for at in range(1, 4)]
    assert rows(*(arp(place, ONE) for place in places)) == [[place] for place in places]
    assert rows(arp(A, ONE), arp(B, ONE)) == [[A, B]]


def test_a_repeater_before_two_devices_does_not_join_them(rows):
    def framed(address, mac):
        return answer(address, "sadp", [("mac", ONE), ("mac", mac)], details={"frame_mac": ONE})

    assert rows(framed(A, TWO), framed(B, THREE)) == [[A], [B]]
    assert rows(framed(A, TWO), framed(B, TWO)) == [[A, B]]


def test_devices_that_share_an_address_each_keep_an_id_whatever_comes_first(small):
    first, second = (arp(A, ONE), onvif(A)), (arp(A, TWO),)
    for answers in ((*first, *second), (*second, *first)):
        devices = devices_from(exchanges(answers), observations(answers), small, "Depot")
        assert [device.id for device in devices] == [device_id("Depot", Target(A), mac) for mac in (ONE, TWO)]
        assert [[mark.name for mark in device.marks] for device in devices] == [["duplicate_address"]] * 2


def test_a_device_that_shares_its_address_joins_its_other_one(rows, marks):
    answers = (arp(A, ONE), arp(A, TWO), arp(B, TWO), wsd(OF_ONE, "7"))
    assert rows(*answers) == [[A, OF_ONE], [A, B]]
    assert marks(*answers) == {A: ["duplicate_address"]}


def test_what_had_no_address_is_the_device_that_got_one(small):
    answers = (dhcp("0.0.0.0", ONE, name="front"), arp(B, ONE), dhcp("0.0.0.0", TWO))
    known, nameless = devices_from(exchanges(answers), observations(answers), small, "")
    assert (known.targets, known.hostname, known.marks) == ((Target(B),), "front", ())
    assert known.id == device_id("", Target(B))
    assert (nameless.targets, nameless.mac, nameless.marks) == ((Target("0.0.0.0"),), TWO, ())
    assert nameless.id == device_id("", Target("0.0.0.0"), TWO)


def test_an_old_record_of_an_address_does_not_join_two_devices_that_answer(rows, marks):
    page = (answer(A, "http", {"http.title": "Login"}), answer(B, "http", {"http.title": "Login"}))
    assert rows(*page, record(A, ONE), record(B, ONE)) == [[A], [B]]
    moved = (arp(A, TWO), record(A, ONE), arp(B, ONE))
    assert rows(*moved) == [[A], [B]]
    assert marks(*moved) == {A: [], B: []}


def test_a_device_keeps_the_id_of_the_address_at_which_it_answers_whatever_records_say(small):
    answers = (record(A, ONE), arp(B, ONE))
    (device,) = devices_from(exchanges(answers), observations(answers), small, "")
    assert (device.targets, device.id) == ((Target(B),), device_id("", Target(B)))


def test_units_behind_one_forwarded_address_stay_apart(rows):
    two = [Target(A, (8001,)), Target(A, (8002,))]
    answers = [answer(A, "http", [("mac", ONE), ("http.status", "200")], target=target) for target in two]
    assert rows(*answers) == [[A], [A]]


ANSWERS = st.lists(
    st.one_of(
        st.builds(arp, st.sampled_from([A, B, C]), st.sampled_from([ONE, TWO])),
        st.builds(own, st.sampled_from([A, B, C, LINK_LOCAL]), st.sampled_from([ONE, TWO, THREE])),
        st.builds(
            onvif,
            st.sampled_from([A, B, C, OF_ONE]),
            st.sampled_from(["A1234567", "A7654321"]),
            st.sampled_from(["AL-1", "AL-7"]),
            st.sampled_from(["V1.0 build 190701", "V2.0 build 200101"]),
        ),
        st.builds(wsd, st.sampled_from([A, B, LINK_LOCAL, OF_ONE]), st.sampled_from(["urn:uuid:7", "urn:uuid:8"])),
        st.builds(certificate, st.sampled_from([A, B]), st.sampled_from(["aa", "bb"])),
        st.builds(dhcp, st.just("0.0.0.0"), st.sampled_from([ONE, TWO])),
        st.builds(record, st.sampled_from([A, B]), st.sampled_from([ONE, TWO])),
        st.builds(sadp, st.sampled_from([A, B]), st.sampled_from([ONE, TWO])),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_answers_in_any_order_give_the_same_devices(small, answers, random):
    mixed = list(answers)
    random.shuffle(mixed)
    seen = observations(mixed)
    random.shuffle(seen)
    expected = devices_from(exchanges(answers), observations(answers), small, "Depot")
    assert devices_from(exchanges(mixed), seen, small, "Depot") == expected
    assert len({device.id for device in expected}) == len(expected)


@settings(max_examples=150, deadline=None)
@given(ANSWERS)
def test_each_target_stands_in_one_device_or_is_shared(small, answers):
    answers = [item for item in answers if item.exchange.protocol != "dhcp"]
    found = devices_from(exchanges(answers), observations(answers), small, "")
    listed = [(target, device) for device in found for target in device.targets]
    asked = {item.target for item in exchanges(answers) if item.protocol != "record"}
    assert asked <= {target for target, _ in listed}
    for target, _ in listed:
        there = [device for place, device in listed if place == target]
        live = [device for device in there if "on_record_only" not in [mark.name for mark in device.marks]]
        shared = [device for device in live if "duplicate_address" in [mark.name for mark in device.marks]]
        assert len(live) <= 1 or shared == live
