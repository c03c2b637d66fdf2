from itertools import permutations

import pytest
from heard_samples import ONE, THREE, TWO, answer, arp, dhcp, exchanges, observations, onvif, record, sadp, wsd
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.identify.speakers import MOST_AT_ONE_ADDRESS, is_one_serial
from scanner.identify.targets import by_target
from scanner.model.endpoint import Target

HERE = "192.0.2.1"
OTHER_SERIAL = "DS-2CD2143G0-I20190701AAWRD87654321"


def heard(*answers):
    return by_target(exchanges(answers), observations(answers))


def split(*answers):
    """Return which answers each device at the address gave, by their places in the order given; and its twin."""
    places = {item.name: place for place, item in enumerate(answers)}
    return {item.twin: sorted({places[seen.exchange] for seen in item.observations}) for item in heard(*answers)}


def test_one_device_that_tells_the_same_in_every_protocol_has_its_address_alone():
    (item,) = heard(arp(HERE, ONE), sadp(HERE, ONE), wsd(HERE, "urn:uuid:1"), onvif(HERE))
    assert (item.twin, item.shared, item.frame_macs, len(item.observations)) == ("", frozenset(), {ONE}, 10)


def test_two_mac_addresses_that_answer_for_one_address_are_two_devices_named_by_them():
    first, second = heard(arp(HERE, TWO), arp(HERE, ONE))
    assert (first.twin, second.twin) == (ONE, TWO)
    assert first.shared == second.shared == {HERE}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (sadp(HERE, ONE), sadp(HERE, ONE, serial=OTHER_SERIAL)),
        (sadp(HERE, ONE), sadp(HERE, TWO, serial=OTHER_SERIAL)),
        (wsd(HERE, "urn:uuid:1"), wsd(HERE, "urn:uuid:2")),
        (answer(HERE, "dhip", {"dhip.serial": "6C02F3APAG"}), answer(HERE, "dhip", {"dhip.serial": "6C02F3APAH"})),
    ],
    ids=["serial", "both", "reference", "serial-only"],
)
def test_answers_in_one_protocol_that_tell_two_identities_are_of_two_devices(one, other):
    found = heard(one, other)
    assert [len({seen.exchange for seen in item.observations}) for item in found] == [1, 1]
    assert len({item.twin for item in found} - {""}) == 2


def test_references_of_two_devices_stay_apart_though_arp_told_of_both():
    answers = (arp(HERE, ONE), arp(HERE, TWO), wsd(HERE, "urn:uuid:1"), wsd(HERE, "urn:uuid:2"))
    assert split(*answers) == {ONE: [0, 2], TWO: [1, 3]}


def test_a_computer_that_has_several_references_is_one_device():
    assert len(heard(wsd(HERE, "urn:uuid:1", hardware=""), wsd(HERE, "urn:uuid:2", hardware=""))) == 1


def test_a_reference_written_in_two_ways_is_one():
    assert len(heard(wsd(HERE, "urn:uuid:AB"), wsd(HERE, "uuid:ab"))) == 1


def test_two_spellings_of_a_serial_number_in_two_protocols_are_one_device():
    short = answer(HERE, "finder", {"finder.serial": "D12345678"})
    assert len(heard(sadp(HERE, ONE), short)) == 1
    assert is_one_serial("d12345678", "DS-2CD2143G0-I20190701AAWRD12345678")
    assert not is_one_serial("D12345679", "DS-2CD2143G0-I20190701AAWRD12345678")


def test_two_protocols_that_number_differently_are_one_device_by_the_frames_mac():
    framed = answer(HERE, "finder", {"finder.serial": "7788990011", "mac": ONE}, details={"frame_mac": ONE})
    assert len(heard(sadp(HERE, ONE), framed)) == 1


def test_a_device_with_two_network_cards_is_one_if_it_names_both():
    both = answer(HERE, "dhip", [("mac", ONE), ("mac", TWO)], details={"frame_mac": ONE})
    for answers in permutations([arp(HERE, ONE), sadp(HERE, TWO), both]):
        assert len(heard(*answers)) == 1


