"""Which devices an inventory counts as part of a surveillance system."""

import pytest
from model_samples import claim, device

from scanner.model.coverage import Coverage
from scanner.model.inventory import Inventory, ScanFacts

SCAN = ScanFacts("s1", 0.0, 1.0, True, "", "", "", (), (), "normal", False, "0.1.0", "2026.3", "", "")
COVERAGE = Coverage(256, 256, 3, 0, 253, (), (), ())


@pytest.mark.parametrize(
    ("known", "video"),
    [
        ({"kind": claim("recorder")}, True),
        ({"kind": claim("other"), "manufacturer": claim("axis")}, False),  # a known kind outweighs a known maker
        ({"kind": claim("unknown")}, False),
        ({"kind": claim("unknown"), "manufacturer": claim("axis")}, True),
        ({"kind": claim("unknown"), "brand": claim("honeywell")}, True),
        ({"kind": claim(None, "camera", "recorder")}, True),
        ({"kind": claim(None, "other", "unknown")}, False),
    ],
)
def test_a_device_of_unknown_kind_is_listed_where_its_maker_or_its_rival_kinds_are_of_video(known, video):
    assert device(**known).is_video is video


def test_an_inventory_keeps_all_that_answered_and_lists_the_video_devices_in_order():
    camera, printer, labelled = (
        device("d1", kind=claim("camera")),
        device("d2", kind=claim("other")),
        device("d3", brand=claim("honeywell")),
    )
    found = Inventory(SCAN, COVERAGE, (camera, printer, labelled))
    assert [item.id for item in found.devices] == ["d1", "d2", "d3"]
    assert [item.id for item in found.video_devices] == ["d1", "d3"]
