"""The published JSON Schema of `camscan.inventory/1`, made from inventory/shape.py."""

import json
from typing import Any

from scanner.inventory.shape import SCHEMA, DocumentShape


def inventory_schema() -> dict[str, Any]:
    """Return the schema, JSON Schema 2020-12."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:camscan:schema:inventory:1",
        "title": SCHEMA,
    }
    made: dict[str, Any] = _without_titles(DocumentShape.model_json_schema(by_alias=True))
    return head | made


def schema_text() -> str:
    """Return the schema as the text of `docs/schema/camscan.inventory-1.schema.json`."""
    return json.dumps(inventory_schema(), indent=2, ensure_ascii=False) + "\n"


def _without_titles(node: Any) -> Any:
    # Pydantic titles every key with its own name, which tells a reader nothing.
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _without_titles(value) for key, value in node.items() if key != "title"}