def test_answers_over_a_connection_go_to_whom_they_name_and_the_others_with_them():
    answers = (
        sadp(HERE, ONE, model="DS-2CD2143G0-I"),
        sadp(HERE, TWO, serial=OTHER_SERIAL, model="DS-7608NI-K2"),
        onvif(HERE, serial=OTHER_SERIAL, model="other"),
        answer(HERE, "http", {"http.title": "Login"}),
    )
    assert split(*answers) == {ONE: [0], TWO: [1, 2, 3]}


def test_an_answer_over_a_connection_is_known_by_its_mac_or_else_by_its_model():
    ends = (sadp(HERE, ONE), sadp(HERE, TWO, serial=OTHER_SERIAL, model="DS-7608NI-K2"))
    by_mac = answer(HERE, "http", {"wsd.scope.mac": TWO})
    assert split(*ends, by_mac) == {ONE: [0], TWO: [1, 2]}
    by_model = onvif(HERE, serial="000000", model="DS-7608NI-K2")
    assert split(*ends, by_model) == {ONE: [0], TWO: [1, 2]}


def test_connections_that_tell_nothing_went_where_the_neighbour_table_says():
    page = answer(HERE, "http", {"http.title": "Login"})
    line = answer(HERE, "neighbour_table", {"mac": TWO})
    assert split(arp(HERE, ONE), arp(HERE, TWO), line, page) == {ONE: [0], TWO: [1, 2, 3]}
    assert split(arp(HERE, ONE), arp(HERE, TWO), page) == {ONE: [0, 2], TWO: [1]}


def test_an_address_that_went_from_one_device_to_another_is_no_quarrel():
    apart = heard(arp(HERE, ONE, started=10.0), arp(HERE, TWO, started=90_000.0))
    assert [(item.twin, item.shared) for item in apart] == [(ONE, frozenset()), (TWO, frozenset())]
    near = heard(arp(HERE, ONE, started=10.0), arp(HERE, TWO, started=300.0))
    assert [item.shared for item in near] == [{HERE}, {HERE}]


def test_what_a_record_says_of_another_mac_is_left_out_and_the_live_one_keeps_its_address():
    (live,) = heard(record(HERE, TWO), arp(HERE, ONE))
    assert (live.twin, live.on_record_only, live.shared) == ("", False, frozenset())
    assert [item.value for item in live.observations] == [ONE]


def test_two_records_of_one_address_are_two_devices_where_nobody_answers():
    first, second = heard(record(HERE, ONE), record(HERE, TWO))
    assert [(item.on_record_only, item.shared) for item in (first, second)] == [(True, frozenset())] * 2
    assert {item.value for item in first.observations} != {item.value for item in second.observations}


def test_what_a_record_says_goes_with_a_device_that_does_not_contradict_it():
    page = answer(HERE, "http", {"http.title": "Login"})
    for known in (page, arp(HERE, ONE)):
        (item,) = heard(record(HERE, ONE), known)
        assert (item.twin, item.on_record_only) == ("", False)


def test_of_two_records_the_later_one_tells_of_the_device_that_answers_now():
    page = answer(HERE, "http", {"http.title": "Login"})
    live, gone = heard(record(HERE, ONE, started=1.0), record(HERE, TWO, started=5.0), page)
    assert {seen.value for seen in live.observations} == {TWO, "Login"}
    assert (gone.twin, gone.on_record_only) == (ONE, True)


def test_devices_without_an_address_are_told_apart_by_their_macs_and_share_none():
    found = heard(dhcp("0.0.0.0", TWO), dhcp("0.0.0.0", ONE), dhcp("0.0.0.0", ONE, name="again"))
    assert [(item.twin, item.shared, len(item.observations)) for item in found] == [
        (ONE, frozenset(), 4),
        (TWO, frozenset(), 2),
    ]


def test_a_single_device_without_an_address_is_named_by_its_mac_too():
    (item,) = heard(dhcp("0.0.0.0", TWO))
    assert item.twin == TWO


