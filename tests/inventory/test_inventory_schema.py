"""The published schema: made from the shape, in step with the file, and every document keeps to it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from inventory_samples import full_device, inventory
from inventory_strategies import inventories
from jsonschema import Draft202012Validator

from scanner.inventory.document import to_document
from scanner.inventory.schema import inventory_schema, schema_text
from scanner.model.inventory import Inventory

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "camscan.inventory-1.schema.json"
VALIDATOR = Draft202012Validator(inventory_schema())


def test_the_published_file_is_what_the_shape_says() -> None:
    # To renew it: camscan inventory schema > docs/schema/camscan.inventory-1.schema.json
    assert json.loads(PUBLISHED.read_text("utf-8")) == json.loads(schema_text())


def test_the_schema_is_valid_2020_12_and_closed_at_every_object() -> None:
    schema = inventory_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    objects = [schema, *(part for part in schema["$defs"].values() if part.get("type") == "object")]
    assert len(objects) == 16
    assert all(part["additionalProperties"] is False for part in objects)
    assert all(part["required"] == list(part["properties"]) for part in objects)


def test_every_key_of_the_schema_is_described() -> None:
    schema = inventory_schema()
    named = {
        name: part for part in [schema, *schema["$defs"].values()] for name, part in part.get("properties", {}).items()
    }
    bare = {name for name, part in named.items() if "description" not in part and "$ref" not in part}
    assert bare == {"firmware"}  # described by the object it refers to


def test_every_key_of_a_device_is_explained_in_the_documentation() -> None:
    page = (PUBLISHED.parents[1] / "reading-the-inventory.md").read_text("utf-8")
    explained = {word for line in page.splitlines() if line.startswith("| `") for word in line.split("`")[1::2]}
    keys = set(inventory_schema()["$defs"]["DevicePart"]["properties"])
    # The MAC address and the host name are what their names say.
    assert keys - explained == {"mac", "hostname"}


@given(inventories)
def test_every_inventory_keeps_to_the_schema(made: Inventory) -> None:
    assert list(VALIDATOR.iter_errors(to_document(made, include_all=True))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("devices", 0, "mac"), "44:19:B6:00:00:01"),
        (("devices", 0, "kind", "value"), "doorbell"),
        (("devices", 0, "brand", "grade"), "certain"),
        (("devices", 0, "brand", "confidence"), 1.1),
        (("devices", 0, "first_seen"), "2026-03-02 09:30:00"),
        (("devices", 0, "evidence", 0, "endpoint"), "10.0.0.1:80"),
        (("scan", "note"), "a key that the format does not have"),
        (("schema",), "camscan.inventory/2"),
    ],
)
def test_what_the_format_does_not_say_is_refused(path: tuple[str | int, ...], value: object) -> None:
    document: Any = to_document(inventory(full_device()))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert len(list(VALIDATOR.iter_errors(document))) == 1
