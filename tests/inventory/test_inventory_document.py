"""The document: every key, the order of devices, what is listed and what is only counted."""

from inventory_samples import device, full_device, inventory

from scanner.inventory.document import ordered, to_document
from scanner.model.claim import Kind
from scanner.model.endpoint import Target

TITLE = {"because": ["honeywell/title"], "basis": "label", "rivals": []}


def test_a_device_is_written_key_by_key() -> None:
    (written,) = to_document(inventory(full_device()))["devices"]
    assert written == {
        "id": "d-10.1.0.7",
        "ids": ["mac:44:19:b6:00:00:01"],
        "targets": ["10.1.0.7:80,554,U:3702"],
        "addresses": ["10.1.0.7"],
        "mac": "44:19:b6:00:00:01",
        "hostname": "cam",
        "kind": {
            "value": "camera",
            "grade": "confirmed",
            "confidence": 0.97,
            "because": [],
            "basis": "platform",
            "rivals": [],
        },
        "brand": {"value": "honeywell", "grade": "confirmed", "confidence": 0.97} | TITLE,
        "manufacturer": {
            "value": None,
            "grade": "conflicting",
            "confidence": 0.5,
            "because": [],
            "basis": "platform",
            "rivals": ["dahua", "hikvision"],
        },
        "model": None,
        "firmware": {
            "value": "1.000.HW01.3",
            "build": None,
            "build_date": "2019-08-20",
            "raw": "1.000.HW01.3.20190820",
            "source": "onvif.device.firmware",
            "grade": "probable",
            "confidence": 0.9999,
            "because": ["dahua/firmware"],
        },
        "serial": None,
        "endpoints": [{"address": "10.1.0.7", "transport": "tcp", "port": 80, "protocol": "http"}],
        "evidence": [
            {
                "field": "http.title",
                "value": "Honeywell",
                "endpoint": "tcp://10.1.0.7:80",
                "exchange": "x7",
                "fingerprints": ["honeywell/title"],
            }
        ],
        "findings": [],
        "first_seen": "2026-03-02T09:30:01.000Z",
        "last_seen": "2026-03-02T09:30:02.000Z",
        "marks": [],
    }


def test_the_scan_and_its_coverage_are_written_key_by_key() -> None:
    written = to_document(inventory())
    assert list(written) == ["schema", "scan", "coverage", "devices"]
    assert written["schema"] == "camscan.inventory/1"
    assert written["scan"] == {
        "id": "s1",
        "started": "2026-03-02T09:30:00.250Z",
        "finished": None,
        "complete": False,
        "site": "Town Hall",
        "operator": "Network team",
        "authority": "CHG-1042",
        "targets": ["10.1.0.0/24"],
        "excluded": ["10.1.0.9"],
        "profile": "gentle",
        "public_allowed": False,
        "tool_version": "0.1.0",
        "fingerprints_version": "2026.03.01",
        "transcript": {"sha256": "ab", "head": "cd"},
    }
    assert written["coverage"] == {
        "addresses_in_scope": 255,
        "addresses_probed": 250,
        "addresses_answered": 9,
        "addresses_refused_only": 2,
        "addresses_silent": 241,
        "devices_not_video": 0,
        "devices_of_unknown_kind": 0,
        "not_probed": [{"network": "10.1.0.250-10.1.0.254", "why": "left alone"}],
        "networks": [
            {
                "network": "10.1.0.0/24",
                "in_scope": 255,
                "probed": 250,
                "answered": 9,
                "silent": 241,
                "multicast_heard": True,
                "attached": False,
                "probed_by": {},
                "heard_by": {},
            }
        ],
        "blind_spots": ["No multicast."],
        "addresses_misaddressed": 0,
        "links": [],
        "limits": [],
    }


MIXED = inventory(
    device("10.0.0.3"), device("10.0.0.1", Kind.OTHER), device("10.0.0.2", Kind.UNKNOWN), device("10.0.0.4", None)
)


def test_what_is_no_camera_is_counted_and_not_listed() -> None:
    written = to_document(MIXED)
    assert [one["id"] for one in written["devices"]] == ["d-10.0.0.3"]
    assert written["coverage"]["devices_not_video"] == 1
    assert written["coverage"]["devices_of_unknown_kind"] == 2


def test_with_all_everything_is_listed_and_the_counts_stay() -> None:
    written = to_document(MIXED, include_all=True)
    assert [one["id"] for one in written["devices"]] == ["d-10.0.0.1", "d-10.0.0.2", "d-10.0.0.3", "d-10.0.0.4"]
    assert written["coverage"]["devices_not_video"] == 1
    assert written["coverage"]["devices_of_unknown_kind"] == 2


def test_devices_that_a_file_left_out_stay_counted() -> None:
    written = to_document(MIXED, unlisted={Kind.OTHER: 10})
    assert written["coverage"]["devices_not_video"] == 11
    assert written["coverage"]["devices_of_unknown_kind"] == 2


def test_devices_stand_in_numerical_order_of_address_with_ipv4_first() -> None:
    many = inventory(*(device(address) for address in ("fd00::1", "10.0.0.10", "10.0.0.9", "9.0.0.1")))
    wanted = ["d-9.0.0.1", "d-10.0.0.9", "d-10.0.0.10", "d-fd00::1"]
    assert [one["id"] for one in to_document(many)["devices"]] == wanted
    assert [one.id for one in ordered(many).devices] == wanted


def test_devices_behind_one_address_stand_in_order_of_their_ports() -> None:
    second = device("10.0.0.1", id="second", targets=(Target("10.0.0.1", (9000,)),))
    first = device("10.0.0.1", id="first", targets=(Target("10.0.0.1", (800,)),))
    assert [one["id"] for one in to_document(inventory(second, first))["devices"]] == ["first", "second"]


def test_a_device_with_two_addresses_lists_each_once_in_order() -> None:
    several = device("10.0.0.1", targets=(Target("10.0.0.20"), Target("10.0.0.3", (80,)), Target("10.0.0.3", (81,))))
    (written,) = to_document(inventory(several))["devices"]
    assert written["addresses"] == ["10.0.0.3", "10.0.0.20"]
    assert written["targets"] == ["10.0.0.20", "10.0.0.3:80", "10.0.0.3:81"]
