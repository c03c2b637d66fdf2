import pytest
from heard_samples import ONE, TWO, answer, arp, exchanges, observations, onvif, record, sadp
from hypothesis import given
from hypothesis import strategies as st

from scanner.identify.devices import devices_from
from scanner.identify.marks import marks_of
from scanner.identify.targets import Heard
from scanner.model.endpoint import Endpoint, Target
from scanner.model.observation import Observation

A, B = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def marks(small):
    """Return each device's marks as pairs, by its first address."""

    def found(*answers):
        devices = devices_from(exchanges(answers), observations(answers), small, "")
        return {device.targets[0].address: [(mark.name, mark.about) for mark in device.marks] for device in devices}

    return found


def xaddrs(address, *texts):
    return answer(address, "wsdiscovery", [("wsd.xaddr", text) for text in texts])


def test_a_plain_device_has_no_marks(marks):
    assert marks(arp(A, ONE), xaddrs(A, f"http://{A}/onvif/device_service")) == {A: []}


def test_a_wrong_address_is_named_with_its_link_and_no_right_one_beside_it(marks):
    wrong = sadp("192.168.1.64", ONE, details={"misaddressed": "192.0.2.0/24"})
    right = answer("fe80::2aa:1ff:fe00:1", "wsdiscovery", {"wsd.type": "Device"})
    about = (
        "heard on 192.0.2.0/24 from 192.168.1.64, which does not belong there: "
        "it cannot be asked until it has an address of that network"
    )
    assert marks(wrong, right) == {"192.168.1.64": [("misaddressed", about)]}


def test_service_addresses_that_all_lead_elsewhere_are_told(marks):
    about = "its service addresses name 10.0.0.9, 10.0.0.8, 10.0.0.7 and 1 more and not 192.0.2.1, where it answers"
    texts = [f"http://10.0.0.{at}:80/onvif" for at in (6, 7, 8, 9)]
    found = marks(xaddrs(A, *texts))[A]
    assert [name for name, _ in found] == ["xaddr_elsewhere"]
    assert set(about.replace(",", "").split()) - set(found[0][1].replace(",", "").split()) <= {"10.0.0.9"}


@pytest.mark.parametrize(
    "texts",
    [
        [f"http://{A}/onvif", "http://10.0.0.9/onvif"],
        ["http://169.254.3.4/onvif"],
        ["http://[fe80::1%25eth0]/onvif"],
        ["http://camera.local/onvif"],
        ["http://[::1/onvif", "nonsense", ""],
    ],
)
def test_service_addresses_that_lead_home_or_nowhere_are_no_matter(marks, texts):
    assert marks(xaddrs(A, *texts)) == {A: []}


def test_devices_that_share_an_address_name_it(marks, small):
    answers = (arp(A, ONE), arp(A, TWO), arp(B, ONE))
    about = f"more than one device answers at {A}: give each its own address"
    devices = devices_from(exchanges(answers), observations(answers), small, "")
    assert [[(mark.name, mark.about) for mark in device.marks] for device in devices] == [
        [("duplicate_address", about)]
    ] * 2


def test_what_only_a_record_knows_is_told_until_it_answers(marks):
    about = "a record knows it, and it answered nothing: it may be gone, off, or out of reach"
    assert marks(record(A, ONE)) == {A: [("on_record_only", about)]}
    assert marks(record(A, ONE), arp(A, ONE)) == {A: []}
    assert marks(record(A, ONE), arp(B, ONE)) == {B: []}


def test_devices_with_one_serial_number_name_each_other(marks):
    found = marks(arp(A, ONE), onvif(A), arp(B, TWO), onvif(B, firmware="V2.0 build 200101"))
    told = "tells the same serial number as {}, and nothing shows whether they are one device: look at both"
    assert found == {A: [("possibly_same", told.format(B))], B: [("possibly_same", told.format(A))]}


@given(st.lists(st.text(max_size=40), max_size=6))
def test_no_service_address_breaks_it(texts):
    place = Endpoint(A, 3702, "udp")
    heard = Heard((Target(A),), [Observation("wsd.xaddr", text, place, "x1") for text in texts])
    assert {mark.name for mark in marks_of(heard, ())} <= {"xaddr_elsewhere"}
