"""An inventory file read back: nothing lost, and every fault named by its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inventory_samples import device, full_device, inventory
from inventory_strategies import inventories

from scanner.inventory.document import ordered, to_document
from scanner.inventory.restore import from_document, read_document, unlisted_devices
from scanner.model.claim import Kind
from scanner.model.errors import CamscanError, FileFault
from scanner.model.inventory import Inventory


@given(inventories)
def test_a_document_with_all_devices_gives_the_inventory_back(made: Inventory) -> None:
    assert from_document(to_document(made, include_all=True)) == ordered(made)


@given(inventories)
def test_a_document_that_leaves_devices_out_gives_itself_back(made: Inventory) -> None:
    document = to_document(made)
    restored = from_document(document)
    assert to_document(restored, unlisted=unlisted_devices(document, restored)) == document


def test_devices_that_the_file_leaves_out_are_counted_by_kind() -> None:
    made = inventory(device("10.0.0.1"), device("10.0.0.2", Kind.OTHER), device("10.0.0.3", Kind.UNKNOWN))
    left_out, whole = to_document(made), to_document(made, include_all=True)
    assert unlisted_devices(left_out, from_document(left_out)) == {Kind.OTHER: 1, Kind.UNKNOWN: 1}
    assert unlisted_devices(whole, from_document(whole)) == {Kind.OTHER: 0, Kind.UNKNOWN: 0}


def test_a_file_is_read_as_it_was_written() -> None:
    document = to_document(inventory(full_device()))
    assert read_document(json.dumps(document), "estate.json") == document


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('{"schema":\n  nothing}', 2, 3, "this is not JSON: Expecting value"),
        ("[]", 1, 1, 'this is no inventory: it should start with {"schema": "camscan.inventory/1"'),
        ('{"schema": "other/1"}', 1, 1, 'this is no inventory: it should start with {"schema": "camscan.inventory/1"'),
        ('{"schema": "camscan.inventory/1"}', 1, 1, "this is no inventory: scan: Field required"),
        ("[" * 100_000, 1, 1, "this is no inventory: it is nested too deep or holds an endless number"),
        ("1" * 5000, 1, 1, "this is no inventory: it is nested too deep or holds an endless number"),
    ],
)
def test_a_file_that_is_no_inventory_is_refused_by_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(FileFault) as caught:
        read_document(text, "estate.json")
    fault = caught.value
    assert (fault.path, fault.line, fault.column, fault.message) == (Path("estate.json"), line, column, message)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("devices", 0, "model"), 5, "this is no inventory: devices[0].model: Input should be an object"),
        (("devices", 0, "targets", 0), "10.0.0.0/24", "this is no inventory: `10.0.0.0/24` is not one address"),
        (("devices", 0, "targets", 0), "here", "`here` is no address"),
        (
            ("devices", 0, "evidence", 0, "endpoint"),
            "tcp://10.0.0.1:99999",
            "`tcp://10.0.0.1:99999` is not an endpoint",
        ),
        (("devices", 0, "endpoints", 0, "address"), "10.0.0", "'10.0.0' does not appear to be an IPv4"),
        (("scan", "started"), "2026-13-01T00:00:00Z", "month must be in 1..12"),
        (("coverage", "addresses_probed"), -1, "coverage.addresses_probed"),
    ],
)
def test_a_document_with_a_wrong_value_is_refused(path: tuple[str | int, ...], value: object, message: str) -> None:
    document: Any = to_document(inventory(full_device()))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(CamscanError) as caught:
        from_document(document)
    assert message in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from(["scan", "coverage", "devices"]), JSON)
def test_whatever_a_file_holds_the_fault_is_one_that_people_can_read(key: str, value: object) -> None:
    document = to_document(inventory(full_device())) | {key: value}
    if key == "devices" and value == []:
        assert from_document(document).devices == ()
        return
    with pytest.raises(CamscanError, match="this is no inventory"):
        from_document(document)