def test_any_number_of_devices_may_have_no_address_yet():
    macs = [f"00:aa:02:00:{at >> 8:02x}:{at & 255:02x}" for at in range(1000)]
    assert [item.twin for item in heard(*(dhcp("0.0.0.0", mac) for mac in macs))] == macs


def test_a_router_that_answers_for_others_lends_its_mac_to_nobody():
    answers = [arp(f"192.0.2.{at}", ONE) for at in (1, 2, 3)] + [arp("192.0.2.4", TWO), arp("192.0.2.5", TWO)]
    assert [sorted(seen.value for seen in item.observations) for item in heard(*answers)] == [[], [], [], [TWO], [TWO]]


def test_something_that_repeats_frames_is_known_by_them_and_each_device_keeps_its_own_mac():
    macs = [f"00:aa:02:00:00:0{at}" for at in (1, 2, 3)]
    answers = [
        answer(f"192.0.2.{at}", "sadp", [("mac", ONE), ("mac", mac)], details={"frame_mac": ONE.upper()})
        for at, mac in enumerate(macs, 1)
    ]
    assert [[seen.value for seen in item.observations] for item in heard(*answers)] == [[mac] for mac in macs]


def test_an_ipv6_address_beside_two_of_ipv4_makes_no_router():
    places = ("192.0.2.1", "192.0.2.2", "fe80::1")
    assert all(item.observations for item in heard(*(arp(place, ONE) for place in places)))


def test_addresses_that_routers_take_turns_at_tell_nobody_apart():
    shared = "00:00:5e:00:01:07"
    assert len(heard(arp(HERE, shared), sadp(HERE, ONE))) == 1


def test_more_devices_at_one_address_than_can_be_are_not_believed():
    flood = [arp(HERE, f"00:aa:02:00:{at >> 8:02x}:{at & 255:02x}") for at in range(500)]
    found = heard(*flood)
    assert len(found) == MOST_AT_ONE_ADDRESS
    assert sum(len(item.observations) for item in found) == 500


def test_a_silent_target_is_left_out_and_one_with_ports_is_its_own():
    two = [Target(HERE, (8001,)), Target(HERE, (8002,))]
    found = heard(*(answer(HERE, "http", {"http.status": "200"}, target=target) for target in two))
    assert [item.targets for item in found] == [(two[0],), (two[1],)]


def test_a_wrong_address_is_noted_with_the_link_it_was_heard_on():
    (item,) = heard(sadp("192.168.1.64", ONE, details={"misaddressed": "10.1.0.0/24"}))
    assert item.misaddressed == {("192.168.1.64", "10.1.0.0/24")}


TALES = st.lists(
    st.one_of(
        st.builds(arp, st.just(HERE), st.sampled_from([ONE, TWO, THREE])),
        st.builds(
            sadp,
            st.just(HERE),
            st.sampled_from([ONE, TWO]),
            st.sampled_from(["AAWRD12345678", "AAWRD87654321", "00000000"]),
            st.sampled_from(["DS-1", "DS-2"]),
        ),
        st.builds(wsd, st.just(HERE), st.sampled_from(["urn:uuid:1", "urn:uuid:2"]), st.sampled_from(["DS-1", ""])),
        st.builds(record, st.just(HERE), st.sampled_from([ONE, THREE]), started=st.sampled_from([1.0, 2.0])),
        st.builds(onvif, st.just(HERE), st.sampled_from(["D12345678", "A9999999"]), st.sampled_from(["DS-1", "DS-3"])),
        st.builds(answer, st.just(HERE), st.just("http"), st.just({"http.title": "Login"})),
    ),
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(TALES, st.randoms(use_true_random=False))
def test_who_spoke_does_not_depend_on_the_order_in_which_it_was_heard(answers, random):
    mixed = list(answers)
    random.shuffle(mixed)
    seen = observations(mixed)
    random.shuffle(seen)
    assert _said(by_target(exchanges(mixed), seen)) == _said(heard(*answers))


def _said(found):
    return [
        (item.twin, item.shared, item.on_record_only, sorted((seen.field, seen.value) for seen in item.observations))
        for item in found
    ]
